"""How soon: rules that nothing missing can satisfy, and costs that neither panic nor sleep."""

import random
from collections.abc import Mapping
from functools import partial

import numpy as np
import pytest

from kg.closure import applicable, closure
from kg.conditions import Situation, holds, leaf_holds
from kg.graph import Graph
from kg.inference import infer
from kg.rule_table import RuleTable
from kg.rules import denied_in, findings_in
from kg.schema import Condition, Finding, Person, Sex, Status, Urgency
from kg.triage import TOO_EARLY, TOO_LATE, Triage, costs, masses, red_flags, triage
from tests.fakes.chances import Chances

MAN = Person(age_days=56 * 365, sex=Sex.MALE)
BABY = Person(age_days=40, sex=Sex.FEMALE)


def said(*ids: str) -> list[Finding]:
    return [Finding(id=i.removeprefix("-"), status=Status.ABSENT if i.startswith("-") else Status.PRESENT) for i in ids]


def judge(graph: Graph, *ids: str, person: Person = MAN, days: float | None = 1) -> Triage:
    told = said(*ids)
    return triage(graph, person, told, infer(graph, person, told, duration_days=days))


@pytest.mark.parametrize(
    ("ids", "urgency", "action"),
    [
        (("chest_pain.pressing", "sweating"), Urgency.EMERGENCY, "call_120"),
        (("headache.thunderclap",), Urgency.EMERGENCY, "call_120"),
        (("runny_nose", "sneezing", "-fever"), Urgency.SELF_CARE, "home"),
        (("ankle_injury", "-headache", "-chest_pain"), Urgency.SELF_CARE, "home"),
        (("headache.band",), Urgency.SELF_CARE, "home"),
        (("cough.productive", "fever.high", "dyspnea", "chills"), Urgency.URGENT, "see_doctor_today"),
        (("hair_loss",), Urgency.ROUTINE, "book_appointment"),
    ],
)
def test_urgency_fits_the_case(graph: Graph, ids: tuple[str, ...], urgency: Urgency, action: str) -> None:
    result = judge(graph, *ids)
    assert (result.urgency, result.action) == (urgency, action)
    assert result.reasons
    assert all(reason.text.zh and reason.text.en for reason in result.reasons)


def test_the_rule_that_fired_is_named_first(graph: Graph) -> None:
    result = judge(graph, "chest_pain.pressing", "sweating")
    assert result.reasons[0].kind == "red_flag"
    assert result.reasons[0].id == "rf.acs"
    assert [flag.id for flag in result.red_flags] == ["rf.acs"]


def test_the_posterior_alone_can_be_urgent_and_names_its_disease(graph: Graph) -> None:
    result = judge(graph, "cough.productive", "fever.high", "dyspnea", "chills")
    assert result.red_flags == ()
    assert result.reasons[0].id == "pneumonia"


def test_nothing_told_is_not_well(graph: Graph) -> None:
    assert judge(graph, days=None).urgency is Urgency.SOON
    assert judge(graph, days=None).reasons[0].id == "insufficient"
    assert judge(graph, "-fever", "-cough", days=None).urgency is Urgency.ROUTINE
    assert judge(graph, "smoking", days=None).urgency is Urgency.ROUTINE


def test_a_critical_result_is_seen_today_without_a_rule(graph: Graph) -> None:
    result = judge(graph, "lab.potassium.high.critical")
    assert result.urgency is Urgency.URGENT
    assert result.reasons[0].id == "lab.potassium.high.critical"


def test_age_opens_a_rule_for_the_young(graph: Graph) -> None:
    assert [f.id for f in judge(graph, "fever", person=BABY).red_flags] == ["rf.fever_infant"]
    assert judge(graph, "fever").red_flags == ()


def now(graph: Graph, *ids: str, person: Person = MAN) -> Situation:
    return Situation(person, closure(graph, said(*ids)))


def test_what_was_never_asked_satisfies_no_part_of_a_rule(graph: Graph) -> None:
    old = Person(age_days=80 * 366, sex=Sex.MALE)
    rule = graph.red_flags["rf.pneumonia_old"].when
    assert not holds(rule, now(graph, "fever", "dyspnea", person=old))
    assert holds(rule, now(graph, "fever", "dyspnea", "-chest_pain", person=old))
    unsure = [*said("fever", "dyspnea"), Finding(id="chest_pain", status=Status.UNSURE)]
    assert not holds(rule, Situation(old, closure(graph, unsure)))


def test_pregnancy_must_be_told(graph: Graph) -> None:
    rule = graph.red_flags["rf.bleeding_pregnant"].when
    for pregnant, expected in ((None, False), (False, False), (True, True)):
        woman = Person(age_days=30 * 366, sex=Sex.FEMALE, pregnant=pregnant)
        assert holds(rule, now(graph, "vaginal_bleeding", person=woman)) is expected


def test_severity_and_onset_must_be_told(graph: Graph) -> None:
    severe = Condition(severity_at_least=("headache", 8))
    sudden = Condition(onset_within_days=("headache", 1.0))
    for told, lasting, expected in (
        (Finding(id="headache", status=Status.PRESENT), None, (False, False)),
        (Finding(id="headache", status=Status.PRESENT, severity=9, onset_days=0.1), None, (True, True)),
        (Finding(id="headache", status=Status.PRESENT, severity=3, onset_days=20), 0.1, (False, False)),
        (Finding(id="headache", status=Status.PRESENT), 0.5, (False, True)),
        (Finding(id="headache", status=Status.ABSENT, severity=9, onset_days=0.1), 0.1, (False, False)),
    ):
        situation = Situation(MAN, closure(graph, [told]), lasting)
        assert (holds(severe, situation), holds(sudden, situation)) == expected


