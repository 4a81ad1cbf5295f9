"""Methods beside each other on the same cases: figures, and the difference to the first with a paired interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.evaluate.intervals import paired_difference
from app.evaluate.judging import Judged

_FIGURES: Final[Mapping[str, Callable[[Judged], float]]] = {
    "top1": lambda each: each.within(1),
    "top3": lambda each: each.within(3),
    "top5": lambda each: each.within(5),
    "top10": lambda each: each.within(10),
    "urgency": lambda each: each.coarse == each.vignette.urgency,
    "safe": lambda each: each.safe,
    "questions_mean": lambda each: each.questions,
}
_NEED_URGENCY: Final = frozenset({"urgency", "safe"})


def _values(key: str, judged: Sequence[Judged]) -> list[float]:
    those = [each for each in judged if key not in _NEED_URGENCY or each.vignette.urgency is not None]
    return [float(_FIGURES[key](each)) for each in those]


def compare(methods: Mapping[str, Sequence[Judged]], *, seed: int) -> dict[str, dict[str, Any]]:
    """Answer for each method its figures, the difference to the first method, and the interval of that difference.

    All methods judged the same cases in the same order.
    """
    full = next(iter(methods.values()))
    answer: dict[str, dict[str, Any]] = {}
    for name, judged in methods.items():
        row: dict[str, Any] = {"figures": {}, "difference": {}, "difference_ci95": {}}
        for key in _FIGURES:
            of, to = _values(key, judged), _values(key, full)
            row["figures"][key] = sum(of) / len(of) if of else None
            if judged is not full:
                row["difference"][key] = (sum(of) - sum(to)) / len(of) if of else None
                row["difference_ci95"][key] = paired_difference(of, to, seed=seed)
        answer[name] = row
    return answer
