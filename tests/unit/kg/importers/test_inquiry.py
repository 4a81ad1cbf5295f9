"""Inquiry sets: what is read, what is refused, and that the graph says exactly what was counted."""

from __future__ import annotations

import pytest

from kg.errors import GraphInvalid
from kg.importers.inquiry import (
    Answer,
    came_up,
    came_with,
    finding_of,
    inquiry_graph,
    opening,
    read_cases,
    said,
)
from kg.inference import infer
from kg.schema import Person, Sex, Status
from tests.fakes.published_sets import inquiry_records

SOMEBODY = Person(age_days=2000, sex=Sex.MALE)


def record(**changes: object) -> dict:
    return {"pid": "a", "exp_sxs": {"咳嗽": "1"}, "imp_sxs": {"发热": "0", "腹泻": "2"}, "label": "感冒", **changes}


def test_codes_become_answers():
    (case,) = read_cases([record()], "file")
    assert case.volunteered == {"咳嗽": Answer.YES}
    assert case.recorded == {"发热": Answer.NO, "腹泻": Answer.UNSURE}
    assert case.disease == "感冒"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ([], ["train.json", "holds no cases"]),
        ({"a": 1}, ["train.json", "holds no cases"]),
        ([3], ["train.json", "#0"]),
        ([record(label=None)], ["train.json", "a", "label"]),
        ([record(imp_sxs=[])], ["train.json", "a", "imp_sxs"]),
        ([record(imp_sxs={"发热": "3"})], ["train.json", "a", "imp_sxs.发热", "unknown code '3'"]),
        ([record(exp_sxs={"发热": True})], ["train.json", "a", "exp_sxs.发热"]),
    ],
)
def test_what_is_wrong_is_named_with_its_place(raw: object, names: list[str]):
    with pytest.raises(GraphInvalid) as refused:
        read_cases(raw, "train.json")
    assert all(name in str(refused.value) for name in names)


def test_every_issue_is_told_not_only_the_first():
    with pytest.raises(GraphInvalid) as refused:
        read_cases([record(label=""), record(exp_sxs=None)], "f")
    assert len(refused.value.issues) == 2


def test_the_outcomes_of_a_symptom_share_one_probability():
    graph = inquiry_graph(read_cases(inquiry_records(60), "f"))
    matrix = graph.matrix
    for disease in graph.diseases:
        came = matrix.probability(came_with("咳嗽"), disease)
        asked = sum(matrix.probability(finding_of("咳嗽", answer), disease) for answer in Answer)
        assert asked == pytest.approx(matrix.probability(came_up("咳嗽"), disease))
        assert 0 < came < 1
        assert 0 < asked < 1


def test_jeffreys_prior_is_half_a_case_for_each_outcome():
    cases = read_cases([record(), record(pid="b")], "f")
    graph = inquiry_graph(cases)
    # 发热 was denied in both of two cases: (2 + 0.5) / (2 + 2), the rest evenly; nobody came with it.
    p = graph.matrix.probability(finding_of("发热", Answer.NO), next(iter(graph.diseases)))
    yes_told = 0.125 * graph.matrix.probability(came_with("发热"), next(iter(graph.diseases))) / 0.125
    assert p == pytest.approx(0.625 / (1 - yes_told), rel=1e-6)


def test_the_posterior_is_that_of_the_counted_table():
    cases = read_cases(inquiry_records(200), "f")
    graph = inquiry_graph(cases)
    known = [*opening(graph, cases[0]), said("发热", Answer.YES), said("口干", None)]
    posterior = infer(graph, SOMEBODY, known)
    matrix, weights = graph.matrix, []
    for disease, authored in graph.diseases.items():
        p = authored.prevalence.per_100k
        for finding in known:
            share = matrix.probability(finding.id, disease)
            p *= share if finding.status is Status.PRESENT else 1.0 - share
        weights.append(p)
    for disease, weight in zip(graph.diseases, weights, strict=True):
        assert posterior.probability(disease) == pytest.approx(weight / sum(weights), rel=1e-3)


def test_what_the_patient_does_not_come_with_is_told_and_unknown_symptoms_are_left_out():
    cases = read_cases(inquiry_records(60), "f")
    graph = inquiry_graph(cases)
    (stranger,) = read_cases([record(exp_sxs={"咳嗽": "1", "没见过": "1", "腹泻": "0"})], "f")
    told = {finding.id: finding.status for finding in opening(graph, stranger)}
    assert told[came_with("咳嗽")] is Status.PRESENT
    assert told[came_with("发热")] is Status.ABSENT
    assert told[finding_of("腹泻", Answer.NO)] is Status.PRESENT
    assert not any("没见过" in finding for finding in told)


def test_every_number_of_the_evidence_can_be_read():
    cases = read_cases(inquiry_records(200), "f")
    graph = inquiry_graph(cases)
    posterior = infer(graph, SOMEBODY, [said("腹泻", Answer.YES)])
    first = posterior.ranked[0]
    assert first.disease == "水土病"
    assert first.evidence[0].finding == finding_of("腹泻", Answer.YES)
    assert 0 < first.evidence[0].log10_lr < 1
