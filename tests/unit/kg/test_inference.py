"""Reasoning over the mini graph, as a physician would expect it."""

import pytest

from kg.assumptions import Assumptions
from kg.errors import UnknownId
from kg.graph import Graph
from kg.inference import infer
from kg.priors import season_of
from kg.schema import Finding, Person, Sex, Status

MAN = Person(age_days=56 * 365, sex=Sex.MALE)
WOMAN = Person(age_days=30 * 365, sex=Sex.FEMALE)
CHILD = Person(age_days=3 * 365, sex=Sex.MALE)


def said(*ids: str) -> list[Finding]:
    return [Finding(id=i.removeprefix("-"), status=Status.ABSENT if i.startswith("-") else Status.PRESENT) for i in ids]


@pytest.mark.parametrize(
    ("ids", "days", "first"),
    [
        (("chest_pain.pressing", "sweating"), 0.02, "myocardial_infarction"),
        (("chest_pain.exertional", "-sweating", "-nausea"), 90, "stable_angina"),
        (("runny_nose", "sneezing", "-fever"), 2, "common_cold"),
        (("fever.high", "chills", "muscle_pain", "cough"), 1, "influenza"),
        (("ankle_injury", "-cannot_bear_weight"), 0.2, "ankle_sprain"),
        (("ankle_injury", "cannot_bear_weight", "ankle_swelling"), 0.2, "ankle_fracture"),
        (("headache.thunderclap", "neck_stiffness", "-fever"), 0.1, "subarachnoid_haemorrhage"),
        (("fever.high", "headache", "neck_stiffness", "photophobia"), 1, "meningitis"),
    ],
)
def test_the_likely_cause_leads(graph: Graph, ids: tuple[str, ...], days: float, first: str) -> None:
    posterior = infer(graph, MAN, said(*ids), duration_days=days)
    assert posterior.ranked[0].disease == first


def test_evidence_names_finding_direction_and_source(graph: Graph) -> None:
    hypothesis = infer(graph, MAN, said("chest_pain.pressing", "-nausea")).hypothesis("myocardial_infarction")
    by_finding = {e.finding: e for e in hypothesis.evidence}
    assert by_finding["chest_pain"].log10_lr > 0
    assert by_finding["nausea"].log10_lr < 0
    assert by_finding["nausea"].status is Status.ABSENT
    assert {e.source for e in hypothesis.evidence} == {"invented"}


def test_an_absent_child_of_a_present_parent_is_weighed_within_the_parent(graph: Graph) -> None:
    """Chest pain that is not pressing speaks against angina by the share of its pains that press, no more."""
    posterior = infer(graph, MAN, said("chest_pain", "-chest_pain.pressing"))
    told = {e.finding: e.log10_lr for e in posterior.hypothesis("myocardial_infarction").evidence}
    assert told["chest_pain"] > 1
    assert -1.0 < told["chest_pain.pressing"] < -0.3


def test_damped_companions_count_less_than_strangers(graph: Graph) -> None:
    alone = infer(graph, MAN, said("chills")).hypothesis("influenza").evidence[0].log10_lr
    evidence = {
        e.finding: e.log10_lr for e in infer(graph, MAN, said("chills", "muscle_pain")).hypothesis("influenza").evidence
    }
    assert evidence["chills"] == pytest.approx(alone)
    assert evidence["muscle_pain"] == pytest.approx(
        infer(graph, MAN, said("muscle_pain")).hypothesis("influenza").evidence[0].log10_lr / 2
    )


def test_two_diseases_at_once_are_both_believed(graph: Graph) -> None:
    posterior = infer(
        graph, MAN, said("ankle_injury", "ankle_swelling", "runny_nose", "sneezing", "sore_throat", "cough")
    )
    assert posterior.probability("ankle_sprain") > 0.5
    assert posterior.probability("common_cold") > 0.7
    assert posterior.pairs[0][:2] in {("ankle_sprain", "common_cold"), ("common_cold", "ankle_sprain")}


