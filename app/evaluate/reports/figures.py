"""The figures over judged report images, each with its 95 % interval, and the same by layout and by damage.

Fields of one image stand or fall together, so their intervals are drawn over images. Shares of rare mishaps have Wilson's interval, which
does not collapse at 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.evaluate.intervals import Interval, bootstrap, wilson
from app.evaluate.reports.judging import FIELDS, JudgedPage

SLOW: Final = 95.0
CLEAN: Final = "clean"
"""The damage of a print that nobody photographed; every other image, one from outside too, counts as a photograph."""
AT_LEAST: Final = {"clean_accuracy": 0.98, "photographed_accuracy": 0.95}
AT_MOST: Final = {"wrong_believed": 0.002}
"""What the product is to reach. Believed is what is not doubted: a printed item with a wrong number, or one that is not printed at all."""


@dataclass(frozen=True)
class ReportFigures:
    """All figures by their keys; `by_layout` and `by_damage` hold items, fields right, items wrongly accepted."""

    figures: dict[str, float | int | None]
    ci95: dict[str, Interval | None]
    by_layout: dict[str, dict[str, float | int | None]]
    by_damage: dict[str, dict[str, float | int | None]]

    def json(self) -> dict[str, Any]:
        """Answer the object that `--json` prints."""
        return {
            **self.figures,
            "ci95": {key: None if each is None else list(each) for key, each in self.ci95.items()},
            "by_layout": self.by_layout,
            "by_damage": self.by_damage,
        }


def _right(page: JudgedPage, fields: Sequence[str]) -> int:
    return sum(item.right[field] for item in page.items for field in fields)


def _share(part: int, of: int) -> float | None:
    return part / of if of else None


def _ratio(pages: Sequence[JudgedPage], fields: Sequence[str], seed: int) -> tuple[float | None, Interval | None]:
    rows = [(_right(page, fields), len(page.items) * len(fields)) for page in pages if page.items]
    if not rows:
        return None, None

    def share(table: Any) -> float:
        return float(table[:, 0].sum() / table[:, 1].sum())

    return share(np.asarray(rows, dtype=np.float64)), bootstrap(rows, share, seed=seed)


def figures(pages: Sequence[JudgedPage], *, seed: int) -> ReportFigures:
    """Answer the figures over the images."""
    items = [item for page in pages for item in page.items]
    wrong = sum(item.is_wrong_accepted for item in items)
    invented = sum(len(page.invented) for page in pages)
    found = sum(item.read is not None for item in items)
    doubted = sum(item.read is not None and not item.accepted for item in items)
    kinds = sum(page.kind == page.page.kind for page in pages)
    values: dict[str, float | int | None] = {"n": len(items), "images": len(pages)}
    ci95: dict[str, Interval | None] = {"n": (len(items), len(items)), "images": (len(pages), len(pages))}
    rates = {"field_accuracy": FIELDS, **{f"{field}_accuracy": (field,) for field in FIELDS}}
    for key, fields in rates.items():
        values[key], ci95[key] = _ratio(pages, fields, seed)
    for key, clean in (("clean_accuracy", True), ("photographed_accuracy", False)):
        those = [page for page in pages if (page.page.damage == CLEAN) is clean]
        values[key], ci95[key] = _ratio(those, FIELDS, seed)
    for key, hits, of in (
        ("wrong_accepted", wrong, len(items)),
        ("wrong_believed", wrong + invented, len(items) + invented),
        ("invented", invented, len(items) + invented),
        ("found", found, len(items)),
        ("doubted", doubted, len(items)),
        ("kind_accuracy", kinds, len(pages)),
    ):
        values[key], ci95[key] = _share(hits, of), wilson(hits, of)
    seconds = [page.seconds for page in pages]
    statistics: dict[str, Callable[[Any], Any]] = {
        "seconds_median": np.median,
        "seconds_p95": lambda those: np.percentile(those, SLOW),
    }
    for key, statistic in statistics.items():
        values[key] = float(statistic(seconds)) if seconds else None
        ci95[key] = bootstrap(seconds, statistic, seed=seed)
    return ReportFigures(
        values,
        ci95,
        _groups(pages, lambda page: page.page.layout),
        _groups(pages, lambda page: page.page.damage),
    )


def shortfalls(found: ReportFigures) -> list[str]:
    """Answer what is not reached of what is to be, a line each; a figure over no images falls short of nothing."""
    told = {key: value for key, value in found.figures.items() if value is not None}
    low = [f"{key} {told[key]:.4f} of at least {least}" for key, least in AT_LEAST.items() if told.get(key, 1) < least]
    high = [f"{key} {told[key]:.4f} of at most {most}" for key, most in AT_MOST.items() if told.get(key, 0) > most]
    return low + high


def _groups(pages: Sequence[JudgedPage], of: Callable[[JudgedPage], str]) -> dict[str, dict[str, float | int | None]]:
    answer = {}
    for name in sorted({of(page) for page in pages} - {""}):
        those = [page for page in pages if of(page) == name]
        items = [item for page in those for item in page.items]
        answer[name] = {
            "images": len(those),
            "n": len(items),
            "field_accuracy": _share(sum(_right(page, FIELDS) for page in those), len(items) * len(FIELDS)),
            "wrong_accepted": _share(sum(item.is_wrong_accepted for item in items), len(items)),
        }
    return answer
