"""A resident's consultation, walked turn by turn with the real agents; the person answers only what is asked and only what is known."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Final

from agents.dialogue import ConfirmItems, Finish, PersonInput, Photo, Start, TurnInput
from agents.graph import Consultation, Outcome
from app.demo.community.people import Villager, Visit
from app.evaluate.patient import Patient

_DAYS_PER_YEAR: Final = 365.2425
_PAUSE_MS: Final = 22_000
"""How long a person takes over one answer."""
_MOST_TURNS: Final = 24
_PHOTO_TURN: Final = 2
"""A report that is at hand is photographed right after the complaint."""


@dataclass(frozen=True)
class Consulted:
    """How it ended: the last outcome, its revision, when the last turn was, and the photo that was sent with its id."""

    outcome: Outcome
    revision: int
    ended_ms: int
    photo: tuple[str, bytes] | None


def consult(
    consultation: Consultation, who: Villager, visit: Visit, *, began_ms: int, photo: bytes | None
) -> Consulted:
    """Walk one consultation to its guidance."""
    person = PersonInput(
        relation=who.relation, age_days=round((who.age + 0.4) * _DAYS_PER_YEAR), sex=who.sex, pregnant=who.pregnant
    )
    attachment_id = secrets.token_hex(16)
    outcome = _take(consultation, None, Start(lang=who.lang, person=person), 0, began_ms)
    state = outcome.state
    patient = Patient(consultation.knowledge, state.person, state.relation, who.lang, visit.told, visit.denied, "")
    answered: Counter[str] = Counter()
    given: TurnInput
    sent = turn = 0
    while outcome.reply.guidance is None and turn < _MOST_TURNS:
        turn += 1
        asked = outcome.state.open
        if photo is not None and turn == _PHOTO_TURN:
            sent = turn
            digest = hashlib.sha256(photo).hexdigest()
            given = Photo(attachment_id=attachment_id, media_type="image/jpeg", digest=digest)
        elif sent and turn == sent + 1:
            given = ConfirmItems(attachment_id=attachment_id)
        elif asked is None or turn == _MOST_TURNS:
            given = Finish()
        else:
            given = patient.answer(asked, answered[asked.id], outcome.thought.known.by_id)
            answered[asked.id] += 1
        blobs = (photo,) if isinstance(given, Photo) and photo is not None else ()
        outcome = _take(consultation, outcome, given, turn, began_ms + turn * _PAUSE_MS, blobs)
    taken = (attachment_id, photo) if sent and photo is not None else None
    return Consulted(outcome, turn + 1, began_ms + turn * _PAUSE_MS, taken)


def _take(
    consultation: Consultation,
    before: Outcome | None,
    given: TurnInput,
    turn: int,
    now_ms: int,
    blobs: tuple[bytes, ...] = (),
) -> Outcome:
    state = before.state if before is not None else None
    *_, last = consultation.run(state, given, blobs, turn=turn, now_ms=now_ms)
    if not isinstance(last, Outcome):
        raise TypeError("a turn ended without an outcome")
    return last
