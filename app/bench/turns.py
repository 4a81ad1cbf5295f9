"""How long a turn takes while many residents are at it: whole consultations over the real graph, in processes as nodes are.

Every resident opens, tells a complaint, answers each question by a chip and ends with the guidance, then begins again. Turns wait and run
as they do in a node (`app.compute.running`), and are timed from the request to the reply; the state goes through its bytes between turns,
as it does in a capsule. Sealing and HTTP are measured apart; photos are not read. Figures are wall-clock: with `pause_s` 0 every resident
asks again in the moment in which the reply is there, which no community does.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

import numpy as np

from agents.dialogue import PersonInput, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.bench.answering import ADULT_DAYS, MOST_TURNS, answer_to
from app.bench.graphs import complaints
from app.compute.running import Runner
from app.knowledge import load_knowledge

NOON_MS: Final = 1_795_000_000_000
TURNS_AT_ONCE: Final = 2
"""Turns that a process works on at once, where one takes longer than others wait for (`app.compute.running`)."""
LONGEST_WAIT_S: Final = 60.0
"""Seconds that a turn waits here for its place: a node would send a phone elsewhere before, and then no turn would be too slow."""


@dataclass(frozen=True, slots=True)
class Turns:
    """What was measured: turns in all, how long they took in milliseconds, and how many a second were served."""

    turns: int
    p50_ms: float
    p99_ms: float
    turns_per_s: float
    cpu_ms: float
    """Processor time of one turn, all threads together."""


class _Asked:
    """One turn as a node takes it (`app.compute.running.Beating`): the state read from its bytes and written to them."""

    def __init__(self, consultation: Consultation, state: bytes | None, given: TurnInput, turn: int) -> None:
        self._consultation = consultation
        self._given, self._turn = given, turn
        self.state = state
        self.reply: Reply | None = None

    def __iter__(self) -> Iterator[bytes]:
        before = ConsultationState.from_bytes(self.state) if self.state is not None else None
        now_ms = NOON_MS + self._turn * 60_000
        *_, last = self._consultation.run(before, self._given, turn=self._turn, now_ms=now_ms)
        assert isinstance(last, Outcome)
        self.state, self.reply = last.state.to_bytes(), last.reply
        yield self.state

    def beat(self, hand: Callable[[bytes], object]) -> bool:
        """Send none: nobody listens for a sign of life."""
        del hand
        return False


@dataclass(frozen=True)
class _Bench:
    """What all residents of one process share."""

    consultation: Consultation
    runner: Runner
    pause_s: float
    seconds: list[float] = field(default_factory=list)

    async def take(self, state: bytes | None, given: TurnInput, turn: int) -> tuple[bytes, Reply]:
        """Take one turn, and note how long it took, waiting for its place included."""
        asked = _Asked(self.consultation, state, given, turn)
        begun = time.perf_counter()
        async for _ in await self.runner.run(asked):
            pass
        self.seconds.append(time.perf_counter() - begun)
        assert asked.state is not None
        assert asked.reply is not None
        return asked.state, asked.reply

    async def walk(self, complaint: str, rng: random.Random) -> None:
        """Walk one consultation to its guidance."""
        sex = rng.choice(("male", "female"))
        lang = "en" if complaint.isascii() else "zh"
        start = Start(lang=lang, person=PersonInput(relation="self", age_days=ADULT_DAYS, sex=sex))
        state, reply = await self.take(None, start, 0)
        given: TurnInput = Say(text=complaint)
        for turn in range(1, MOST_TURNS + 2):
            await asyncio.sleep(self.pause_s * rng.random() * 2)
            state, reply = await self.take(state, given, turn)
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

    `pause_s` is the mean time, in seconds, that a resident takes to answer; `slots` is how many turns are at
    work at once where they last (`app.compute.running.Runner`).
    """
    runner = Runner(slots, wait_s=LONGEST_WAIT_S, waiting=residents)
    bench = _Bench(consultation, runner, pause_s)
    todo = list(enumerate(told))

    async def resident() -> None:
        while todo:
            number, complaint = todo.pop()
            await bench.walk(complaint, random.Random(seed * 100_003 + number))  # noqa: S311 - a drawing, no secret

    async def everybody() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(residents):
                group.create_task(resident())

    begun, cpu = time.perf_counter(), time.process_time()
    try:
        asyncio.run(everybody())
    finally:
        runner.close()
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
    # As a node does before its first turn (`app.compute.service`).
    gc.collect()
    gc.freeze()
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
