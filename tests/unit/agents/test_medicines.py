"""Advice on medicines: what is said to a question, in whom, and what is never said."""

from __future__ import annotations

import pytest

from agents.dialogue import PersonInput, Start
from agents.guard.after import free_of_doses
from agents.intake.receiving import begin
from agents.knowledge import Knowledge
from agents.medicines.advice import OVERDOSE, advise
from agents.medicines.asked import read_asked
from agents.medicines.cautions import cautions_of, note_lines, page_line
from agents.state import ConsultationState, Contribution
from kg.schema import Finding, FindingId, Status


def opened(
    knowledge: Knowledge, *, lang: str = "zh", age: float = 35, sex: str = "female", relation: str = "self"
) -> ConsultationState:
    person = PersonInput.model_validate({"relation": relation, "age_days": round(age * 365.25), "sex": sex})
    return begin(knowledge, Start.model_validate({"lang": lang, "person": person}), now_ms=0)


def said(knowledge: Knowledge, text: str, **who: object) -> str:
    return "\n".join(advise(knowledge, opened(knowledge, **who), text).messages)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "who", "expected"),
    [
        ("我在吃华法林，能吃布洛芬吗", {}, ("华法林", "布洛芬", "出血", "黑便")),
        ("西地那非和硝酸甘油能一起用吗", {}, ("一般不能一起用", "血压")),
        ("头孢能喝酒吗", {}, ("双硫仑", "120")),
        ("怀孕26周能吃布洛芬吗", {}, ("怀孕期间", "20周")),
        ("怀孕了能吃对乙酰氨基酚吗", {}, ("在医生指导下",)),
        ("哺乳期能吃氧氟沙星吗", {}, ("喂奶期间",)),
        ("孩子4岁能吃阿司匹林吗", {}, ("瑞氏",)),
        ("能吃尼美舒利吗", {"age": 8, "relation": "child"}, ("12岁以下禁用",)),
        ("宝宝能吃惠菲宁还是白加黑", {}, ("没说孩子多大", "2岁以下")),
        ("我妈78岁能吃舒乐安定吗", {}, ("跌倒",)),
        ("胃溃疡能吃芬必得吗", {}, ("胃溃疡", "不能用")),
        ("我有青光眼，能吃扑尔敏吗", {}, ("青光眼", "眼压")),
        ("肾不好，能吃双氯芬酸吗", {}, ("肾功能不好", "伤肾")),
        ("高血压能吃新康泰克吗", {}, ("血压升高",)),
        ("我对青霉素过敏，能吃阿莫西林吗", {}, ("过敏", "不要吃", "120")),
        ("对磺胺过敏能吃柳氮磺吡啶吗", {}, ("磺胺过敏",)),
        ("泰诺和维C银翘片一起吃行吗", {}, ("重复", "对乙酰氨基酚")),
        ("布洛芬和芬必得是一样的吗", {}, ("同一种成分",)),
        ("消渴丸里有西药吗", {}, ("格列本脲",)),
        ("低钠盐和缬沙坦能一起用吗", {}, ("血钾",)),
        ("优甲乐饭前吃还是饭后吃", {}, ("空腹",)),
        ("华法林漏吃一次怎么办", {}, ("医生",)),
        ("打胰岛素忘了一次怎么办", {}, ("血糖",)),
        ("吃了开瑞坦能开车吗", {}, ("开车",)),
        ("甲巯咪唑有什么副作用", {}, ("白细胞",)),
        ("二甲双胍做增强CT要紧吗", {}, ("造影剂", "肾")),
        ("可乐必妥和钙片一起吃可以吗", {}, ("错开",)),
        ("吃药期间能喝酒吗", {}, ("不喝酒",)),
        ("安乃宁片能吃吗", {}, ("没有资料", "药师")),
        ("布洛分能吃吗", {}, ("说的是不是", "布洛芬")),
        ("can I take a statin with clarithromycin", {"lang": "en"}, ("depends on which one", "muscle")),
        ("I'm on lisinopril, can I use a salt substitute?", {"lang": "en"}, ("potassium",)),
        ("is metronidazole ok with wine", {"lang": "en"}, ("disulfiram", "120")),
        ("my 5 year old has a fever, can she have aspirin", {"lang": "en"}, ("Reye",)),
        ("is ibuprofin ok", {"lang": "en"}, ("do you mean", "ibuprofen")),
        ("side effects of atorvastatin", {"lang": "en"}, ("muscle",)),
    ],
)
def test_what_matters_is_said(
    knowledge: Knowledge, text: str, who: dict[str, object], expected: tuple[str, ...]
) -> None:
    answer = said(knowledge, text, **who)
    for words in expected:
        assert words in answer


