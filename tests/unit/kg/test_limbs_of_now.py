"""Limbs: what is lost, tight or newly broken calls at once; a small cut, a hard calf after sport and an old break do not.

Over-triage that was noticed stands beside its dangerous neighbours, all in other words than those of the graph.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.knowledge import load_knowledge
from kg.assumptions import AUTHORED
from kg.closure import closure
from kg.conditions import Situation, holds
from kg.inference import infer
from kg.schema import Condition, Finding, FindingId, Person, Sex, Status, Urgency
from kg.text import understand
from kg.triage import Triage, triage


def judged(years: float, text: str, sex: Sex = Sex.MALE) -> Triage:
    knowledge, person = load_knowledge(), Person(age_days=round(years * 365.25), sex=sex)
    heard = understand(knowledge.lexicon, text, person=person, relation="self", today=date(2026, 11, 18))
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    return triage(knowledge.graph, person, heard.findings, posterior)


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (30, "切水果割破手指，有点痛"),
        (30, "手指头被刀划破了，出了点血"),
        (30, "I cut myself on the finger slicing bread, it stings"),
        (24, "踢完球小腿硬梆梆的"),
        (24, "my calves are hard after the marathon"),
        (55, "一个月前锁骨骨折，打着石膏"),
        (55, "前年大腿骨折，变天就酸"),
        (67, "半年前股骨颈骨折，换了人工关节，想问能不能爬楼"),
        (67, "I broke my hip two years ago"),
        (40, "my wrist was broken a month ago, the cast came off last week"),
        (60, "两条腿没劲，走远了没劲"),
        (60, "腿没力气，走不远就累"),
        (45, "腰疼，左腿使不上劲"),
        (45, "weakness in my right leg and sciatica"),
        (40, "恶心呕吐"),
    ],
)
def test_what_is_no_emergency(years: float, text: str) -> None:
    found = judged(years, text)
    assert found.urgency is not Urgency.EMERGENCY, [each.id for each in found.reasons]


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (40, "无名指被冲床轧断了"),
        (40, "砍柴砍掉了大拇指"),
        (40, "食指被绞肉机绞掉一节"),
        (40, "小指剁掉了"),
        (40, "my thumb was sliced off"),
        (40, "the door took the tip of my finger off"),
        (40, "扎了刺，整根手指又红又肿，弯着不敢伸"),
        (24, "被踢了一脚，小腿硬得像石头，脚趾发麻"),
        (24, "小腿又胀又硬，疼得受不了"),
        (24, "小腿发硬，脚趾发白"),
        (24, "my calf is hard and my foot is numb"),
        (55, "三周前骨折打着石膏，手指发紫"),
        (55, "打着石膏，石膏里越来越胀"),
        (70, "今天早上摔断了大腿"),
        (70, "大腿骨折"),
        (40, "去年小臂骨折打了钢板，今天又摔断了"),
        (40, "腰疼了三年，昨天锁骨骨折"),
        (40, "骨头戳出来了，上个月摔的"),
        (66, "突然左腿没劲"),
        (66, "左腿没力气，嘴歪"),
        (66, "左边胳膊没劲，左腿也没劲，腰也疼"),
        (66, "右腿无力"),
        (66, "腰突，今天早上左腿没劲"),
        (50, "腰疼，发烧，右腿没劲"),
        (50, "腰疼，双腿没力气，尿不出来"),
        (50, "我被人拿刀捅了后背"),
        (50, "he got stabbed in the thigh"),
        (50, "somebody stabbed him in the chest"),
        (50, "I was knifed in the back"),
        (66, "两个月前做了手术，腿肿疼，喘不上气"),
    ],
)
def test_the_dangerous_neighbour_is_still_found(years: float, text: str) -> None:
    found = judged(years, text)
    assert found.urgency is Urgency.EMERGENCY, [each.id for each in found.reasons]


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (55, "骨折二十天了，一直没去看"),
        (55, "broke my wrist three weeks ago, never saw a doctor"),
        (30, "打着石膏，小腿疼"),
        (45, "坐骨神经痛，右腿没力气"),
        (30, "刚生完孩子，小腿发硬"),
        (30, "吃避孕药，右小腿硬邦邦"),
    ],
)
def test_what_is_seen_today(years: float, text: str) -> None:
    assert judged(years, text, Sex.FEMALE).urgency.rank <= Urgency.URGENT.rank


def test_an_old_woman_s_hard_calf_is_seen_within_days() -> None:
    assert judged(68, "小腿发硬", Sex.FEMALE).urgency.rank <= Urgency.SOON.rank


def test_since_when_an_illness_has_its_name_is_no_duration_of_the_complaint() -> None:
    knowledge, person = load_knowledge(), Person(age_days=50 * 365, sex=Sex.MALE)
    named = Finding(id=FindingId("named.wrist_fracture"), status=Status.PRESENT, onset_days=900.0)
    cough = Finding(id=FindingId("cough"), status=Status.PRESENT, onset_days=2.0)
    assert infer(knowledge.graph, person, (named, cough)).duration_days == 2.0


def test_a_disease_without_its_evident_sign_is_less_believed() -> None:
    graph, person = load_knowledge().graph, Person(age_days=30 * 365, sex=Sex.MALE)
    cut = (Finding(id=FindingId("injury.cut"), status=Status.PRESENT),)
    off = (*cut, Finding(id=FindingId("injury.amputation"), status=Status.PRESENT))
    blind = replace(graph, assumptions=replace(AUTHORED, unseen_log10=0.0))
    lost = next(each for each in graph.diseases if each == "finger_amputation")
    assert infer(graph, person, cut).probability(lost) < 0.3 * infer(blind, person, cut).probability(lost)
    assert infer(graph, person, off).probability(lost) > 0.5


@pytest.mark.parametrize(
    ("condition", "onset_days", "lasting", "answer"),
    [
        (Condition(not_from_days=(FindingId("injury"), 14.0)), None, 400.0, True),
        (Condition(not_from_days=(FindingId("injury"), 14.0)), 13.0, 400.0, True),
        (Condition(not_from_days=(FindingId("injury"), 14.0)), 14.0, 1.0, False),
        (Condition(itself_from_days=(FindingId("injury"), 14.0)), None, 400.0, False),
        (Condition(itself_from_days=(FindingId("injury"), 14.0)), 14.0, 1.0, True),
        (Condition(unspoken=FindingId("injury")), 14.0, None, False),
        (Condition(unspoken=FindingId("fever")), 14.0, None, True),
    ],
)
def test_how_old_a_finding_is_counts_by_what_was_told_of_itself(
    condition: Condition, onset_days: float | None, lasting: float | None, answer: bool
) -> None:
    told = (Finding(id=FindingId("injury"), status=Status.PRESENT, onset_days=onset_days),)
    now = Situation(Person(age_days=9000, sex=Sex.MALE), closure(load_knowledge().graph, told), lasting)
    assert holds(condition, now) is answer
