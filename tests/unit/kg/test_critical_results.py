"""How soon a critical result is seen for itself, and what somebody is known to live with alters of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.knowledge import load_knowledge
from kg.check import check
from kg.labs import findings_of, interpret
from kg.load import load_graph
from kg.schema import Finding, LabResult, Person, Sex, Status, Urgency
from kg.triage import urgency_of_result
from tests.unit.kg.hearing import told

FAKE = Path(__file__).parents[2] / "fakes" / "kg"
EMERGENCY, URGENT, SOON, ROUTINE = Urgency.EMERGENCY, Urgency.URGENT, Urgency.SOON, Urgency.ROUTINE


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("吃华法林，INR 2.4", ROUTINE),
        ("吃华法林，INR 5.6", URGENT),
        ("INR 5.6", EMERGENCY),
        ("吃华法林，INR 5.6，大便发黑", EMERGENCY),
        ("肌酐900", EMERGENCY),
        ("透析好几年了，肌酐900", SOON),
        ("长期血透，漏了一次透析，肌酐900", EMERGENCY),
        ("漏了一次透析", URGENT),
        ("肌酐400", EMERGENCY),
        ("慢性肾病，肌酐400", URGENT),
        ("血小板25", EMERGENCY),
        ("肝硬化，血小板25", URGENT),
        ("化疗后中性粒细胞0.3", EMERGENCY),
        ("化疗后中性粒细胞0.3，没发烧", URGENT),
        ("白蛋白17", URGENT),
        ("AFP 900", SOON),
        ("射血分数28%", SOON),
        ("CRP 180", URGENT),
        ("降钙素原 12", EMERGENCY),
        ("胆红素 310", URGENT),
    ],
)
def test_a_critical_result_is_graded_by_what_it_is_and_in_whom(text: str, urgency: Urgency) -> None:
    assert told(60, text)[0].urgency is urgency


def test_a_newborns_bilirubin_and_an_unborns_bile_acids_are_emergencies() -> None:
    assert told(0.02, "宝宝胆红素 310")[0].urgency is EMERGENCY
    assert told(28, "孕36周，胆汁酸110")[0].urgency is EMERGENCY


@pytest.mark.parametrize(
    ("text", "urgency"),
    [("怀孕30周血压145/92", URGENT), ("怀孕30周血压145/92，头痛", EMERGENCY), ("怀孕30周血压165/112", EMERGENCY)],
)
def test_a_pressure_in_pregnancy_is_seen_today_and_with_a_sign_at_once(text: str, urgency: Urgency) -> None:
    assert told(28, text)[0].urgency is urgency


@pytest.mark.parametrize(
    ("finding", "beside", "urgency"),
    [
        ("lab.albumin.low.critical", (), URGENT),
        ("lab.albumin.low.critical", ("hx.cirrhosis",), SOON),
        ("lab.fev1_pred.low.critical", (), SOON),
        ("lab.fev1_pred.low.critical", ("hx.copd",), ROUTINE),
        ("lab.po2.low.critical", (), EMERGENCY),
        ("lab.po2.low.critical", ("hx.copd",), URGENT),
        ("lab.pt.high.critical", ("medicine.warfarin",), SOON),
    ],
)
def test_what_is_usual_for_somebody_is_no_emergency_of_theirs(
    finding: str, beside: tuple[str, ...], urgency: Urgency
) -> None:
    person = Person(age_days=60 * 365, sex=Sex.FEMALE)
    known = [Finding(id=each, status=Status.PRESENT) for each in beside]
    result = [Finding(id=finding, status=Status.PRESENT)]
    assert urgency_of_result(load_knowledge().graph, person, result, known) is urgency


def test_every_critical_result_of_the_packaged_graph_is_named_in_a_rule() -> None:
    assert not [issue for issue in check(load_knowledge().graph) if (issue.where.field or "").startswith("critical_")]


def test_a_critical_result_that_no_rule_names_is_reported_by_the_check_and_seen_today() -> None:
    graph = load_graph(FAKE)
    unnamed = [issue for issue in check(graph) if (issue.where.field or "").startswith("critical_")]
    assert unnamed
    where = unnamed[0].where
    finding = Finding(
        id=f"lab.{where.id}.{(where.field or '').removeprefix('critical_')}.critical", status=Status.PRESENT
    )
    person = Person(age_days=15_000, sex=Sex.MALE)
    assert urgency_of_result(graph, person, [finding], ()) is URGENT


@pytest.mark.parametrize(
    ("lab", "printed", "unit", "critical"),
    [
        ("glucose_random", ">33.3", "mmol/L", True),
        ("glucose_random", ">12", "mmol/L", False),
        ("plt", "<5", "10^9/L", True),
        ("plt", "<90", "10^9/L", False),
        ("inr", ">10", "", True),
    ],
)
def test_what_is_printed_to_lie_beyond_a_critical_bound_is_critical(
    lab: str, printed: str, unit: str, critical: bool
) -> None:
    graph = load_knowledge().graph
    person = Person(age_days=15_000, sex=Sex.MALE)
    result = interpret(graph, person, LabResult(lab=lab, name=lab, value_text=printed, unit=unit))
    present = {each.id for each in findings_of(graph, [result]) if each.status is Status.PRESENT}
    assert any(each.endswith(".critical") for each in present) is critical
    assert present
