"""What residents say plainly and a reader of lists mishears: urine held back, a child's age and temperature, comparisons, company."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import Person, Sex, Status, Urgency
from kg.triage import Triage, triage
from tests.fakes.spoken import read


def _of(text: str, status: Status) -> set[str]:
    return {str(finding.id) for finding in read(text).findings if finding.status is status}


def _present(text: str) -> set[str]:
    return _of(text, Status.PRESENT)


@pytest.mark.parametrize(
    "text",
    [
        "一直有尿意可小便排不出来",
        "老人家从昨夜起一滴尿也没有",
        "想撒尿撒不出来，难受极了",
        "老想尿又尿不出来",
        "排不出小便",
    ],
)
def test_urine_that_will_not_come_is_heard(text: str) -> None:
    assert "anuria_retention" in _present(text)


@pytest.mark.parametrize("text", ["没有尿不出来", "尿得出来，不费劲", "憋不住尿", "半天尿不出来，要等一会儿"])
def test_urine_that_comes_is_not_held_back(text: str) -> None:
    assert "anuria_retention" not in _present(text)


def test_a_bladder_that_feels_full_is_heard_beside_the_missing_urine() -> None:
    assert {"bladder_full", "oliguria"} <= _present("下腹憋得难受，从昨晚到现在没尿过")


@pytest.mark.parametrize("text", ["我每天注射胰岛素", "现在靠胰岛素控制血糖", "我要用胰岛素", "早晚各八单位胰岛素"])
def test_insulin_that_is_used_is_heard(text: str) -> None:
    assert "medicine.insulin_sulfonylurea" in _present(text)


@pytest.mark.parametrize("text", ["不用胰岛素", "要用胰岛素吗", "查了胰岛素抵抗", "我妈注射胰岛素"])
def test_insulin_that_is_not_used_is_not(text: str) -> None:
    assert "medicine.insulin_sulfonylurea" not in _present(text)


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        ("无腹泻，肛周发红", "diarrhea", "diaper_rash"),
        ("无发烧，大便发绿", "fever", "stool_green"),
        ("无胸痛，小腿肿了", "chest_pain", "edema.legs"),
    ],
)
def test_what_a_thing_is_like_is_said_after_a_comma(text: str, absent: str, present: str) -> None:
    assert absent in _of(text, Status.ABSENT)
    assert any(found == present or found.startswith(f"{present}.") for found in _present(text)) or present in _present(
        text
    )


@pytest.mark.parametrize("text", ["无发热，咳嗽，胸痛", "无发热、屁股红等", "否认咳嗽，气喘，水肿"])
def test_a_list_of_notes_is_still_denied_whole(text: str) -> None:
    assert _present(text) == set()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("宝宝出生第18天，咳嗽", 18),
        ("出生三个月的娃咳嗽", 91),
        ("刚出生的宝宝咳嗽", 0),
        ("出生时八斤，孩子两岁了，咳嗽", 730),
    ],
)
def test_an_age_is_told_by_the_birth(text: str, days: int) -> None:
    understood = read(text)
    assert understood.age_days == days
    assert all(finding.onset_days is None for finding in understood.findings)


@pytest.mark.parametrize(
    ("text", "fever"), [("刚出生十二天，37.9", True), ("宝宝一岁，39.4", True), ("孩子没精神，38.6", True)]
)
def test_a_bare_number_of_a_child_is_its_temperature(text: str, fever: bool) -> None:
    assert [reading.measurement for reading in read(text).readings] == ["temperature"]
    assert ("fever" in _present(text)) is fever


@pytest.mark.parametrize(
    "text",
    [
        "孩子体重，37.4",
        "宝宝头围，38.5厘米",
        "我买了菜，38.5",
        "孩子胸围，38.5",
        "孩子BMI，38.5",
        "宝宝12天，不吃奶，36.4",
    ],
)
def test_a_bare_number_of_something_else_or_a_normal_one_is_no_temperature(text: str) -> None:
    assert "temperature" not in {reading.measurement for reading in read(text).readings}


@pytest.mark.parametrize(
    ("text", "pain"),
    [
        ("It feels as though I am being stabbed in the knee", "joint_pain"),
        ("膝盖好像被人捅了一刀", "joint_pain"),
    ],
)
def test_a_pain_likened_to_a_stab_is_that_pain(text: str, pain: str) -> None:
    assert any(each.startswith(pain) for each in _present(text))
    assert "injury.penetrating" not in _present(text)


@pytest.mark.parametrize(
    "text", ["肚子好像被人捅了一刀", "后背像被刀捅了一样疼", "It feels as though I am being stabbed in the stomach"]
)
def test_a_trunk_that_hurts_like_a_stab_still_calls_for_help(text: str) -> None:
    """A torn aorta or gut is told in these words."""
    assert _triaged(text, 60).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["心口好像被人捅了一刀", "It feels like I am being stabbed in the chest"])
def test_a_chest_that_hurts_like_a_stab_is_a_severe_pain_of_the_chest(text: str) -> None:
    assert "chest_pain.sudden_severe" in _present(text)
    assert "injury.penetrating" not in _present(text)


@pytest.mark.parametrize(
    "text",
    [
        "He was stabbed in the stomach",
        "肚子被人捅了一刀",
        "他好像被人捅了，满地是血",
        "It looks like she was stabbed, she is bleeding",
    ],
)
def test_a_stab_is_a_stab(text: str) -> None:
    assert "injury.penetrating" in _present(text)


def test_a_sprain_that_is_guessed_stays_an_injury() -> None:
    assert "injury.ankle_sprain" in _present("feels like I sprained my ankle") or "injury" in _present(
        "feels like I sprained my ankle"
    )


@pytest.mark.parametrize("text", ["手腕红肿，摸上去发热", "乳房红肿，局部发烫", "脚趾肿了，摸着有点发热"])
def test_the_warmth_of_a_place_is_no_fever(text: str) -> None:
    assert not any(found.split(".")[0] == "fever" for found in _present(text))


@pytest.mark.parametrize("text", ["膝盖红肿，发热三天", "膝盖红肿，人也发热", "膝盖红肿，发烧", "关节红肿，体温38.4"])
def test_a_fever_beside_a_hot_joint_is_a_fever(text: str) -> None:
    assert "fever" in _present(text)


def test_what_may_be_either_is_doubted_and_so_asked() -> None:
    assert "fever" in _of("脚踝红肿，也觉得有点发热", Status.UNSURE)


@pytest.mark.parametrize(
    ("text", "others", "own"),
    [
        ("上周接触过呕吐的同学", "vomiting", ""),
        ("跟出水痘的小朋友玩过，今天发烧", "rash.crops_stages", "fever"),
        ("My son was in contact with a girl who has a rash", "rash", ""),
    ],
)
def test_the_illness_of_one_who_was_met_is_theirs(text: str, others: str, own: str) -> None:
    assert others not in _present(text)
    assert not own or own in _present(text)


@pytest.mark.parametrize(
    "text", ["和同事一起聚餐后拉肚子", "跟朋友出去玩回来拉肚子", "接触过拉肚子的同学，现在我也拉肚子"]
)
def test_who_only_was_there_takes_nobodys_complaint(text: str) -> None:
    assert "diarrhea" in _present(text)


def test_hardened_arteries_of_a_report_are_understood() -> None:
    assert "atherosclerosis_imaging" in _present("胸片说主动脉钙化")
    assert "atherosclerosis_imaging" in _of("没有动脉硬化", Status.ABSENT)


def _triaged(text: str, years: float) -> Triage:
    understood = read(text)
    person, graph = Person(age_days=round(years * 365.25), sex=Sex.MALE), load_knowledge().graph
    posterior = infer(graph, person, understood.findings, duration_days=understood.duration_days)
    return triage(graph, person, understood.findings, posterior)


@pytest.mark.parametrize(
    "text",
    [
        "腿没劲好几周了，今天突然说不出话",
        "右边胳膊腿没劲一个月",
        "突然腿没劲",
        "今天开始腿没劲",
        "头晕、走路不稳一个月，今天突然加重",
    ],
)
def test_what_may_be_a_stroke_calls_the_ambulance_however_long_it_has_been_there(text: str) -> None:
    assert _triaged(text, 70).action == "call_120"


@pytest.mark.parametrize(
    "text",
    [
        "visited the clinic with chest pain and sweating",
        "I was close to passing out with crushing chest pain",
        "和煤气中毒的老公住一起，我也头晕",
        "和吃了毒蘑菇的丈夫一起吃的，我也吐了",
        "I've been around carbon monoxide with my kids who are vomiting",
    ],
)
def test_no_danger_is_put_down_to_somebody_who_was_met(text: str) -> None:
    assert _triaged(text, 60).action == "call_120"


@pytest.mark.parametrize(
    "text",
    [
        "宝宝20天，乳房红肿，摸着发热",
        "孩子腿红肿，摸着发热，不肯走路",
        "化疗后手红肿，觉得有点发热",
        "小腿红肿，摸着发热，打寒战",
    ],
)
def test_warmth_is_believed_to_be_a_fever_where_that_cannot_wait(text: str) -> None:
    assert "fever" in _present(text)


def test_warmth_of_a_place_is_asked_about_and_not_forgotten() -> None:
    assert "fever" in _of("膝盖红肿，摸着发热", Status.UNSURE)
