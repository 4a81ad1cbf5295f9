"""Risk from what records say: what was denied is no, what was never asked is not known, what is old is not used."""

from __future__ import annotations

from app.commission.risk import _FINDINGS, inputs_of, risk
from kg.load import load_graph
from kg.scores.values import Given
from records.store.oversight.resident import Fact, Facts

NOW = 1_795_000_000_000
DAY = 86_400_000


def told(status: str, *, value: float | None = None, unit: str = "", ago_days: int = 1) -> Fact:
    return Fact(status, value, unit, NOW - ago_days * DAY)


FACTS = Facts(
    age_days=int(60.5 * 365.2425),
    findings={
        "low_bp": told("absent", value=130.0, unit="mm[Hg]"),
        "smoking": told("absent"),
        "hx.coronary_disease": told("absent"),
        "hx.stroke": told("absent"),
    },
    items={
        "14647-2": told("present", value=210.0, unit="mg/dL"),
        "14646-4": told("present", value=55 / 38.67, unit="mmol/L"),
    },
    diagnoses={"E11.9": NOW - 400 * DAY},
)


def test_every_finding_that_is_read_is_in_the_graph() -> None:
    graph = load_graph()
    assert {some_id for ids in _FINDINGS.values() for some_id in ids} - set(graph.findings) == set()


def test_the_example_of_the_paper_out_of_records() -> None:
    given = Given(waist_cm=80, bp_treated=False)
    answer = risk(FACTS, "female", given, now_ms=NOW, north=True)
    (score,) = [each for each in answer.scores if each.id == "china_par"]
    assert score.value is not None
    assert round(score.value, 1) == 10.1
    assert answer.used["diabetes"] is True
    assert "waist_cm" not in answer.dated_ms


def test_what_was_never_asked_is_not_known_and_the_score_says_so() -> None:
    answer = risk(FACTS, "male", Given(), now_ms=NOW, north=None)
    (score,) = [each for each in answer.scores if each.id == "china_par"]
    assert score.value is None
    assert set(score.missing) == {"bp_treated", "waist_cm", "north", "urban", "family_ascvd"}


def test_old_figures_other_units_and_half_denials_are_not_used() -> None:
    facts = Facts(
        findings={"low_bp": told("absent", value=130.0, ago_days=400), "hx.coronary_disease": told("absent")},
        items={"14647-2": told("present", value=5.0, unit="g/L")},
    )
    inputs, _ = inputs_of(facts, "male", now_ms=NOW, north=None)
    assert (inputs.systolic_mmhg, inputs.tc_mmol_l, inputs.ascvd) == (None, None, None)


def test_a_kind_of_it_says_it_and_a_confirmed_diagnosis_outweighs_a_denial() -> None:
    facts = Facts(
        findings={"smoking.heavy": told("present"), "hx.diabetes": told("absent")}, diagnoses={"E11.9": NOW - DAY}
    )
    inputs, dated = inputs_of(facts, "male", now_ms=NOW, north=None)
    assert (inputs.smoker, inputs.diabetes) == (True, True)
    assert dated["diabetes"] == NOW - DAY
