"""From what the records say of a resident, and what a doctor adds, to risk scores. Nothing that a doctor adds is kept.

A figure older than a year is not used. What a resident denied is "no"; what was never asked is not known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from kg.scores import china_diabetes, china_par, falls, stroke_screen
from kg.scores.values import Given, RiskInputs, RiskScore
from records.model import Text
from records.store.oversight.resident import Facts

_YEAR_MS: Final = 366 * 86_400_000
_DAYS_A_YEAR: Final = 365.2425

_ITEMS: Final = {"tc_mmol_l": "14647-2", "hdl_mmol_l": "14646-4", "ldl_mmol_l": "22748-8", "tg_mmol_l": "14927-8"}
_MG_DL: Final = {"tc_mmol_l": 38.67, "hdl_mmol_l": 38.67, "ldl_mmol_l": 38.67, "tg_mmol_l": 88.57}
_FINDINGS: Final[dict[str, tuple[str, ...]]] = {
    "smoker": ("smoking",),
    "diabetes": ("hx.diabetes",),
    "hypertension": ("hx.hypertension",),
    "bp_treated": (
        "medicine.antihypertensive",
        "medicine.calcium_antagonist",
        "medicine.arb",
        "medicine.ace_inhibitor",
    ),
    "af_or_valve": ("hx.atrial_fibrillation", "hx.valve_disease"),
    "stroke_or_tia": ("hx.stroke",),
    "ascvd": ("hx.coronary_disease", "hx.stroke"),
    "dyslipidaemia": ("hx.hyperlipidemia",),
    "inactive": ("risk.sedentary",),
    "family_ascvd": ("hx.family_heart",),
    "family_diabetes": ("hx.family_diabetes",),
    "fallen_twice": ("hx.falls_recurrent", "falls_repeated"),
    "unsteady": ("unsteady_gait",),
}
"""Yes when one of them is present, no when every one was denied."""
_DIAGNOSES: Final = {
    "diabetes": ("E10", "E11", "E12", "E13", "E14"),
    "hypertension": ("I10", "I11", "I12", "I13", "I15"),
    "af_or_valve": ("I05", "I06", "I07", "I08", "I34", "I35", "I36", "I37", "I48"),
    "stroke_or_tia": ("I60", "I61", "I63", "I64", "G45"),
    "ascvd": ("I20", "I21", "I22", "I24", "I25", "I60", "I61", "I63", "I64", "I70"),
    "dyslipidaemia": ("E78",),
}


class ScoreAnswer(BaseModel):
    """One score; without a value or a band it says why not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: Text
    source: str
    value: float | None
    unit: Literal["%", "points", ""]
    band: Literal["low", "middle", "high"] | None
    says: Text | None
    missing: list[str]
    outside: list[str]
    not_for: Text | None


class RiskAnswer(BaseModel):
    """The scores, and what of the records they were made from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scores: list[ScoreAnswer]
    used: dict[str, float | bool | str]
    """What is known, by the name of the input: from the records, or as given."""
    dated_ms: dict[str, int]
    """When what comes from the records was told or measured."""


def risk(facts: Facts, sex: Literal["male", "female"], given: Given, *, now_ms: int, north: bool | None) -> RiskAnswer:
    """Answer every score for one resident. `north` is the house's, unless given."""
    inputs, dated = inputs_of(facts, sex, now_ms=now_ms, north=north)
    added = {name: value for name, value in vars(given).items() if value is not None}
    inputs = replace(inputs, **added)
    scores = [_answer(module.score(inputs)) for module in (china_par, china_diabetes, stroke_screen, falls)]
    used = {name: value for name, value in vars(inputs).items() if value is not None}
    return RiskAnswer(scores=scores, used=used, dated_ms={name: at for name, at in dated.items() if name not in added})


def inputs_of(
    facts: Facts, sex: Literal["male", "female"], *, now_ms: int, north: bool | None
) -> tuple[RiskInputs, dict[str, int]]:
    """Answer what the records say, and when each was told."""
    values: dict[str, Any] = {"sex": sex}
    dated: dict[str, int] = {}
    if north is not None:
        values["north"] = north
    if facts.age_days is not None:
        values["age_years"] = facts.age_days / _DAYS_A_YEAR
    _from_figures(facts, now_ms, values, dated)
    for name, ids in _FINDINGS.items():
        _from_findings(facts, name, ids, values, dated)
    for name, codes in _DIAGNOSES.items():
        confirmed = [at for code, at in facts.diagnoses.items() if code[:3] in codes]
        if confirmed:
            values[name], dated[name] = True, max(confirmed)
    if values.get("fallen_twice"):
        values["fallen"] = True
    return RiskInputs(**values), dated


def _from_figures(facts: Facts, now_ms: int, values: dict[str, Any], dated: dict[str, int]) -> None:
    for name, loinc in _ITEMS.items():
        item = facts.items.get(loinc)
        if item is None or item.value is None or now_ms - item.at_ms > _YEAR_MS:
            continue
        scale = {"mmol/l": 1.0, "mg/dl": 1 / _MG_DL[name]}.get(item.unit.strip().lower())
        if scale is not None:
            values[name], dated[name] = round(item.value * scale, 3), item.at_ms
    pressure = facts.findings.get("low_bp")  # decided by the systolic pressure alone
    if pressure is not None and pressure.value is not None and now_ms - pressure.at_ms <= _YEAR_MS:
        values["systolic_mmhg"], dated["systolic_mmhg"] = pressure.value, pressure.at_ms


def _from_findings(
    facts: Facts, name: str, ids: tuple[str, ...], values: dict[str, Any], dated: dict[str, int]
) -> None:
    # A kind of the thing says the thing: smoking.heavy is smoking. That a kind was denied says nothing.
    present = [
        fact.at_ms
        for some_id, fact in facts.findings.items()
        if fact.status == "present" and any(some_id == each or some_id.startswith(f"{each}.") for each in ids)
    ]
    denied = [
        facts.findings[each] for each in ids if each in facts.findings and facts.findings[each].status == "absent"
    ]
    if present:
        values[name], dated[name] = True, max(present)
    elif len(denied) == len(ids):
        values[name], dated[name] = False, min(fact.at_ms for fact in denied)


def _answer(found: RiskScore) -> ScoreAnswer:
    return ScoreAnswer(
        id=found.id,
        name=Text(zh=found.name.zh, en=found.name.en),
        source=found.source,
        value=found.value,
        unit=found.unit,
        band=found.band,
        says=None if found.says is None else Text(zh=found.says.zh, en=found.says.en),
        missing=list(found.missing),
        outside=list(found.outside),
        not_for=None if found.not_for is None else Text(zh=found.not_for.zh, en=found.not_for.en),
    )
