"""The hunt: consultations full of marked phrases, nodes that are killed meanwhile, and then a search of every place where one could lie."""

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
from tests.hunt.places import Content, dump, files_below, proc_of, shared_places, swap


@dataclass
class Found:
    """What was done, what was searched, and what was found."""

    consultations: int
    seed: int
    done: dict[str, int] = field(default_factory=dict)
    searched: Counter[str] = field(default_factory=Counter)
    """Bytes by place."""
    hits: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Answer what a machine reads."""
        return {
            "consultations": self.consultations,
            "seed": self.seed,
            **self.done,
            "searched_bytes": dict(self.searched),
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
    say: Callable[[str], None] = lambda _: None,
) -> Found:
    """Hold the consultations, kill nodes in between, search. `folder` is empty and takes everything that the line writes.

    Raises:
        AssertionError: a consultation could not be led to its end.
    """
    begun, since_s = time.monotonic(), time.time()
    marks, ends, rng = Marks(seed), Counter[str](), random.Random(seed)
    graph = load_knowledge().graph
    told = [each for lang in ("zh", "en") for each in complaints(graph, consultations, lang, seed)]  # type: ignore[arg-type]
    line = Line(folder)
    found = Found(consultations, seed)
    finished, over = [0], threading.Event()

    def one(number: int) -> None:
        text = told[number % consultations + (consultations if number % 4 == 3 else 0)]
        Phone(line, marks, number, text, ends, random.Random(seed * 7_919 + number)).consult()
        finished[0] += 1
        if finished[0] % 10 == 0:
            say(
                f"{finished[0]} of {consultations} consultations, {sum(node.deaths for node in line.nodes)} deaths of nodes"
            )

    def killer() -> None:
        for kill in range(kills):
            while finished[0] < kill * consultations / kills and not over.wait(0.05):
                pass
            # The first one soon: a short hunt is over in seconds.
            if over.wait(rng.random() * (2 if kill else 0.5)):
                return
            while not line.kill(rng) and not over.wait(0.5):
                pass

    try:
        line.wait()
        killing = threading.Thread(target=killer)
        killing.start()
        try:
            with ThreadPoolExecutor(at_once) as phones:
                list(phones.map(one, range(consultations)))
        finally:
            over.set()
            killing.join()
        line.look()
        found.done = {**ends, "deaths": sum(node.deaths for node in line.nodes)}
        say("searching")
        _search(found, marks, _everywhere(line, folder, since_s), say)
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


def _everywhere(line: Line, folder: Path, since_s: float) -> Iterator[tuple[str, Iterator[Content] | list[Content]]]:
    for node in line.nodes:
        yield f"files of node {node.number}, its log and core files", files_below(node.folder)
    yield "metrics, health and /proc while they lived", line.seen
    for node in line.nodes:
        if node.process is not None:
            yield f"/proc of node {node.number}", proc_of(node.process.pid)
        yield f"wire of node {node.number}", [("both ways", bytes(node.tap.recorded))]
    yield "wire of the commission", [("both ways", bytes(line.city.taps["commission"].recorded))]
    yield "commission's dump", dump(line.city.world.database_url)
    yield "commission's files, write-ahead log and logs", files_below(line.city.data)
    yield "places that are shared", shared_places(since_s, (folder,))
    devices, pieces = swap()
    yield f"swap ({len(devices)} devices)", pieces
