"""One resident's values over time, of report items and of readings told at home, for the resident's page. Nothing is converted here."""

from __future__ import annotations

from typing import Any, Final

from records.model import EncounterRecord
from records.store.charts import Chart
from records.store.views import View


class Point(View):
    """One measured value."""

    at_ms: int
    value: float
    flag: str
    encounter_id: str
    confirmed: bool
    """Whether the resident checked what was read from the photo; what was told is taken as told."""


class Series(View):
    """Values of one kind in one unit, oldest first, with the newest reference band that a report printed."""

    key: str
    """LOINC code of a report's item, or the item's name where it has none; the finding's id for what was told."""
    name: str
    unit: str
    low: float | None
    high: float | None
    points: tuple[Point, ...]


_TOLD: Final = {
    # A reading told at home lies on the findings that it decides; `low_bp` is decided by the systolic pressure alone.
    "low_bp": ("told:systolic", "收缩压（自测）"),
    "hypothermia": ("told:temperature", "体温（自测）"),
    "hypoxia": ("told:oxygen", "血氧（自测）"),
    "bradycardia": ("told:pulse", "脉搏（自测）"),
    "low_glucose": ("told:glucose", "血糖（自测）"),
}


def series_of(read: list[tuple[Chart, EncounterRecord]]) -> tuple[Series, ...]:
    """Answer values over time. What has another unit is another line: nothing is converted here."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for chart, record in reversed(read):  # oldest first
        at_ms, of = chart.encounter.received_at_ms, chart.id
        for item in record.report_items:
            if item.value is None:
                continue
            line = lines.setdefault((item.loinc or item.name, item.unit), {"points": []})
            line.update(name=item.name)
            if (item.low, item.high) != (None, None):
                line.update(low=item.low, high=item.high)
            point = Point(
                at_ms=at_ms,
                value=item.value,
                flag=item.flag,
                encounter_id=of,
                confirmed=item.confirmed_by_resident,
            )
            line["points"].append(point)
        for finding in record.findings:
            if finding.value is None or finding.carried or finding.id not in _TOLD:
                continue
            key, name = _TOLD[finding.id]
            line = lines.setdefault((key, finding.unit or ""), {"points": []})
            line.update(name=name)
            if any(point.at_ms == at_ms for point in line["points"]):
                continue  # one reading stands behind several findings
            line["points"].append(
                Point(at_ms=at_ms, value=finding.value, flag="unknown", encounter_id=of, confirmed=True)
            )
    return tuple(
        Series(
            key=key,
            name=line["name"],
            unit=unit,
            low=line.get("low"),
            high=line.get("high"),
            points=tuple(line["points"]),
        )
        for (key, unit), line in sorted(lines.items(), key=lambda each: (-len(each[1]["points"]), each[0]))
    )
