"""Fills the demonstration's community: thirty residents, one after the other, what is done is noted and never done twice."""

from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Final

from agents.graph import Consultation
from agents.reports.port import ReportReader
from app.demo.community.consulting import consult
from app.demo.community.history import History, Phone
from app.demo.community.people import Villager, Visit, read_people
from app.demo.community.report import draw
from app.knowledge import load_knowledge
from kg.graph import Graph
from kg.labs import match_indicator
from records.errors import RecordsError

NOTE: Final = "community.json"
"""Lies in the demonstration's data folder: when the past was counted from, and how many residents are there."""
_DAY_MS: Final = 86_400_000


def fill(data: Path, database_url: str, magnet: str, *, most: int | None = None) -> int:
    """Answer how many residents there are when it is done. Raises the errors of `records`."""
    people = read_people()[:most]
    note = data / NOTE
    known = json.loads(note.read_text()) if note.exists() else {"now_ms": time.time_ns() // 1_000_000, "done": 0}
    if known["done"] >= len(people):
        return len(people)
    knowledge = load_knowledge()
    reader = _reader(knowledge.graph) if any(visit.photo for who in people for visit in who.visits) else None
    consultation = Consultation(knowledge, reader)
    now_ms = known["now_ms"]
    with History.open(database_url, data / "keys", knowledge.graph, magnet, now_ms) as history:
        history.admit_node(now_ms - max(visit.ago for who in people for visit in who.visits), now_ms)
        if not known["done"]:
            history.damage(now_ms)
        for number, who in enumerate(people[known["done"] :], start=known["done"] + 1):
            _live(history, consultation, who, number, now_ms)
            note.write_text(json.dumps({"now_ms": now_ms, "done": number}))
        history.count(now_ms)
    return len(people)


def _live(history: History, consultation: Consultation, who: Villager, number: int, now_ms: int) -> None:
    """One resident's visits, in their order."""
    phone = Phone(who, f"138 0000 {number:04d}")
    for visit in who.visits:
        began_ms = now_ms - visit.ago
        consulted = consult(consultation, who, visit, began_ms=began_ms, photo=_photo(who, visit, began_ms))
        record_id = history.arrive(phone, consulted)
        steps = [(deed.after, partial(history.act, deed=deed, phone=phone)) for deed in visit.doctor]
        steps += [(reply.after, partial(history.reply, text=reply.text)) for reply in visit.replies]
        for after, step in sorted(steps, key=lambda pair: pair[0]):
            # Nothing was done before the consultation ended, and nothing is done in the future.
            step(record_id, min(max(began_ms + after, consulted.ended_ms), now_ms))


def _photo(who: Villager, visit: Visit, began_ms: int) -> bytes | None:
    if visit.photo is None:
        return None
    day = time.strftime("%Y-%m-%d", time.gmtime((began_ms - _DAY_MS) / 1000))
    return draw(visit.photo, name=who.name, sex=who.sex, age=who.age, day=day)


def _reader(graph: Graph) -> ReportReader:
    from agents.reports.reader import OcrReader  # noqa: PLC0415 - 100 MB of models

    return OcrReader(partial(match_indicator, graph))


def main() -> int:
    """`python -m app.demo.community.run DATA DATABASE_URL MAGNET`: what the demonstration starts beside its services."""
    data, database_url, magnet = sys.argv[1:]
    if hasattr(os, "nice"):
        os.nice(5)  # the services come first
    try:
        print(f"{fill(Path(data), database_url, magnet)} residents")  # noqa: T201 - goes to the log
    except RecordsError as error:
        print(f"the community is not complete: {error}", file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
