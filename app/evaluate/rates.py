"""The figures over judged vignettes (DESIGN section 10), each with its 95 % interval.

A case that the graph does not cover is a miss in every top-k. What a file gives no truth for, such as the urgency, has no rate: None,
and never 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from app.evaluate.calibration import Calibration, calibration
from app.evaluate.cases import COARSE
from app.evaluate.intervals import Interval, bootstrap, wilson
from app.evaluate.judging import Judged
from kg.schema import Urgency

TOPS: Final = (1, 3, 5, 10)
SLOW: Final = 95.0


@dataclass(frozen=True)
class Figure:
    """One figure and its interval; both None where there was nothing to count."""

    value: float | None
    ci95: Interval | None


@dataclass(frozen=True)
class Length:
    """Questions of some interviews."""

    n: int
    median: float
    p95: float


@dataclass(frozen=True)
class Summary:
    """All figures by their keys, calibration, and how often which urgency was said for which."""

    n: int
    figures: Mapping[str, Figure]
    calibration: Calibration | None
    confusion: Mapping[str, Mapping[str, int]]
    questions: Mapping[str, Length]
    """How long the interviews were by the urgency that was found: over all of them the emergencies, which end at once, hide the others."""

    def json(self) -> dict[str, Any]:
        """Answer the object that `--json` prints: the figures, and `ci95` with the same keys."""
        figures = {"n": Figure(self.n, (self.n, self.n)), **self.figures}
        return {
            **{key: figure.value for key, figure in figures.items()},
            "ci95": {key: None if figure.ci95 is None else list(figure.ci95) for key, figure in figures.items()},
            "calibration": None if self.calibration is None else asdict(self.calibration),
            "questions_by_level": {level: asdict(each) for level, each in self.questions.items()},
            "urgency_confusion": {true: dict(said) for true, said in self.confusion.items()},
        }


def _share(hits: Iterable[bool]) -> Figure:
    those = list(hits)
    return Figure(sum(those) / len(those) if those else None, wilson(sum(those), len(those)))


def _of(values: Sequence[float], statistic: Callable[[Any], Any], seed: int) -> Figure:
    if not values:
        return Figure(None, None)
    return Figure(float(statistic(np.asarray(values))), bootstrap(values, statistic, seed=seed))


def _lengths(judged: Sequence[Judged]) -> dict[str, Length]:
    answer: dict[str, Length] = {}
    for level in Urgency:
        counts = [each.questions for each in judged if each.level is level]
        if counts:
            answer[level.value] = Length(len(counts), float(np.median(counts)), float(np.percentile(counts, SLOW)))
    return answer


def summarise(judged: Sequence[Judged], *, seed: int) -> Summary:
    """Answer the figures over what was judged."""
    told = [each for each in judged if each.vignette.urgency is not None]
    levelled = [each for each in judged if each.vignette.level is not None]
    covered = [each for each in judged if each.covered]
    questions = [float(each.questions) for each in judged]
    leading = [each for each in judged if each.leading]

    def truly(urgency: str) -> list[Judged]:
        return [each for each in told if each.vignette.urgency == urgency]

    figures = {
        **{f"top{most}": _share(each.within(most) for each in judged) for most in TOPS},
        "coverage": _share(each.covered for each in judged),
        "urgency": _share(each.coarse == each.vignette.urgency for each in told),
        "safe": _share(each.safe for each in told),
        "emergencies_found": _share(each.coarse == "emergency" for each in truly("emergency")),
        "questions_median": _of(questions, np.median, seed),
        "questions_p95": _of(questions, lambda values: np.percentile(values, SLOW), seed),
        "questions_mean": _of(questions, np.mean, seed),
        **{f"top{most}_of_covered": _share(each.within(most) for each in covered) for most in TOPS},
        "level": _share(each.level is each.vignette.level for each in levelled),
        "self_care_alarmed": _share(each.coarse == "emergency" for each in truly("self_care")),
        "elicited": _of([each.elicited for each in judged if each.elicited is not None], np.mean, seed),
        "interrupted": _share(each.interrupted for each in judged),
    }
    return Summary(
        n=len(judged),
        figures=figures,
        calibration=calibration(
            [each.leading[0].probability for each in leading], [each.within(1) for each in leading], seed=seed
        ),
        confusion={
            true: {said: sum(each.coarse == said for each in truly(true)) for said in COARSE}
            for true in COARSE
            if truly(true)
        },
        questions=_lengths(judged),
    )
