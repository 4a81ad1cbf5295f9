"""What is graded by itself, told in a sentence: readings, laboratory values, words of a report, a listless infant, a failing liver."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.closure import closure
from kg.conditions import Situation
from kg.inference import infer
from kg.language.persons.subjects import Relation
from kg.schema import Finding, FindingId, Person, Sex, Status, Urgency
from kg.text import understand
from kg.triage import Triage, graded_by, triage

EMERGENCY, URGENT, SOON = Urgency.EMERGENCY, Urgency.URGENT, Urgency.SOON
MAN = Person(age_days=55 * 365, sex=Sex.MALE)
WOMAN = Person(age_days=60 * 365, sex=Sex.FEMALE)


def years(age: float, sex: Sex = Sex.MALE, *, pregnant: bool | None = None) -> Person:
    return Person(age_days=round(age * 365.25), sex=sex, pregnant=pregnant)


def months(age: float) -> Person:
    return Person(age_days=round(age * 30.44), sex=Sex.MALE)


def judged(text: str, person: Person = MAN, relation: Relation = "self") -> Triage:
    knowledge = load_knowledge()
    heard = understand(knowledge.lexicon, text, person=person, relation=relation)
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    return triage(knowledge.graph, person, heard.findings, posterior)


def rules(found: Triage) -> set[str]:
    return {flag.id for flag in found.red_flags}


@pytest.mark.parametrize(
    "text",
    [
        "血氧仪测的只有88",
        "血氧仪显示88",
        "指夹式血氧仪测出来是88",
        "用指夹测的，88",
        "那个夹手指的测出来只有86",
        "the oximeter says 88",
        "my pulse oximeter reads 87",
        "the finger clip shows 88",
    ],
)
def test_an_oximeter_by_whatever_name_tells_a_low_oxygen(text: str) -> None:
    found = judged(text)
    assert (found.urgency, found.action) == (EMERGENCY, "call_120")
    assert "hypoxia_very_low" in rules(found)


@pytest.mark.parametrize(
    "text", ["血氧仪坏了，买的时候88块", "血氧仪测的97", "手指被夹了3天还疼", "the oximeter reads 98"]
)
def test_an_oximeter_that_tells_nothing_low_raises_no_rule(text: str) -> None:
    assert rules(judged(text)).isdisjoint({"hypoxia_very_low", "hypoxia_low"})


@pytest.mark.parametrize(
    ("text", "age", "urgency"),
    [
        ("宝宝蔫", 5, URGENT),
        ("孩子蔫蔫的", 8, URGENT),
        ("宝宝没精神", 10, URGENT),
        ("孩子发蔫，不爱动", 11, URGENT),
        ("baby seems listless", 6, URGENT),
        ("my baby is lethargic", 9, EMERGENCY),
        ("没精神，抱着软", 8, EMERGENCY),
        ("宝宝抱起来软绵绵的", 2, EMERGENCY),
        ("my baby went floppy", 8, EMERGENCY),
        ("baby is limp in my arms", 3, EMERGENCY),
        ("宝宝蔫，不吃奶", 2, EMERGENCY),
        ("宝宝蔫蔫的，奶也不吃", 7, EMERGENCY),
        ("she won't feed and is listless", 2, EMERGENCY),
        ("不吃奶", 1, EMERGENCY),
        ("宝宝发烧38度，有点蔫", 2, EMERGENCY),
    ],
)
def test_a_listless_infant_is_seen_today_and_one_that_feeds_badly_at_once(
    text: str, age: float, urgency: Urgency
) -> None:
    found = judged(text, months(age), "child")
    assert found.urgency.rank <= urgency.rank
    assert rules(found) & {"infant_listless", "infant_floppy", "infant_listless_not_feeding", "infant_fever"}


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("宝宝精神很好，就是有点流鼻涕", months(5)),
        ("宝宝不蔫，能吃能玩", months(5)),
        ("宝宝大便软", months(5)),
        ("baby is alert and playful", months(8)),
        ("没精神", years(30)),
        ("浑身发软没精神", years(30)),
        ("he has a limp since yesterday", years(6)),
    ],
)
def test_who_is_no_listless_infant_raises_none_of_their_rules(text: str, person: Person) -> None:
    relation: Relation = "self" if person.age_years > 18 else "child"
    assert rules(judged(text, person, relation)).isdisjoint(
        {"infant_listless", "infant_floppy", "infant_listless_not_feeding"}
    )


@pytest.mark.parametrize(
    "text",
    [
        "血糖仪显示LO，出汗，迷糊",
        "血糖仪显示Lo，人昏昏沉沉的，一身汗",
        "血糖2.5，出汗，神志不清",
        "血糖3.4，叫不太醒",
        "glucose meter says LO and he is drowsy and sweating",
        "my sugar is 2.4 and I'm confused",
    ],
)
def test_low_glucose_that_clouds_the_mind_calls_the_ambulance(text: str) -> None:
    found = judged(text)
    assert (found.urgency, found.action) == (EMERGENCY, "call_120")
    assert "hypoglycaemia_severe" in rules(found)


@pytest.mark.parametrize(
    "text", ["血糖3.5，有点饿", "血糖3.2，出汗心慌", "血糖7.2，犯困", "血糖仪显示低电量", "meter says low battery"]
)
def test_a_low_glucose_that_is_felt_little_is_not_the_severe_one(text: str) -> None:
    assert "hypoglycaemia_severe" not in rules(judged(text))


@pytest.mark.parametrize(
    ("text", "urgency", "action"),
    [
        ("我有肝硬化，眼睛发黄", URGENT, "see_doctor_today"),
        ("肝硬化病人，今天说胡话", EMERGENCY, "go_to_emergency"),
        ("肝硬化，吐血了", EMERGENCY, "call_120"),
        ("肝硬化，大便发黑", EMERGENCY, "go_to_emergency"),
        ("肝硬化腹水，发烧肚子疼", EMERGENCY, "go_to_emergency"),
        ("I have cirrhosis and my eyes turned yellow this week", URGENT, "see_doctor_today"),
        ("I have cirrhosis and I'm confused", EMERGENCY, "go_to_emergency"),
        ("I have cirrhosis, vomited blood", EMERGENCY, "call_120"),
        ("I have cirrhosis with fever and belly pain", EMERGENCY, "go_to_emergency"),
    ],
)
def test_cirrhosis_that_fails_or_bleeds_does_not_wait(text: str, urgency: Urgency, action: str) -> None:
    found = judged(text)
    assert found.urgency.rank <= urgency.rank
    if found.urgency is urgency:
        assert found.action == action


@pytest.mark.parametrize("text", ["肝硬化，感冒流鼻涕", "肝硬化，没有黄疸，复查", "cirrhosis, just a cold"])
def test_cirrhosis_with_something_small_raises_no_rule(text: str) -> None:
    assert rules(judged(text)).isdisjoint({"cirrhosis_decompensated", "cirrhosis_infection_or_bleeding"})


@pytest.mark.parametrize(
    ("text", "rule", "urgency"),
    [
        ("血红蛋白从120降到65，两周", "haemoglobin_below_70", URGENT),
        ("血红蛋白65", "haemoglobin_below_70", URGENT),
        ("hemoglobin 6.5 g/dL", "haemoglobin_below_70", URGENT),
        ("血红蛋白68，胸闷", "haemoglobin_below_70_ill", EMERGENCY),
        ("Hb 6.8 g/dL with black stools", "haemoglobin_below_70_ill", EMERGENCY),
        ("血钾6.1", "potassium_marked", URGENT),
        ("potassium 2.9", "potassium_marked", URGENT),
        ("血钾5.7", "potassium_high", SOON),
        ("血钠122", "sodium_marked", URGENT),
        ("sodium 118", "critical_lab_other", EMERGENCY),
        ("血钙3.18mmol/L", "calcium_marked", URGENT),
        ("calcium 13.5 mg/dL", "calcium_marked", URGENT),
    ],
)
def test_a_value_far_out_hurries_without_any_specialist(text: str, rule: str, urgency: Urgency) -> None:
    found = judged(text)
    assert rule in rules(found)
    assert found.urgency is urgency


@pytest.mark.parametrize(
    "text",
    ["血红蛋白75", "Hb 9.8 g/dL", "血红蛋白掉了65", "血钾4.5", "血钾3.2", "血钠131", "血钙2.7mmol/L", "血钾很高"],
)
def test_a_value_less_far_out_or_in_words_is_not_marked(text: str) -> None:
    assert rules(judged(text)).isdisjoint(
        {"haemoglobin_below_70", "haemoglobin_below_70_ill", "potassium_marked", "sodium_marked", "calcium_marked"}
    )


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("磁共振报告：左侧基底节DWI高信号", URGENT),
        ("磁共振DWI高信号", URGENT),
        ("MRI：急性脑梗死", URGENT),
        ("右侧大脑半球弥散受限", URGENT),
        ("acute infarct on MRI", URGENT),
        ("MRI shows restricted diffusion", URGENT),
        ("脑桥急性梗死，右手麻", EMERGENCY),
        ("头晕，左手没力，磁共振说急性脑梗死", EMERGENCY),
        ("head MRI: high signal on DWI in the pons, dizzy", EMERGENCY),
    ],
)
def test_a_fresh_infarct_of_a_report_is_seen_today_and_with_a_complaint_at_once(text: str, urgency: Urgency) -> None:
    assert judged(text, years(66)).urgency.rank <= urgency.rank


@pytest.mark.parametrize(
    "text",
    [
        "DWI未见高信号",
        "未见新鲜梗死灶",
        "No restricted diffusion",
        "前列腺磁共振：外周带DWI高信号",
        "乳腺磁共振提示肿块DWI高信号",
        "陈旧性脑梗死",
        "old lacunar infarcts on MRI",
        "体检磁共振说多发腔隙灶",
    ],
)
def test_an_old_or_denied_infarct_or_a_bright_spot_elsewhere_is_no_fresh_one(text: str) -> None:
    found = judged(text, years(66))
    assert rules(found).isdisjoint({"fresh_infarct_reported", "fresh_infarct_with_complaint"})
    assert found.urgency is not EMERGENCY


@pytest.mark.parametrize(
    "text", ["体温36.5", "我说不清楚哪里不舒服，血压120/80", "血氧98", "I can't say what's wrong, temperature 36.6"]
)
def test_a_good_reading_lowers_nothing(text: str) -> None:
    assert judged(text).urgency is SOON
    assert judged("说不清").urgency is SOON


def test_who_denies_in_words_or_has_a_good_result_has_told_something() -> None:
    assert judged("没有发烧，也不咳嗽").urgency is Urgency.ROUTINE
    assert judged("血钾4.5").urgency is Urgency.ROUTINE


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("血压185/112", MAN),
        ("血压185/112，没有任何不舒服", MAN),
        ("高压200，没感觉", MAN),
        ("my blood pressure is 185/112, I feel fine", MAN),
        ("有高血压糖尿病，早上量血压188/100", WOMAN),
        ("血压185/112，有高血压，一直吃氨氯地平", WOMAN),
        ("血压185/112", years(30, Sex.FEMALE, pregnant=False)),
    ],
)
def test_a_very_high_pressure_alone_is_seen_today(text: str, person: Person) -> None:
    found = judged(text, person)
    assert (found.urgency, found.action) == (URGENT, "see_doctor_today")
    assert [reason.id for reason in found.reasons] == ["bp_very_high"]


@pytest.mark.parametrize(
    "told",
    [
        "胸痛",
        "喘不上气",
        "看东西模糊",
        "一边手没劲",
        "嘴角有点歪",
        "说话不利索",
        "走路不稳",
        "看东西重影",
        "乱说话",
        "半边身子发麻",
        "眼前发黑",
        "尿很少",
        "一直吐",
        "头很痛，想吐",
    ],
)
def test_a_very_high_pressure_with_a_sign_of_harm_calls_the_ambulance(told: str) -> None:
    found = judged(f"血压185/112，{told}")
    assert (found.urgency, found.action) == (EMERGENCY, "call_120")


@pytest.mark.parametrize(
    "text",
    [
        "BP 190/115, chest pain",
        "BP 190/115 and short of breath",
        "BP 190/115, my left arm is numb",
        "BP 190/115, seeing double",
        "BP 190/115 and my speech is slurred",
        "blood pressure 188/120 and blurred vision",
    ],
)
def test_so_does_it_in_english(text: str) -> None:
    found = judged(text)
    assert (found.urgency, found.action) == (EMERGENCY, "call_120")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("血压185/112", years(30, Sex.FEMALE, pregnant=True)),
        ("怀孕30周，血压185/112", years(30, Sex.FEMALE)),
        ("刚生完孩子一周，血压185/112", years(30, Sex.FEMALE, pregnant=False)),
        ("血压225/132", MAN),
        ("血压150/142", MAN),
        ("bp 230/120, I feel fine", MAN),
    ],
)
def test_a_pregnancy_or_an_extreme_pressure_is_an_emergency_unfelt(text: str, person: Person) -> None:
    assert judged(text, person).urgency is EMERGENCY


@pytest.mark.parametrize(
    ("person", "status", "is_enough"),
    [
        (MAN, None, True),
        (MAN, Status.ABSENT, True),
        (MAN, Status.UNSURE, False),
        (MAN, Status.PRESENT, False),
        (years(15), None, False),
        (years(30, Sex.FEMALE), None, False),
        (years(30, Sex.FEMALE, pregnant=False), None, True),
        (WOMAN, None, True),
    ],
)
def test_a_rule_is_enough_only_where_nothing_else_is_there_or_may_be(
    person: Person, status: Status | None, is_enough: bool
) -> None:
    graph = load_knowledge().graph
    told = [Finding(id=FindingId("high_bp.severe"), status=Status.PRESENT)]
    told += [] if status is None else [Finding(id=FindingId("chest_pain"), status=status)]
    now = Situation(person, closure(graph, told))
    assert (graded_by(graph, graph.red_flags.values(), now) is not None) is is_enough


def test_the_same_pressure_is_read_from_thirteen_years_on() -> None:
    assert "bp_very_high" in rules(judged("血压185/112", years(15)))
    assert rules(judged("血压118/75", years(15))) == set()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("血压75/40，头晕", True),
        ("血压86/50，眼前发黑", True),
        ("BP 84/52 and he is confused", True),
        ("血压测不出来，手冰凉", True),
        ("血压84/52，平时就这样，没不舒服", False),
        ("血压低压75", False),
        ("血压105/75，眼前发黑", False),
    ],
)
def test_a_pressure_of_shock(text: str, holds: bool) -> None:
    assert ("pressure_of_shock" in rules(judged(text))) is holds
