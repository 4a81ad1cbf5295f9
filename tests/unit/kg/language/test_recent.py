"""Events that count only for a while, and what a date of long ago does not say of now."""

from __future__ import annotations

from datetime import date

import pytest

from agents.specialties.clots import FOUR_WEEKS, TWELVE_WEEKS
from app.knowledge import load_knowledge
from kg.closure import applicable
from kg.inference import infer
from kg.schema import Finding, FindingId, Person, Sex, Status, Urgency
from kg.text import Understanding, understand
from kg.triage import triage

NOVEMBER = date(2026, 11, 18)
JANUARY = date(2026, 1, 9)
SURGERY = FindingId("hx.surgery_recent")
WOMAN = Person(age_days=45 * 365, sex=Sex.FEMALE)


def heard(text: str, today: date | None = NOVEMBER) -> Understanding:
    return understand(load_knowledge().lexicon, text, person=WOMAN, relation="self", today=today)


def present(text: str, today: date | None = NOVEMBER) -> set[str]:
    return {each.id for each in heard(text, today).findings if each.status is Status.PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "去年开过刀",
        "前年做过胆囊手术",
        "小时候做过手术",
        "五年前做过手术",
        "半年前做过手术",
        "I had an operation last year",
        "I had surgery four years ago",
        "I had an operation when I was a child",
    ],
)
def test_an_operation_of_long_ago_is_no_recent_one(text: str) -> None:
    assert SURGERY not in present(text)


@pytest.mark.parametrize(
    "text",
    [
        "上周开过刀",
        "十天前做过手术",
        "做过手术",
        "以前做过手术",
        "上周手术",
        "半个月前做了腹腔镜手术",
        "去年做过手术，上周又做了手术",
        "I had an operation two weeks ago",
        "I had surgery last week",
        "recent surgery",
    ],
)
def test_an_operation_of_these_months_or_of_no_date_counts(text: str) -> None:
    assert SURGERY in present(text)


def test_last_year_may_be_last_month_and_without_a_day_nobody_knows() -> None:
    assert SURGERY in present("去年做过手术", JANUARY)
    assert SURGERY in present("去年做过手术", None)


@pytest.mark.parametrize("text", ["上周没做手术", "我妈上周手术", "下周手术", "昨天医生说要手术", "昨天进了手术室看护"])
def test_no_operation_of_ones_own_is_none(text: str) -> None:
    assert SURGERY not in present(text)


@pytest.mark.parametrize(("days", "counts"), [(30, True), (91, True), (93, False), (None, True)])
def test_the_graph_forgets_an_operation_however_it_was_told(days: float | None, counts: bool) -> None:
    told = Finding(id=SURGERY, status=Status.PRESENT, onset_days=days)
    assert bool(applicable(load_knowledge().graph, WOMAN, [told])) is counts


def test_the_windows_are_those_of_the_scores() -> None:
    assert (FOUR_WEEKS, TWELVE_WEEKS) == (28, 84)
    assert load_knowledge().graph.findings[SURGERY].within_days == pytest.approx(92)


@pytest.mark.parametrize(
    "text",
    [
        "五年前做过手术，现在突然喘不上气",
        "I had knee surgery five years ago, now sudden shortness of breath",
        "三年前摔过，今天突然喘不上气",
    ],
)
def test_what_is_sudden_now_did_not_begin_years_ago(text: str) -> None:
    onsets = [each.onset_days for each in heard(text).findings if each.id == "dyspnea.sudden"]
    assert onsets
    assert onsets[0] is None or onsets[0] < 2


@pytest.mark.parametrize(
    "text", ["I had surgery last year and my left leg is swollen", "I had a stroke last year and my chest hurts"]
)
def test_what_is_added_to_an_old_story_is_of_now(text: str) -> None:
    assert present(text) & {"edema.one_leg", "chest_pain"}


@pytest.mark.parametrize("text", ["左腿肿", "右腿浮肿", "左脚肿", "右腿又肿又疼"])
def test_one_leg_is_not_both(text: str) -> None:
    assert "edema.one_leg" in present(text)
    assert "edema.legs" not in present(text)


@pytest.mark.parametrize("text", ["腿肿", "两条腿肿", "双脚肿"])
def test_both_legs_stay_both(text: str) -> None:
    assert "edema.legs" in present(text)


@pytest.mark.parametrize("text", ["做完手术，左腿肿疼", "左腿肿得厉害又疼", "右腿肿痛"])
def test_what_hurts_beside_a_swelling_hurts_there(text: str) -> None:
    assert "leg_pain" in present(text)
    assert "joint_pain.wrist_hand" not in present(text)


@pytest.mark.parametrize(
    ("text", "urgency"), [("做完手术两个月，左腿肿疼", Urgency.EMERGENCY), ("前年做过大手术，左腿肿疼", Urgency.URGENT)]
)
def test_an_old_operation_makes_no_emergency_and_a_new_one_does(text: str, urgency: Urgency) -> None:
    graph, said = load_knowledge().graph, heard(text)
    posterior = infer(graph, WOMAN, said.findings, duration_days=said.duration_days)
    assert triage(graph, WOMAN, said.findings, posterior).urgency is urgency


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("小时候被狗咬过，三十年了", "bite.dog"),
        ("小时候被狗咬过", "bite.dog"),
        ("I was bitten by a dog 30 years ago", "bite.dog"),
        ("十年前被蛇咬过", "bite.snake"),
        ("小时候煤气中毒过", "co_exposure.poisoned"),
        ("三年前喝过农药，救回来了", "poisoning.pesticide"),
        ("小时候触电过", "electric_shock"),
        ("小时候摔过", "injury"),
    ],
)
def test_an_accident_of_long_ago_is_none_of_now(text: str, finding: str) -> None:
    assert finding not in present(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("被狗咬过", "bite.dog"),
        ("半年前被狗咬过", "bite.dog"),
        ("三年前被狗咬过，昨天又被狗咬了", "bite.dog"),
        ("养了三年的狗咬了我", "bite.dog"),
        ("被狗咬了，有糖尿病三十年了", "bite.dog"),
        ("五年前买的农药喝了两口", "poisoning.pesticide"),
        ("三年前买的农药，昨天喝了一口农药", "poisoning.pesticide"),
        ("I drank pesticide bought three years ago", "poisoning.pesticide"),
        ("刚才触电了，小时候也触电过", "electric_shock"),
        ("两年前离婚喝了农药", "poisoning.pesticide"),
        ("小时候爸妈就不管我喝了农药", "poisoning.pesticide"),
        ("喝了农药，难受两年了", "poisoning.pesticide"),
        ("I swallowed poison my ex left a year ago", "poisoning"),
        ("my ex left a year ago and I swallowed poison", "poisoning"),
        ("上个月摔了头，现在头疼", "injury.head"),
    ],
)
def test_an_accident_of_now_beside_an_old_date_stays(text: str, finding: str) -> None:
    assert finding in present(text)