def test_a_complaint_that_nothing_explains_stays_unexplained(graph: Graph) -> None:
    assert infer(graph, MAN, said("runny_nose", "sneezing")).unexplained < 0.05
    assert infer(graph, MAN, said("hair_loss")).unexplained > 0.4


def test_sex_and_age_make_impossible(graph: Graph) -> None:
    assert infer(graph, MAN, said("vaginal_bleeding", "lower_abdominal_pain")).probability("ectopic_pregnancy") == 0
    assert infer(graph, CHILD, said("chest_pain.pressing", "sweating")).probability("myocardial_infarction") == 0
    assert infer(graph, WOMAN, said("vaginal_bleeding", "lower_abdominal_pain")).probability("ectopic_pregnancy") > 0.5


def test_pregnancy_season_and_age_change_the_prior(graph: Graph) -> None:
    pregnant = WOMAN.model_copy(update={"pregnant": True})
    assert infer(graph, pregnant, []).probability("ectopic_pregnancy") > 10 * infer(graph, WOMAN, []).probability(
        "ectopic_pregnancy"
    )
    assert infer(graph, MAN, [], month=1).probability("influenza") > infer(graph, MAN, [], month=7).probability(
        "influenza"
    )
    assert infer(graph, MAN, []).probability("myocardial_infarction") > infer(graph, WOMAN, []).probability(
        "myocardial_infarction"
    )


def test_duration_is_evidence_with_a_name(graph: Graph) -> None:
    short = infer(graph, MAN, said("chest_pain"), duration_days=0.1).hypothesis("stable_angina")
    assert any(e.finding == "duration.hours" and e.log10_lr < -0.3 for e in short.evidence)


def test_onset_of_a_finding_stands_in_for_the_duration(graph: Graph) -> None:
    told = [Finding(id="chest_pain", status=Status.PRESENT, onset_days=0.1)]
    assert infer(graph, MAN, told).duration_days == 0.1
    assert infer(graph, MAN, told, duration_days=9).duration_days == 9
    denied = [Finding(id="chest_pain", status=Status.ABSENT, onset_days=0.1)]
    assert infer(graph, MAN, denied).duration_days is None


def test_unknown_findings_and_diseases_raise(graph: Graph) -> None:
    with pytest.raises(UnknownId):
        infer(graph, MAN, said("nowhere"))
    with pytest.raises(UnknownId):
        infer(graph, MAN, []).probability("nowhere")


def test_ranking_reads_like_a_tuple(graph: Graph) -> None:
    ranked = infer(graph, MAN, said("fever")).ranked
    assert len(ranked) == len(graph.diseases)
    assert [h.disease for h in ranked[:3]] == [h.disease for h in list(ranked)[:3]]
    assert [h.probability for h in ranked] == sorted((h.probability for h in ranked), reverse=True)


def test_the_prior_keeps_room_for_what_the_graph_does_not_hold(graph: Graph) -> None:
    assert infer(graph, MAN, []).unexplained == pytest.approx(Assumptions().nothing)


@pytest.mark.parametrize(
    ("month", "season"), [(12, "winter"), (2, "winter"), (3, "spring"), (8, "summer"), (11, "autumn"), (None, None)]
)
def test_seasons(month: int | None, season: str | None) -> None:
    assert season_of(month) == season


@pytest.mark.parametrize(
    ("age_days", "years"),
    [
        (50 * 365, 50),
        (int(50 * 365.25), 50),
        (50 * 365 + 13, 50),
        (50 * 365 - 20, 49.92),
        (364, 1),
        (28, 28 / 365.25),
        (90, 0.246),
    ],
)
def test_a_birthday_counts_however_leap_days_were_counted(age_days: int, years: float) -> None:
    assert Person(age_days=age_days, sex=Sex.MALE).age_years == pytest.approx(years, abs=0.01)
    assert (Person(age_days=age_days, sex=Sex.MALE).age_years >= 50) is (years >= 50)
