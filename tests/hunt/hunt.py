"""The hunt: consultations full of marked phrases, processes that are killed meanwhile, and a search of every place where one could lie."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bench.graphs import complaints
from app.knowledge import load_knowledge
from tests.hunt.line import Line, Phone
from tests.hunt.marks import Marks
from tests.hunt.places import Content, core_folder, dump, files_below, proc_of, shared_places, swap

_SIGNED_WITHIN_S = 120.0


@dataclass
class Found:
    """What was done, what was searched, and what was found."""

    consultations: int
    seed: int
    done: dict[str, Any] = field(default_factory=dict)
    searched: Counter[str] = field(default_factory=Counter)
    """Bytes by place."""
    not_searched: list[str] = field(default_factory=list)
    """Places that there are not, or that could not be read, and why."""
    hits: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Answer what a machine reads."""
        return {
            "consultations": self.consultations,
            "seed": self.seed,
            **self.done,
            "searched_bytes": dict(self.searched),
            "not_searched": self.not_searched,
            "hits": len(self.hits),
            "places": self.hits,
            "seconds": round(self.seconds, 1),
        }


def hunt(
    folder: Path,
    *,
    consultations: int,
    seed: int,
    kills: int,
    at_once: int = 4,
    leave_out: tuple[Path, ...] = (),
    say: Callable[[str], None] = lambda _: None,
) -> Found:
    """Hold the consultations, kill nodes, commission and archive worker in between, search.

    `folder` is empty and takes everything that the line writes; `leave_out` are folders of others in places that are shared.

    Raises:
        AssertionError: a consultation could not be led to its end.
    """
    begun, since_s = time.monotonic(), time.time()
    marks, ends, rng = Marks(seed), Counter[str](), random.Random(seed)
    graph = load_knowledge().graph
    told = [each for lang in ("zh", "en") for each in complaints(graph, consultations, lang, seed)]
    line = Line(folder)
    found = Found(consultations, seed, not_searched=[f"{each}: left out, as told" for each in leave_out])
    finished, over = [0], threading.Event()

    def one(number: int) -> None:
        text = told[number % consultations + (consultations if number % 4 == 3 else 0)]
        Phone(line, marks, number, text, ends, random.Random(seed * 7_919 + number)).consult()
        finished[0] += 1
        if finished[0] % 10 == 0:
            say(f"{finished[0]} of {consultations} consultations, deaths: {line.services.deaths()}")

    def killer() -> None:
        for kill in range(kills):
            while finished[0] < kill * consultations / kills and not over.wait(0.05):
                pass
            # The first one soon: a short hunt is over in seconds.
            if over.wait(rng.random() * (2 if kill else 0.5)):
                return
            while not line.services.kill(rng) and not over.wait(0.5):
                pass

    try:
        line.services.wait()
        killing = threading.Thread(target=killer)
        killing.start()
        try:
            with ThreadPoolExecutor(at_once) as phones:
                list(phones.map(one, range(consultations)))
        finally:
            over.set()
            killing.join()
        line.doctor.finish(_SIGNED_WITHIN_S)
        line.services.wait()
        line.services.look()
        deaths = line.services.deaths()
        found.done = {
            **ends,
            "signed": len(line.doctor.signed),
            "archived": sum(1 for _ in line.archive.glob("[!.]*")),
            "deaths": sum(deaths.values()),
            **{f"deaths_of_{kind}": count for kind, count in deaths.items()},
            "most_kb_of_a_process_in_swap": line.services.swapped_kb,
            "may_leave_core_files": sorted(line.services.may_leave_cores),
        }
        say("searching")
        _search(found, marks, _everywhere(line, since_s, (folder, *leave_out), found.not_searched), say)
    finally:
        line.close()
    found.seconds = time.monotonic() - begun
    return found


def _search(
    found: Found,
    marks: Marks,
    everywhere: Iterator[tuple[str, Iterator[Content] | list[Content]]],
    say: Callable[[str], None],
) -> None:
    clean: set[bytes] = set()  # what was searched once and is met again, as most of /proc is
    for place, contents in everywhere:
        for name, content in contents:
            found.searched[place] += len(content)
            digest = hashlib.sha256(content).digest()
            if digest not in clean:
                hits = [f"{place}: {hit}" for hit in marks.hits(name, content)]
                found.hits += hits
                if not hits:
                    clean.add(digest)
        say(f"{place}: {found.searched[place]:,} bytes")


def _everywhere(
    line: Line, since_s: float, leave_out: tuple[Path, ...], not_searched: list[str]
) -> Iterator[tuple[str, Iterator[Content] | list[Content]]]:
    for node, tap in zip(line.nodes, line.taps, strict=True):
        yield f"files of {node.name}, its log and core files", files_below(node.folder, not_searched=not_searched)
        yield f"wire of {node.name}", [("both ways", bytes(tap.recorded))]
    yield "metrics, health and /proc while they lived", line.services.seen
    for service in line.services.all:
        if service.process is not None:
            yield f"/proc of {service.name}", proc_of(service.process.pid)
    yield "wire of the commission", [("both ways", bytes(line.city.taps["commission"].recorded))]
    yield "commission's dump", dump(line.city.world.database_url)
    yield (
        "commission's and worker's files, write-ahead log, logs and core files; not the archive, which is to be read",
        files_below(line.city.data, leave_out=(line.archive,), not_searched=not_searched),
    )
    yield "places that are shared", shared_places(since_s, leave_out, not_searched)
    if (cores := core_folder(not_searched)) is not None:
        yield "core files of the machine", files_below(cores, since_s=since_s, not_searched=not_searched)
    yield "swap", swap(not_searched)
