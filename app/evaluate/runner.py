"""Many cases over all cores, in the order of the file, with the same answer however many cores there are.

Workers are forked after the graph is loaded and its tables are compiled, so that they share them: loading takes longer than
judging a hundred vignettes. Where a system cannot fork, one process does the work.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.evaluate.cases import Vignette
from app.evaluate.judging import Judge, Judged

Tell = Callable[[int, int], None]
"""Told how many of how many judgements are done."""

FEWEST_FOR_MANY: Final = 16
"""Below this many judgements a second process is not worth its start."""
CHUNK: Final = 4
EVERY_S: Final = 2.0
"""Progress is told at most this often."""

_JUDGES: list[Judge] = []
_CASES: list[Vignette] = []


def _one(place: tuple[int, int]) -> Judged:
    judge, case = place
    return _judged(_JUDGES[judge], _CASES[case])


def _judged(judge: Judge, case: Vignette) -> Judged:
    """Answer the case judged; an error that it brings to light says which case that was."""
    try:
        return judge.judge(case)
    except Exception as error:
        error.add_note(f"while judging the case {case.id} with the method “{judge.ablation.name}”")
        raise


def _nothing(done: int, of: int) -> None:
    del done, of


def run(
    judges: Sequence[Judge], cases: Sequence[Vignette], *, jobs: int | None = None, tell: Tell = _nothing
) -> list[list[Judged]]:
    """Answer, for each judge, every case judged. `jobs` is the number of processes, that of the cores when None."""
    # The first case is judged here, once by each judge: what they compile on the way is then shared by all workers.
    first = [_judged(judge, case) for judge in judges for case in cases[:1]]
    places = [(judge, case) for judge in range(len(judges)) for case in range(1, len(cases))]
    processes = min(jobs or os.cpu_count() or 1, len(places))
    if processes < 2 or len(places) < FEWEST_FOR_MANY or "fork" not in multiprocessing.get_all_start_methods():  # noqa: PLR2004
        rest = list(_watched((_judged(judges[judge], cases[case]) for judge, case in places), len(places), tell))
    else:
        rest = _forked(judges, cases, places, processes, tell)
    each = len(cases) - 1
    return [[*first[n : n + 1], *rest[n * each : (n + 1) * each]] for n in range(len(judges))]


def _forked(
    judges: Sequence[Judge], cases: Sequence[Vignette], places: Sequence[tuple[int, int]], processes: int, tell: Tell
) -> list[Judged]:
    _JUDGES[:], _CASES[:] = judges, cases
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return list(_watched(pool.imap(_one, places, chunksize=CHUNK), len(places), tell))
    finally:
        _JUDGES.clear()
        _CASES.clear()


def _watched(judged: Iterator[Judged], total: int, tell: Tell) -> Iterator[Judged]:
    last = time.monotonic()
    for done, each in enumerate(judged, 1):
        yield each
        if time.monotonic() - last >= EVERY_S:
            last = time.monotonic()
            tell(done, total)