@pytest.mark.parametrize(
    "text",
    [
        "布洛芬一次吃几片",
        "孩子美林喂多少毫升",
        "优甲乐要不要加量",
        "降压药吃两片行不行",
        "阿莫西林一天吃几次",
        "怎么吃罗红霉素",
    ],
)
def test_a_dose_is_kindly_left_to_the_box_the_doctor_and_the_pharmacist(knowledge: Knowledge, text: str) -> None:
    answer = said(knowledge, text)
    assert "说明书" in answer
    assert "药师" in answer
    assert free_of_doses(answer, "zh")


def test_whether_to_stop_is_for_the_doctor(knowledge: Knowledge) -> None:
    answer = said(knowledge, "激素吃了三天，能自己停吗")
    assert "先问开药的医生" in answer
    assert "Whether prednisone may be ended" in said(knowledge, "can I stop my prednisone", lang="en")


@pytest.mark.parametrize("text", ["对乙酰氨基酚和阿莫西林能一起吃吗", "奥美拉唑和氯雷他定能一起吃吗"])
def test_nothing_found_is_never_called_safe(knowledge: Knowledge, text: str) -> None:
    answer = said(knowledge, text, sex="male")
    assert "没查到不等于一定没有" in answer
    assert "安全" not in answer
    assert "放心" not in answer


def test_an_unknown_partner_is_not_covered_up_by_the_known_one(knowledge: Knowledge) -> None:
    answer = said(knowledge, "中药和华法林能一起吃吗")
    assert "没有资料" in answer
    assert "没有查到要紧的冲突" not in answer


def test_no_rule_names_a_dose_or_changes_one(knowledge: Knowledge) -> None:
    rules = knowledge.pharmacy.rules
    judged = (
        *rules.interactions.values(),
        *rules.cautions.values(),
        *rules.crossings.values(),
        *rules.duplications.values(),
    )
    texts = [rule.why for rule in judged] + [rule.what for rule in judged if rule.what is not None]
    texts += [advice.text for advice in rules.advices.values()]
    for text in texts:
        assert free_of_doses(text.zh, "zh"), text.zh
        assert free_of_doses(text.en, "en"), text.en
        assert not {"!", "！"} & set(text.zh + text.en), text


# --- danger


@pytest.mark.parametrize(
    ("text", "lang"), [("一次吃了30片泰诺", "zh"), ("吞了一瓶安定", "zh"), ("I took a whole bottle of Tylenol", "en")]
)
def test_an_overdose_is_urgent_and_goes_to_the_triage(knowledge: Knowledge, text: str, lang: str) -> None:
    advice = advise(knowledge, opened(knowledge, lang=lang), text)
    assert advice.urgent
    assert "120" in advice.messages[0]
    assert OVERDOSE in {each.id for each in advice.findings}
    assert advice.asks == ()


def test_an_amount_that_cannot_be_is_asked_back_and_is_no_poisoning(knowledge: Knowledge) -> None:
    advice = advise(knowledge, opened(knowledge), "吃了500克布洛芬")
    assert "单位" in advice.messages[0]
    assert "120" in advice.messages[0]
    assert advice.findings == ()
    assert not advice.urgent


def test_what_would_be_too_much_is_warned_of_before_it_is_taken(knowledge: Knowledge) -> None:
    advice = advise(knowledge, opened(knowledge), "能一次吃20片安定吗")
    assert not advice.findings
    assert "太多" in advice.messages[0]
    assert "12356" in advice.messages[0]


