"""Every pattern fires on what it is made of, is silent with a part denied, and speaks of what the graph knows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from agents.specialties.pattern import Pattern
from agents.specialties.registry import standard_registry
from agents.specialties.scores.points import text
from agents.specialties.view import View
from agents.state import Case, History
from kg.closure import Closure, applicable, applies, closure
from kg.schema import Finding, FindingId, Person, Sex, SpecialtyId, Status, Urgency
from tests.unit.agents.specialties.helpers import look

PATTERNS = [
    (specialty, rule)
    for specialty, specialist in standard_registry().by_id.items()
    for rule in specialist.rules
    if isinstance(rule, Pattern)
]


AGES = (0.05, 1.0, 5.0, 10.0, 15.5, 30.0, 55.0, 70.0)


@dataclass(frozen=True)
class Known:
    """What a pattern reads of a posterior, without the inference."""

    known: Closure
    duration_days: float | None


def plain_view(graph, who, present, absent=(), days=None) -> View:
    findings = [Finding(id=FindingId(each), status=Status.PRESENT) for each in present]
    findings += [Finding(id=FindingId(each), status=Status.ABSENT) for each in absent]
    known = closure(graph, applicable(graph, who, findings))
    case = Case(
        lang="zh",
        relation="self",
        person=who,
        complaint="",
        findings=tuple(findings),
        history=History(),
        results=(),
        readings=(),
        duration_days=days,
        month=11,
    )
    return View(graph, case, Known(known, days), SpecialtyId("general_practice"))


def people_of(pattern: Pattern) -> list[Person]:
    """Answer people whom the pattern is about."""
    years = [each for each in AGES if pattern.years[0] <= each < pattern.years[1]]
    sexes = [pattern.sex] if pattern.sex is not None else list(Sex)
    return [Person(age_days=round(each * 365.25), sex=sex) for each in years for sex in sexes]


def parts_of(graph, pattern: Pattern) -> tuple[Person, list[str]]:
    """Answer somebody whom the pattern is about and, of each of its groups, a finding that can befall them."""
    for who in people_of(pattern):
        parts: list[str] = []
        for group in pattern.needs:
            fit = [each for each in group if applies(graph.findings[FindingId(each)], who)]
            if fit and not set(fit) & set(parts):
                parts.append(fit[0])
            elif not fit:
                break
        else:
            return who, parts
    pytest.fail(f"{pattern.id} is about nobody")


@pytest.mark.parametrize("pattern", [each for _, each in PATTERNS], ids=lambda each: each.id)
def test_a_pattern_fires_on_its_parts_and_not_without_one(knowledge, pattern):
    graph = knowledge.graph
    who, parts = parts_of(graph, pattern)
    days = None if pattern.days is None else pattern.days[0]
    ruling = pattern(plain_view(graph, who, parts, pattern.denied, days))
    assert ruling is not None
    assert ruling.urgency is pattern.urgency
    assert ruling.cited == (pattern.id, pattern.source)
    for missing in parts:
        less = plain_view(graph, who, [each for each in parts if each != missing], pattern.denied, days)
        if all(less.present(*group) for group in pattern.needs):
            continue  # another part implies it
        again = pattern(less)
        assert again is None or again.reason is None
    for spoiler in (*pattern.denied, *pattern.unless):
        if applies(graph.findings[FindingId(spoiler)], who):
            assert pattern(plain_view(graph, who, [*parts, spoiler], (), days)) is None
    if pattern.days is not None:
        assert pattern(plain_view(graph, who, parts, pattern.denied, pattern.days[1])) is None


def test_patterns_have_ids_of_their_own_and_speak_of_what_is_known(knowledge):
    graph = knowledge.graph
    assert len({pattern.id for _, pattern in PATTERNS}) == len(PATTERNS)
    for specialty, pattern in PATTERNS:
        assert pattern.id.startswith(f"{specialty}.")
        named = [each for group in pattern.needs for each in group]
        assert not [each for each in (*named, *pattern.denied, *pattern.unless) if each not in graph.findings], (
            pattern.id
        )
        assert not [each for each in pattern.tests if each not in {**graph.tests, **graph.labs}], pattern.id
        if pattern.says is not None:
            assert not [each for each in pattern.says.diseases if each not in graph.diseases], pattern.id
            assert pattern.says.ratio > 1


def test_every_specialty_has_rules_of_its_own():
    by_id = standard_registry().by_id
    assert [each for each in by_id if not by_id[each].rules] == []


def test_reasons_are_plain_and_say_no_diagnosis_as_fact():
    for _, pattern in PATTERNS:
        for words in (pattern.reason.zh, pattern.reason.en):
            assert "!" not in words
            assert "！" not in words
        assert "你" not in pattern.reason.zh.replace("你们", "")
        assert len(pattern.reason.zh) <= 40


def test_an_unknown_part_is_asked_and_a_denied_one_ends_it(knowledge):
    eye = {"years": 40, "present": ("red_eye", "eye_pain")}
    opinion = look(knowledge, "eye", **eye)
    assert set(opinion.asks) & {"blurred_vision", "visual_loss", "photophobia"}
    closed = look(knowledge, "eye", **eye, absent=("blurred_vision", "visual_loss", "photophobia"))
    assert not set(closed.asks) & {"blurred_vision", "visual_loss", "photophobia"}
    assert not [each for each in closed.reasons if each.id == "eye.painful_red_loss"]


def test_a_pattern_without_a_complaint_is_refused():
    with pytest.raises(ValueError, match="complaint"):
        Pattern("x", (), Urgency.SOON, text("因为", "because"), "invented")


@pytest.mark.parametrize(
    ("specialty", "told", "reason"),
    [
        ("eye", {"present": ("risk.contact_lens", "red_eye", "eye_pain")}, "eye.contact_lens"),
        ("dental", {"present": ("toothache", "fever", "cheek_swelling")}, "dental.spreading"),
        ("haematology_oncology", {"present": ("lymph_nodes", "night_sweats")}, "haematology_oncology.b_symptoms"),
        (
            "obstetrics_gynaecology",
            {"years": 28, "present": ("missed_period", "pelvic_pain", "syncope")},
            "obstetrics_gynaecology.ectopic",
        ),
        ("ent", {"present": ("hearing_loss.sudden",), "days": 2}, "ent.sudden_deaf"),
        ("general_surgery", {"present": ("abdominal_pain.rigid",)}, "general_surgery.peritonism"),
        ("dermatology", {"present": ("mole_change",)}, "dermatology.mole"),
        (
            "nephrology_urology",
            {"years": 60, "sex": "male", "present": ("hematuria.painless",)},
            "nephrology_urology.painless_blood",
        ),
    ],
)
def test_what_a_specialist_recognises_at_once(knowledge, specialty, told, reason):
    assert reason in [each.id for each in look(knowledge, specialty, **told).reasons]


def test_who_a_pattern_is_not_about_is_left_alone(knowledge):
    assert not [
        each
        for each in look(knowledge, "nephrology_urology", years=20, present=("hematuria.painless",)).reasons
        if each.id == "nephrology_urology.painless_blood"
    ]
    old = look(knowledge, "ent", present=("hearing_loss.sudden",), days=400)
    assert not [each for each in old.reasons if each.id == "ent.sudden_deaf"]


def test_a_specialty_asks_two_things_at_most(knowledge):
    for specialty in standard_registry().by_id:
        opinion = look(knowledge, SpecialtyId(specialty), present=("fever", "headache", "abdominal_pain", "chest_pain"))
        assert len(opinion.asks) <= 2