def chances(condition: Condition, now: Situation, likely: Mapping[str, float]) -> Chances:
    """Answer what the rule table says of one condition."""
    table = RuleTable.of([condition], sorted({*findings_in(condition), *denied_in(condition)}))
    told = np.array([likely.get(finding, 0.0) for finding in table.findings])
    outlook = table.outlook(now.known.status, told, partial(leaf_holds, now=now))
    lacking = zip(outlook.lacking.findings, outlook.lacking.given, strict=True)
    return Chances(float(outlook.p[0]), {table.findings[number]: float(given) for number, given in lacking})


def test_chances_tell_what_a_rule_still_lacks(graph: Graph) -> None:
    likely = {"headache": 0.5, "neck_stiffness": 0.1, "sweating": 0.2, "dyspnea": 0.3, "nausea": 0.1, "smoking": 0.2}
    rule = graph.red_flags["rf.meningism"].when
    two = chances(rule, now(graph, "fever"), likely)
    assert two.p == pytest.approx(0.05)
    assert two.given == pytest.approx({"headache": 0.1, "neck_stiffness": 0.5})
    assert chances(rule, now(graph, "fever", "headache"), likely).given == {"neck_stiffness": 1.0}
    assert chances(rule, now(graph, "fever", "headache", "neck_stiffness"), likely) == Chances(1.0, {})
    assert chances(rule, now(graph, "fever", "-headache"), likely) == Chances(0.0, {})
    acs = graph.red_flags["rf.acs"].when
    one = chances(acs, now(graph, "chest_pain.pressing"), likely)
    assert one.given["sweating"] == one.given["dyspnea"] == 1.0
    assert one.given["nausea"] == pytest.approx(1 - 0.8 * 0.7 * (1 - 0.2))
    assert chances(acs, now(graph, "chest_pain.pressing", person=BABY), likely).p == 0


def test_what_must_be_absent_may_still_be_asked(graph: Graph) -> None:
    old = Person(age_days=80 * 366, sex=Sex.MALE)
    rule = graph.red_flags["rf.pneumonia_old"].when
    unasked = chances(rule, now(graph, "fever", person=old), {"dyspnea": 0.4, "chest_pain": 0.25})
    assert unasked.p == pytest.approx(0.3)
    assert unasked.given == pytest.approx({"dyspnea": 0.75})
    assert chances(rule, now(graph, "fever", "chest_pain", person=old), {"dyspnea": 0.4}) == Chances(0.0, {})


def test_too_late_costs_more_than_too_early() -> None:
    table = costs(tuple(Urgency))
    assert (np.diag(table) == 0).all()
    assert (np.tril(table) >= np.triu(table).T).all()
    assert table[4, 0] == 4 * TOO_LATE[0] > table[0, 4] == 4 * TOO_EARLY


THRESHOLDS = (1 / 6, 1 / 4, 1 / 3, 1 / 2)


@pytest.mark.parametrize(("rank", "otherwise"), [(rank, mild) for rank in range(4) for mild in range(rank + 1, 5)])
def test_one_threshold_for_each_urgency_whatever_the_alternative(rank: int, otherwise: int) -> None:
    for p, expected in ((THRESHOLDS[rank] - 0.01, otherwise), (THRESHOLDS[rank] + 0.01, rank)):
        level = np.zeros(5)
        level[rank], level[otherwise] = p, 1 - p
        assert int((costs(tuple(Urgency)) @ level).argmin()) == expected


def test_what_cannot_be_of_this_person_was_misheard(graph: Graph) -> None:
    """Vaginal bleeding heard of a man says nothing, and opens no rule."""
    told = said("vaginal_bleeding")
    posterior = infer(graph, MAN, told)
    assert posterior.known.status == {}
    assert triage(graph, MAN, told, posterior).reasons[0].id == "insufficient"


def test_small_probabilities_of_danger_do_not_decide(graph: Graph) -> None:
    told = said("headache.band")
    posterior = infer(graph, MAN, told, duration_days=20)
    assert 0 < masses(graph, posterior)[0] < 0.02
    assert triage(graph, MAN, told, posterior).urgency is Urgency.SELF_CARE


def test_masses_sum_to_one_even_with_two_diseases(graph: Graph) -> None:
    for ids in ((), ("fever",), ("ankle_injury", "runny_nose", "sneezing", "chest_pain.pressing", "sweating")):
        level = masses(graph, infer(graph, MAN, said(*ids)))
        assert level.sum() == pytest.approx(1)
        assert (level >= 0).all()


def test_every_rule_that_holds_is_found_by_what_is_present(graph: Graph) -> None:
    rng = random.Random(7)
    spoken_of = sorted(graph.flagged)
    held = 0
    for person in (MAN, BABY):
        for _ in range(60):
            told = [
                Finding(id=each, status=rng.choice(list(Status))) for each in rng.sample(spoken_of, rng.randint(0, 12))
            ]
            known = closure(graph, applicable(graph, person, told))
            now = Situation(person, known, 1.0)
            plainly = {flag.id for flag in graph.red_flags.values() if holds(flag.when, now)}
            held += len(plainly)
            assert {flag.id for flag in red_flags(graph, person, known, 1.0)} == plainly
    assert held > 0