def test_double_blood_thinning_with_bleeding_means_help_now(knowledge: Knowledge) -> None:
    calm = advise(knowledge, opened(knowledge), "我在吃华法林和利伐沙班，有冲突吗")
    assert not calm.urgent
    bleeding = advise(knowledge, opened(knowledge), "我在吃华法林和利伐沙班，这两天拉黑便，有冲突吗")
    assert bleeding.urgent
    assert "120" in bleeding.messages[0]


# --- whom it is for


def test_somebody_else_s_question_is_not_judged_by_the_resident(knowledge: Knowledge) -> None:
    state = opened(knowledge)
    pregnant = Contribution(turn=1, findings=(Finding(id=FindingId("hx.pregnant"), status=Status.PRESENT),))
    state = state.model_copy(update={"contributions": (pregnant,)})
    own = advise(knowledge, state, "能吃布洛芬吗")
    assert {each.kind for each in own.warnings} >= {"pregnancy"}
    child = advise(knowledge, state, "我儿子10岁，能吃布洛芬吗")
    assert not [each for each in child.warnings if each.kind == "pregnancy"]


def test_what_was_told_before_counts(knowledge: Knowledge) -> None:
    state = opened(knowledge, sex="male", age=60)
    told = Contribution(turn=1, said="平时吃华法林", medicines=("warfarin",), allergens=("benzylpenicillin",))
    state = state.model_copy(update={"contributions": (told,)})
    assert "华法林" in "".join(advise(knowledge, state, "能吃布洛芬吗").messages)
    assert "过敏" in "".join(advise(knowledge, state, "能吃阿莫西林吗").messages)


def test_at_most_two_things_are_asked_and_only_where_it_turns_on_them(knowledge: Knowledge) -> None:
    woman = advise(knowledge, opened(knowledge), "能吃布洛芬吗")
    assert [each.id for each in woman.asks] == ["medicines.allergy", "medicines.pregnancy"]
    man = advise(knowledge, opened(knowledge, sex="male"), "能吃布洛芬吗")
    assert "medicines.pregnancy" not in [each.id for each in man.asks]
    assert advise(knowledge, opened(knowledge), "优甲乐饭前吃还是饭后吃").asks == ()
    for each in woman.asks:
        assert each.finding in knowledge.graph.findings


def test_a_complaint_and_a_greeting_ask_nothing_about_medicines(knowledge: Knowledge) -> None:
    def asks(text: str) -> bool:
        return read_asked(knowledge.pharmacy, knowledge.medicine_names, text).is_question

    assert not asks("头疼三天了，嗓子也疼")
    assert not asks("你好")
    assert asks("布洛芬能和感冒灵一起吃吗")


@pytest.mark.parametrize(
    "text", ["", "？", "药", "吗" * 500, "吃" * 3000, "😀能吃吗", "a" * 3000, "布洛芬" * 400 + "能一起吃吗"]
)
def test_no_text_breaks_it(knowledge: Knowledge, text: str) -> None:
    advice = advise(knowledge, opened(knowledge), text)
    assert advice.messages


# --- the note and the page


def told(knowledge: Knowledge, *medicines: str, **who: object) -> ConsultationState:
    state = opened(knowledge, **who)  # type: ignore[arg-type]
    return state.model_copy(update={"contributions": (Contribution(turn=1, medicines=medicines),)})


def test_the_doctor_reads_the_caution_with_its_grade_and_source(knowledge: Knowledge) -> None:
    (line,) = note_lines(knowledge.graph, told(knowledge, "warfarin", "ibuprofen", sex="male"))
    assert "华法林" in line
    assert "严重" in line
    assert "Stockley" in line
    assert note_lines(knowledge.graph, opened(knowledge)) == ()


def test_the_page_carries_one_grave_caution_and_taking_back_the_answer_takes_it_away(knowledge: Knowledge) -> None:
    state = told(knowledge, "simvastatin", "clarithromycin", sex="male")
    line = page_line(knowledge.graph, state)
    assert line is not None
    assert "一般不能一起用" in line
    assert page_line(knowledge.graph, told(knowledge, "amlodipine", sex="male")) is None
    assert cautions_of(knowledge.graph, state.model_copy(update={"contributions": ()})) == ()
