"""Puts what was read from a photo into the state, and what the resident says of it.

Flags are set here from the knowledge graph and the person. A doubtful item is shown and asked back; it is reasoned with only
after the resident has looked at it. A report read twice (the same attachment) replaces itself.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from agents.dialogue import ConfirmItems, Photo
from agents.reports.port import Reading
from agents.state import ConsultationState, Report, ReportItem
from kg.graph import Graph
from kg.labs import interpret, match_indicator
from kg.schema import LabResult, Person

SURE: Final = 0.5
"""Confidence below which an item counts as doubtful even when the reader did not say so."""
_NUMBER: Final = re.compile(r"^\s*[<>≤≥]?\s*([+-]?\d+(?:\.\d+)?)\s*[↑↓HL]?\s*$")


def _known(graph: Graph, person: Person, result: LabResult) -> LabResult:
    """Answer the item with its indicator and its flag, as far as the graph knows them."""
    if result.lab is None or result.lab not in graph.labs:
        names = [name for name in (result.name, result.abbr) if name]
        found = next((lab for lab in (match_indicator(graph, name, result.unit) for name in names) if lab), None)
        result = result.model_copy(update={"lab": None if found is None else found.id})
    return interpret(graph, person, result)


def merge_reading(
    graph: Graph, state: ConsultationState, photo: Photo, reading: Reading, *, turn: int
) -> ConsultationState:
    """Answer the state with the report in it."""
    report = Report(
        attachment_id=photo.attachment_id,
        digest=photo.digest,
        media_type=photo.media_type,
        turn=turn,
        what=reading.what,
        items=tuple(
            ReportItem(
                result=_known(graph, state.person, result),
                doubtful=index in reading.doubts or result.confidence < SURE,
            )
            for index, result in enumerate(reading.items)
        ),
        conclusion=reading.conclusion,
    )
    return _with(state, report)


def merge_items(graph: Graph, state: ConsultationState, reading: Reading, *, number: int) -> ConsultationState:
    """Answer the state with a report that came without a photo's ids, as on the command line; `number` tells them apart."""
    digest = hashlib.sha256(f"{number}:{reading.model_dump_json()}".encode()).hexdigest()
    photo = Photo(attachment_id=digest[:32], media_type="image/jpeg", digest=digest)
    return merge_reading(graph, state, photo, reading, turn=0)


def unread(state: ConsultationState, photo: Photo, *, turn: int) -> ConsultationState:
    """Answer the state with a photo that could not be read: the doctor still gets the original."""
    report = Report(
        attachment_id=photo.attachment_id,
        digest=photo.digest,
        media_type=photo.media_type,
        turn=turn,
        what="unreadable",
    )
    return _with(state, report)


def _with(state: ConsultationState, report: Report) -> ConsultationState:
    others = tuple(each for each in state.reports if each.attachment_id != report.attachment_id)
    return state.model_copy(update={"reports": (*others, report)})


def confirm(graph: Graph, state: ConsultationState, confirmed: ConfirmItems) -> ConsultationState:
    """Answer the state with the resident's corrections. Items not mentioned are right as read; all count from now on.

    A correction of an item that does not exist, or of a report that is not there, changes nothing.
    """
    corrections = {each.index: each for each in confirmed.corrections}
    reports = []
    for report in state.reports:
        if report.attachment_id != confirmed.attachment_id:
            reports.append(report)
            continue
        items = []
        for index, item in enumerate(report.items):
            correction = corrections.get(index)
            if correction is None or (correction.value_text is None and not correction.remove):
                items.append(item.model_copy(update={"confirmed": True}))
            elif correction.remove:
                items.append(item.model_copy(update={"removed": True}))
            else:
                items.append(_corrected(graph, state.person, item, correction.value_text or ""))
        reports.append(report.model_copy(update={"items": tuple(items)}))
    return state.model_copy(update={"reports": tuple(reports)})


def _corrected(graph: Graph, person: Person, item: ReportItem, value_text: str) -> ReportItem:
    number = _NUMBER.match(value_text)
    result = item.result.model_copy(
        update={
            "value": float(number[1]) if number else None,
            "value_text": value_text.strip()[:60],
            "flag": "unknown",
            "confidence": 1.0,
        }
    )
    return ReportItem(result=interpret(graph, person, result), doubtful=item.doubtful, confirmed=True)
