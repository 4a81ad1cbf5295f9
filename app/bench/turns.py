"""How long a turn takes while many residents are at it: whole consultations over the real graph, in processes as nodes are.

Every resident is a thread that opens, tells a complaint, answers each question by a chip and ends with the guidance, then begins
again. The state goes through its bytes between turns, as it does in a capsule; sealing is measured apart. Photos are not read here.
Figures are wall-clock: with `pause_s` 0 all residents press at the same time, which no community does.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

import numpy as np

from agents.dialogue import Answer, Finish, PersonInput, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.bench.graphs import complaints
from app.knowledge import load_knowledge

NOON_MS: Final = 1_795_000_000_000
MOST_TURNS: Final = 20
"""Turns of one consultation, after which it is ended by the resident's own wish."""
TURNS_AT_ONCE: Final = 2
"""Turns that a process works on at once; more threads in one interpreter only take turns."""
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


def answer_to(reply: Reply, rng: random.Random) -> TurnInput:
    """Answer what a resident does with a reply: a chip of the open question, any of them."""
    question = reply.question
    if question is None or reply.turn >= MOST_TURNS:
        return Finish()
    if not question.options:
        return Answer(question_id=question.id, text="说不清楚" if reply.lang == "zh" else "I am not sure")
    return Answer(question_id=question.id, options=(rng.choice(question.options).index,))


@dataclass(frozen=True)
class _Bench:
    """What all residents of one process share: `slots` is how many turns are at work at once, as in a node (`app.compute.running`)."""

    consultation: Consultation
    slots: threading.Semaphore
    pause_s: float
    seconds: list[float] = field(default_factory=list)  # list.append is atomic


def _take(bench: _Bench, state: bytes | None, given: TurnInput, turn: int) -> tuple[bytes, Reply]:
    """Take one turn, the state read from its bytes and written to them, and note how long it took, waiting for a slot included."""
    begun = time.perf_counter()
    with bench.slots:
        before = ConsultationState.from_bytes(state) if state is not None else None
        *_, last = bench.consultation.run(before, given, turn=turn, now_ms=NOON_MS + turn * 60_000)
        assert isinstance(last, Outcome)
        after = last.state.to_bytes()
    bench.seconds.append(time.perf_counter() - begun)
    return after, last.reply


def _one(bench: _Bench, complaint: str, rng: random.Random) -> None:
    """Walk one consultation to its guidance."""
    sex = rng.choice(("male", "female"))
    lang = "en" if complaint.isascii() else "zh"
    start = Start(lang=lang, person=PersonInput(relation="self", age_days=ADULT_DAYS, sex=sex))
    state, reply = _take(bench, None, start, 0)
    given: TurnInput = Say(text=complaint)
    for turn in range(1, MOST_TURNS + 2):
        time.sleep(bench.pause_s * rng.random() * 2)
        state, reply = _take(bench, state, given, turn)
        if reply.guidance is not None:
            return
        given = answer_to(reply, rng)


@dataclass(frozen=True, slots=True)
class Measured:
    """One process's turns: seconds of each, how long all took by the clock, and of the processor."""

    seconds: tuple[float, ...]
    lasted_s: float
    cpu_s: float


def measure_turns(
    consultation: Consultation,
    told: Sequence[str],
    *,
    residents: int,
    pause_s: float,
    seed: int,
    slots: int = TURNS_AT_ONCE,
) -> Measured:
    """Answer what was measured of all complaints, shared out among so many residents at once.

    `pause_s` is the mean time, in seconds, that a resident takes to answer; `slots` is how many turns are at work at once.
    """
    bench = _Bench(consultation, threading.Semaphore(slots), pause_s)
    todo = list(enumerate(told))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not todo:
                    return
                number, complaint = todo.pop()
            _one(bench, complaint, random.Random(seed * 100_003 + number))  # noqa: S311 - a drawing, no secret

    threads = [threading.Thread(target=work, name=f"resident-{number}") for number in range(residents)]
    begun, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(tuple(bench.seconds), time.perf_counter() - begun, time.process_time() - cpu)


def figures(every: Sequence[Measured]) -> Turns:
    """Answer the figures of all processes together."""
    seconds = np.array([each for one in every for each in one.seconds])
    middle, nearly_all = np.percentile(seconds * 1000.0, [50, 99])
    return Turns(
        turns=len(seconds),
        p50_ms=float(middle),
        p99_ms=float(nearly_all),
        turns_per_s=sum(len(one.seconds) / one.lasted_s for one in every),
        cpu_ms=sum(one.cpu_s for one in every) / len(seconds) * 1000.0,
    )


def _in_a_process(residents: int, consultations: int, pause_s: float, slots: int, seed: int) -> Measured:
    knowledge = load_knowledge()
    consultation = Consultation(knowledge)
    told = complaints(knowledge.graph, consultations, "zh", seed)
    measure_turns(consultation, told[:2], residents=1, pause_s=0.0, seed=seed)
    return measure_turns(consultation, told, residents=residents, pause_s=pause_s, seed=seed, slots=slots)


def measure_processes(
    *, processes: int, residents: int, consultations: int, pause_s: float, seed: int, slots: int = TURNS_AT_ONCE
) -> Turns:
    """Answer the figures of so many processes side by side, as many nodes on one machine; residents and consultations are shared out."""
    shares = [(residents * (at + 1) // processes - residents * at // processes) for at in range(processes)]
    each = -(-consultations // processes)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        made = [
            pool.submit(_in_a_process, max(1, share), each, pause_s, slots, seed + number)
            for number, share in enumerate(shares)
        ]
        return figures([one.result() for one in made])
