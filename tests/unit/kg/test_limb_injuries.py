"""An injured limb: what is seen today, within days, and what may stay at home. The kinds are sites, ages and denials, not stories."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import Finding, FindingId, Person, Sex, Status, Urgency
from kg.text import understand
from kg.triage import Triage, triage

DENIED = (
    "swelling_after_injury",
    "injury.deformity",
    "bone_tender_point",
    "snuffbox_tender",
    "injury.cannot_bear_weight",
)
ARM = {
    "injury.wrist_fall": "joint_pain.wrist_hand",
    "wrist_injury": "joint_pain.wrist_hand",
    "injury.hand": "joint_pain.wrist_hand",
    "injury.elbow": "joint_pain.elbow",
    "injury.shoulder": "joint_pain.shoulder",
}
LEG = {
    "injury.ankle_sprain": "joint_pain.ankle",
    "injury.knee": "joint_pain.knee",
    "injury.foot": "joint_pain.foot",
    "injury.heel_fall": "joint_pain.heel",
}


def judged(years: float, *present: str, days: float | None = None, absent: tuple[str, ...] = ()) -> Triage:
    graph, person = load_knowledge().graph, Person(age_days=round(years * 365.25), sex=Sex.FEMALE)
    those = [Finding(id=FindingId(each), status=Status.PRESENT) for each in present]
    those += [Finding(id=FindingId(each), status=Status.ABSENT) for each in absent]
    return triage(graph, person, those, infer(graph, person, those, duration_days=days))


@pytest.mark.parametrize("years", [8, 30, 55, 72])
@pytest.mark.parametrize(("injury", "pain"), [*ARM.items(), *LEG.items()])
def test_what_still_hurts_after_days_is_seen_though_nothing_shows(injury: str, pain: str, years: float) -> None:
    found = judged(years, injury, pain, days=6, absent=DENIED)
    assert found.urgency.rank <= Urgency.SOON.rank, found.reasons


@pytest.mark.parametrize(("injury", "pain"), ARM.items())
def test_no_rule_clears_an_arm_so_two_days_are_enough(injury: str, pain: str) -> None:
    assert judged(30, injury, pain, days=2, absent=DENIED).urgency.rank <= Urgency.SOON.rank


def test_what_was_never_asked_clears_nothing() -> None:
    asked = judged(30, "injury.ankle_sprain", "joint_pain.ankle", days=3, absent=DENIED)
    half = tuple(each for each in DENIED if each != "bone_tender_point")
    unasked = judged(30, "injury.ankle_sprain", "joint_pain.ankle", days=3, absent=half)
    assert "limb_injury_still_hurts" not in {flag.id for flag in asked.red_flags}
    assert "limb_injury_still_hurts" in {flag.id for flag in unasked.red_flags}


@pytest.mark.parametrize("sign", ["injury.cannot_bear_weight", "bone_tender_point", "injury.arm_not_used"])
def test_a_limb_of_no_use_is_seen_today(sign: str) -> None:
    assert judged(30, "injury", "joint_pain.ankle", sign).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("pain", ["joint_pain.hip", "groin_pain", "leg_pain.thigh"])
@pytest.mark.parametrize(("years", "risk"), [(75, None), (52, "hx.osteoporosis"), (45, "medicine.steroid")])
def test_thin_bone_and_a_sore_hip_are_seen_today_though_walking(pain: str, years: float, risk: str | None) -> None:
    present = ("injury", pain, *((risk,) if risk else ()))
    assert judged(years, *present, absent=DENIED).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("pain", ["joint_pain.knee", "arm_pain", "leg_pain", "joint_pain.wrist_hand"])
def test_a_small_child_with_a_sore_limb_after_a_fall_is_seen_today(pain: str) -> None:
    assert judged(2, "injury", pain, absent=DENIED).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("sign", ["limping", "injury.arm_not_used"])
def test_a_child_who_spares_a_limb_after_a_fall_is_seen_today(sign: str) -> None:
    assert judged(11, "injury", sign).urgency.rank <= Urgency.URGENT.rank


def test_a_child_s_wrist_is_seen_within_days_at_once_and_a_grown_up_s_may_wait_for_tomorrow() -> None:
    assert judged(9, "injury.wrist_fall", "joint_pain.wrist_hand", days=0.1, absent=DENIED).urgency.rank <= 2
    assert (
        judged(30, "injury.wrist_fall", "joint_pain.wrist_hand", days=0.1, absent=DENIED).urgency is Urgency.SELF_CARE
    )


def test_an_ankle_that_walks_without_a_tender_bone_is_cared_for_at_home() -> None:
    found = judged(25, "injury.ankle_sprain", "joint_pain.ankle", days=1, absent=DENIED)
    assert found.urgency is Urgency.SELF_CARE


@pytest.mark.parametrize("text", ["膝盖疼三个月", "手腕疼了一周", "my shoulder has hurt for a month"])
def test_pain_without_an_injury_meets_no_rule_of_injuries(text: str) -> None:
    knowledge = load_knowledge()
    person = Person(age_days=30 * 365, sex=Sex.FEMALE)
    heard = understand(knowledge.lexicon, text, person=person)
    found = triage(knowledge.graph, person, heard.findings, infer(knowledge.graph, person, heard.findings))
    assert not [flag.id for flag in found.red_flags if "limb" in flag.id]


@pytest.mark.parametrize(
    "text", ["孩子摔了一跤，胳膊不敢动", "摔了以后手腕使不上劲", "she fell off the swing and won't use her arm"]
)
def test_an_arm_that_is_not_used_is_heard(text: str) -> None:
    heard = understand(load_knowledge().lexicon, text, person=Person(age_days=6 * 365, sex=Sex.FEMALE))
    assert "injury.arm_not_used" in {each.id for each in heard.findings if each.status is Status.PRESENT}


def heard_and_judged(years: float, text: str, sex: Sex = Sex.FEMALE) -> Triage:
    knowledge, person = load_knowledge(), Person(age_days=round(years * 365.25), sex=sex)
    heard = understand(knowledge.lexicon, text, person=person)
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    return triage(knowledge.graph, person, heard.findings, posterior)


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (30, "崴脚了，外踝骨尖按着疼，还能走"),
        (60, "牛踢了一脚小腿，骨头那里一按就疼"),
        (25, "rolled my ankle, I can walk but it hurts when I press on the bone"),
        (75, "从床上滑下来，坐地上了，屁股疼，能扶着走"),
        (4, "让奶奶拽了一下胳膊，就不肯抬了"),
        (0.4, "宝宝胳膊肿了，没摔过"),
        (0.6, "孩子腿不敢动，一动就哭"),
        (0.8, "宝宝腿上好几块青紫，还不会走路"),
        (2, "不肯走路，没发烧"),
        (45, "摔了以后脚麻"),
    ],
)
def test_stories_of_a_limb_in_doubt_are_seen_today(years: float, text: str) -> None:
    assert heard_and_judged(years, text).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (30, "小腿被石头砸了，越来越胀，小腿疼得受不了"),
        (6, "从秋千上摔下来，胳膊肘肿得老高，手凉"),
        (75, "摔了一跤，右腿好像短了点"),
        (40, "胳膊摔了，胳膊歪了"),
    ],
)
def test_stories_of_a_limb_in_danger_do_not_wait(years: float, text: str) -> None:
    assert heard_and_judged(years, text).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("swelling", ["swelling_after_injury", "edema.legs", "joint_swelling"])
@pytest.mark.parametrize(("years", "with_"), [(12, "injury.ankle_sprain"), (50, "medicine.warfarin")])
def test_a_swelling_counts_by_whatever_word_it_was_told(swelling: str, years: float, with_: str) -> None:
    assert "urgent" in {flag.urgency.value for flag in judged(years, "injury", with_, swelling).red_flags}


@pytest.mark.parametrize("mark", ["swelling_after_injury", "injury.bruise_blow", "easy_bruising", "edema", "limping"])
def test_a_baby_s_bruise_or_still_limb_is_seen_today_and_a_schoolchild_s_bruise_is_not(mark: str) -> None:
    flags = {flag.id for flag in judged(0.5, mark).red_flags}
    assert "baby_marks_of_injury" in flags
    assert "baby_marks_of_injury" not in {flag.id for flag in judged(8, mark).red_flags}


@pytest.mark.parametrize("text", ["脚趾头踢到桌腿，一动就疼", "脚凉，手凉，怕冷", "小腿硬邦邦的"])
def test_no_limb_in_danger_without_an_injury_and_its_signs(text: str) -> None:
    assert "limb_threatened" not in {flag.id for flag in heard_and_judged(30, text).red_flags}


def test_the_neck_of_the_hand_is_the_wrist() -> None:
    heard = understand(load_knowledge().lexicon, "手脖子疼", person=Person(age_days=60 * 365, sex=Sex.FEMALE))
    assert {each.id for each in heard.findings} == {"joint_pain.wrist_hand"}


@pytest.mark.parametrize(
    "text", ["刚被病人的针扎了", "昨晚避孕套破了，对方可能有艾滋", "I had a needlestick injury", "昨天没做措施，怕怀孕"]
)
def test_what_prevents_only_in_time_is_said_today(text: str) -> None:
    assert heard_and_judged(30, text).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("text", ["做针灸", "头上像针扎一样疼", "想怀孕", "在吃避孕药"])
def test_needles_and_wishes_that_are_no_contact_open_no_window(text: str) -> None:
    assert not {flag.id for flag in heard_and_judged(30, text).red_flags if "window" in flag.id}


@pytest.mark.parametrize("text", ["怀孕七个月，摔了一跤，肚子没磕着，没见红", "7 months pregnant, I tripped and fell"])
def test_a_fall_in_later_pregnancy_is_seen_today_though_nothing_hurts(text: str) -> None:
    assert heard_and_judged(30, text).urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("text", ["骑车摔了，当时昏了一会儿，现在好了", "I fell off my bike and was knocked out"])
def test_who_was_out_with_a_fall_does_not_wait_for_a_sore_wrist(text: str) -> None:
    assert heard_and_judged(40, text).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["三天前手撑了一下地，手腕还疼", "I tripped three days ago and my wrist still hurts"])
def test_a_stumble_is_an_injury(text: str) -> None:
    assert heard_and_judged(40, text).urgency.rank <= Urgency.SOON.rank


@pytest.mark.parametrize(("years", "hidden"), [(54, False), (56, True)])
def test_the_knee_rule_clears_nobody_from_55_on(years: float, hidden: bool) -> None:
    flags = {flag.id for flag in judged(years, "injury", "joint_pain.knee", absent=DENIED).red_flags}
    assert ("limb_injury_may_hide_break" in flags) is hidden
