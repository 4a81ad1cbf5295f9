"""What is told in free words stands in the right section of the note, in the words that were said."""

from __future__ import annotations

import re

import pytest

from agents.dialogue import Change, Finish
from agents.intake.told import told_items
from kg.schema import Person, Sex, Status
from kg.text import understand
from tests.fakes.conversation import Script, person

WOMAN = Person(age_days=11_000, sex=Sex.FEMALE)
MAN = Person(age_days=11_000, sex=Sex.MALE)
TODDLER = Person(age_days=800, sex=Sex.MALE)


def items(knowledge, who, text):
    found = understand(knowledge.lexicon, text, person=who).findings
    return {(each.section, each.words) for each in told_items(knowledge.graph, who, text, found)}


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        (MAN, "对头孢和磺胺过敏", {("allergies", "对头孢和磺胺过敏")}),
        (MAN, "青霉素过敏，起疹子，别的没有", {("allergies", "青霉素过敏，起疹子")}),
        (MAN, "没有药物过敏", {("allergies", "没有药物过敏")}),
        (MAN, "过敏性鼻炎好多年", set()),
        (MAN, "吃二甲双胍，一天两次，抽烟20年", {("medicines", "吃二甲双胍，一天两次"), ("social", "抽烟20年")}),
        (MAN, "一个人住，每天喝半斤白酒", {("social", "一个人住，每天喝半斤白酒")}),
        (MAN, "不抽烟不喝酒", {("social", "不抽烟不喝酒")}),
        (MAN, "我爸有糖尿病", {("family", "我爸有糖尿病")}),
        (MAN, "咳嗽三天，有痰", set()),
        (MAN, "月经两个月没来", set()),
        (WOMAN, "末次月经10月3号，生过两个", {("women", "末次月经10月3号"), ("births", "生过两个")}),
        (WOMAN, "月经两个月没来", {("women", "月经两个月没来")}),
        (TODDLER, "足月顺产，疫苗都打了", {("child", "足月顺产"), ("vaccination", "疫苗都打了")}),
        (
            WOMAN,
            "allergic to penicillin, I get a rash. I smoke ten cigarettes a day",
            {("allergies", "allergic to penicillin, I get a rash"), ("social", "I smoke ten cigarettes a day")},
        ),
        (WOMAN, "怕是宫颈癌", {("concern", "怕是宫颈癌")}),
    ],
)
def test_told_words_go_to_their_section(knowledge, who, text, expected):
    assert items(knowledge, who, text) == expected


def test_no_pattern_is_made_of_what_a_resident_said(knowledge):
    """`re` keeps the patterns that it compiled; a medicine told there would outlive its turn (decision 22)."""
    assert items(knowledge, MAN, "速效救心丸含了两天") == {("medicines", "速效救心丸含了两天")}
    kept = [key for name in ("_cache", "_cache2") for key in vars(re).get(name, ())]
    assert kept
    assert not [key for key in kept if "速效救心丸" in str(key)]


def present(script):
    return {each.id for part in script.state.contributions for each in part.findings if each.status is Status.PRESENT}


def begun(consultation, *texts, lang="zh", **who):
    script = Script(consultation, lang)
    script.start(person(**who))
    for text in texts:
        script.say(text)
    return script


def test_what_an_allergy_does_is_no_complaint_of_today(consultation):
    script = begun(consultation, "头疼两天", "头孢一吃就起疹子，喘不上气")
    assert not present(script) & {"rash", "dyspnea"}
    assert "过敏史：“头孢一吃就起疹子，喘不上气”" in script.take(Finish()).guidance.summary


def test_a_reaction_of_today_stays_a_complaint(consultation):
    assert "rash" in present(begun(consultation, "刚吃了头孢过敏，浑身起疹子"))


def test_words_with_a_section_alone_are_understood(consultation):
    script = begun(consultation, "头疼两天")
    assert not any("没听明白" in message for message in script.say("我是工地干活的").messages)
    assert "个人史：“我是工地干活的”" in script.take(Finish()).guidance.summary


def test_the_note_has_its_sections(consultation):
    script = begun(
        consultation,
        "肚子疼半天",
        "月经上周刚来过，一个月以内来过",
        "青霉素过敏。吃二甲双胍，一天两次。每天喝二两白酒",
        sex="female",
    )
    summary = script.take(Finish()).guidance.summary
    for line in ("月经史：“月经上周刚来过", "过敏史：“青霉素过敏”", "“吃二甲双胍，一天两次”", "每天喝二两白酒"):
        assert line in summary
    assert "自述：“肚子疼半天”" in summary


def test_two_complaints_keep_their_own_time_course(consultation):
    script = begun(consultation, "肚子疼半天，头疼三年了", sex="male")
    summary = script.take(Finish()).guidance.summary
    assert "主诉：肚子疼12小时、头痛3年" in summary
    assert "肚子疼3年" not in summary


def test_two_complaints_in_english_too(consultation):
    script = begun(consultation, "belly pain since this morning, knee pain for two years", lang="en", sex="male")
    summary = script.take(Finish()).guidance.summary
    assert "knee pain for 2 years" in summary.lower()


def test_what_is_taken_back_leaves_the_note(consultation):
    script = begun(consultation, "头疼两天", "青霉素过敏")
    turn = script.state.contributions[-1].turn
    script.take(Change(turn=turn, text="没有过敏"))
    summary = script.take(Finish()).guidance.summary
    assert "青霉素" not in summary
    assert "没有过敏" in summary
