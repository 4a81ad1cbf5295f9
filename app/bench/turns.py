"""How long a turn takes while many residents are at it: whole consultations over the real graph, in one process with threads.

Every resident is a thread that opens, tells a complaint, answers each question by a chip and ends with the guidance, then begins
again. The state goes through its bytes between turns, as it does in a capsule; sealing is measured apart. Photos are not read here.
Figures are wall-clock: with `pause_s` 0 all residents press at the same time, which no community does.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from agents.dialogue import Answer, Finish, PersonInput, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState

NOON_MS: Final = 1_795_000_000_000
MOST_TURNS: Final = 20
"""Turns of one consultation, after which it is ended by the resident's own wish."""
ADULT_DAYS: Final = 16_436


@dataclass(frozen=True, slots=True)
class Turns:
    """What was measured: turns in all, how long they took in milliseconds, and how many a second were served."""

    turns: int
    p50_ms: float
    p99_ms: float
    turns_per_s: float
    cpu_ms: float
    """Processor time of one turn, all threads together."""


def answer_of(reply: Reply, rng: random.Random) -> TurnInput:
    """Answer what a resident does with a reply: a chip of the open question, any of them."""
    question = reply.question
    if question is None or reply.turn >= MOST_TURNS:
        return Finish()
    if not question.options:
        return Answer(question_id=question.id, text="说不清楚" if reply.lang == "zh" else "I am not sure")
    return Answer(question_id=question.id, options=(rng.choice(question.options).index,))


def _take(
    consultation: Consultation, state: bytes | None, given: TurnInput, turn: int, seconds: list[float]
) -> tuple[bytes, Reply]:
    """Take one turn, the state read from its bytes and written to them, and note how long it took."""
    begun = time.perf_counter()
    before = ConsultationState.from_bytes(state) if state is not None else None
    *_, last = consultation.run(before, given, turn=turn, now_ms=NOON_MS + turn * 60_000)
    assert isinstance(last, Outcome)
    after = last.state.to_bytes()
    seconds.append(time.perf_counter() - begun)
    return after, last.reply


def _one(consultation: Consultation, complaint: str, rng: random.Random, seconds: list[float], pause_s: float) -> None:
    """Walk one consultation to its guidance."""
    sex = rng.choice(("male", "female"))
    lang = "en" if complaint.isascii() else "zh"
    start = Start(lang=lang, person=PersonInput(relation="self", age_days=ADULT_DAYS, sex=sex))
    state, reply = _take(consultation, None, start, 0, seconds)
    given: TurnInput = Say(text=complaint)
    for turn in range(1, MOST_TURNS + 2):
        time.sleep(pause_s * rng.random() * 2)
        state, reply = _take(consultation, state, given, turn, seconds)
        if reply.guidance is not None:
            return
        given = answer_of(reply, rng)


def measure_turns(
    consultation: Consultation, complaints: Sequence[str], *, residents: int, pause_s: float, seed: int
) -> Turns:
    """Answer the figures of all complaints, shared out among so many residents at once.

    `pause_s` is the mean time, in seconds, that a resident takes to answer.
    """
    seconds: list[float] = []  # list.append is atomic
    todo = list(enumerate(complaints))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not todo:
                    return
                number, complaint = todo.pop()
            _one(consultation, complaint, random.Random(seed * 100_003 + number), seconds, pause_s)  # noqa: S311 - a drawing, no secret

    threads = [threading.Thread(target=work, name=f"resident-{number}") for number in range(residents)]
    begun, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted, spent = time.perf_counter() - begun, time.process_time() - cpu
    middle, nearly_all = np.percentile(np.array(seconds) * 1000.0, [50, 99])
    return Turns(len(seconds), float(middle), float(nearly_all), len(seconds) / lasted, spent / len(seconds) * 1000.0)
