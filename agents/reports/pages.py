"""The next page of a report: one without a head, photographed right after one that may have had it.

What the first page says of its person and its day holds for the next, and so does the answer whose it is. What stands on both photos,
because they overlap, counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from agents.reports.printed import Printed
from agents.state import Report, ReportItem

_TURNS: Final = 2
"""Pages follow one another at once, or after the question whose the first one is."""
_DAYS: Final = 7
"""A page without a head prints the day of the report at its foot at most, which is days after that of the sample."""


def page_before(before: Sequence[Report], report: Report, printed: Printed) -> Report | None:
    """Answer the page that this one continues; None where it has a head of its own, or nothing of its kind came right before it."""
    if not before or printed.names or printed.sex is not None or printed.age_years is not None:
        return None
    last = before[-1]
    if last.what != report.what or report.turn - last.turn > _TURNS:
        return None
    if printed.day is not None and last.day:
        since = (printed.day - date.fromisoformat(last.day)).days
        return last if 0 <= since <= _DAYS else None
    return last


def not_twice(items: tuple[ReportItem, ...], page: Report) -> tuple[ReportItem, ...]:
    """Answer the items without those that the page before has too; one that it has with another value is doubtful."""
    seen = {item.result.lab: item.result for item in page.items if item.result.lab is not None and not item.removed}
    answer = []
    for item in items:
        other = None if item.result.lab is None else seen.get(item.result.lab)
        if other is None:
            answer.append(item)
        elif (item.result.value, item.result.value_text, item.result.unit) != (
            other.value,
            other.value_text,
            other.unit,
        ):
            answer.append(item.model_copy(update={"doubtful": True}))
    return tuple(answer)
