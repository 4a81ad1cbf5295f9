"""Real records to measure with: whole consultations, run through the agents, each revision as a node would seal it.

A bench that stores records must store what residents' turns really make: records grow from turn to turn as transcript,
findings and guidance do. Here each complaint is walked to its guidance once, and every revision's record is kept.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from agents.casefile import record_of
from agents.dialogue import PersonInput, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.bench.answering import ADULT_DAYS, MOST_TURNS, answer_to
from app.bench.turns import NOON_MS
from records.model import EncounterRecord, Provenance

_PROVENANCE: Final = Provenance(
    software="jiayi bench",
    graph_version="0",
    node_key_id="0" * 32,
    measurement="0" * 64,
    evidence="development",
    language_model=None,
)
_NOBODY: Final = "0" * 32


def case_files(consultation: Consultation, complaints: Sequence[str], *, seed: int) -> list[list[EncounterRecord]]:
    """Answer for each complaint the records of all its turns, in order: revision 1 is the opening's.

    All carry the record id of 32 zeros; `with_id` gives one of them another.
    """
    return [
        _walk(consultation, complaint, random.Random(seed * 100_003 + number))  # noqa: S311 - a drawing, no secret
        for number, complaint in enumerate(complaints)
    ]


def with_id(record: EncounterRecord, record_id: str) -> bytes:
    """Answer the JSON of a record under another id."""
    return record.model_copy(update={"record_id": record_id}).model_dump_json().encode()


def _walk(consultation: Consultation, complaint: str, rng: random.Random) -> list[EncounterRecord]:
    lang = "en" if complaint.isascii() else "zh"
    who = PersonInput(relation="self", age_days=ADULT_DAYS, sex=rng.choice(("male", "female")))
    given: TurnInput = Start(lang=lang, person=who)
    state: ConsultationState | None = None
    records: list[EncounterRecord] = []
    for turn in range(MOST_TURNS + 2):
        *_, last = consultation.run(state, given, turn=turn, now_ms=NOON_MS + turn * 60_000)
        assert isinstance(last, Outcome)
        state = last.state
        graph = consultation.knowledge.graph
        records.append(record_of(state, _PROVENANCE, graph, record_id=_NOBODY, revision=turn + 1, thought=last.thought))
        if last.reply.guidance is not None:
            break
        given = answer_to(last.reply, rng) if turn else Say(text=complaint)
    return records
