"""Wounds by what lives in the sea, splinters in an eye, hips without a fall, who cannot get up, and the trifles beside them."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "at_least"),
    [
        (50, "收拾鱼扎了手，手指红肿", Urgency.URGENT),
        (50, "被螃蟹夹破了手，发烧", Urgency.URGENT),
        (50, "pricked by a prawn, the finger is red and spreading", Urgency.URGENT),
        (60, "有肝硬化，生蚝划了手，手肿了", Urgency.EMERGENCY),
        (40, "手被鱼刺扎，肿了，发烧", Urgency.EMERGENCY),
        (35, "眼睛里进了铁屑", Urgency.URGENT),
        (35, "a piece of metal in my eye", Urgency.URGENT),
        (35, "用砂轮时东西崩进眼了", Urgency.EMERGENCY),
        (35, "I was hammering and something flew into my eye", Urgency.EMERGENCY),
        (80, "大腿根疼，走不了路，没摔", Urgency.URGENT),
        (55, "长期吃激素，胯疼，站不起来", Urgency.URGENT),
        (55, "长期吃激素，胯疼", Urgency.SOON),
        (30, "崴了脚，站不起来", Urgency.URGENT),
        (30, "I fell off a ladder, I can't get up", Urgency.URGENT),
        (8, "从楼梯上滚下来，走不了路", Urgency.URGENT),
        (78, "滑倒了，爬不起来", Urgency.EMERGENCY),
        (40, "腿没劲，走不了路", Urgency.URGENT),
        (40, "My calf is swollen, hard as a rock, unbearable", Urgency.EMERGENCY),
        (40, "my calf has swollen, excruciating", Urgency.URGENT),
        (40, "小腿肿，硬邦邦，疼得受不了", Urgency.EMERGENCY),
        (40, "割破了脚，脚趾麻", Urgency.URGENT),
        (40, "I have broken my ankle this morning", Urgency.URGENT),
        (40, "my arm is broken", Urgency.URGENT),
        (78, "I have a broken hip", Urgency.EMERGENCY),
        (30, "摔跤把左边小腿断了", Urgency.URGENT),
        (66, "长期吃华法林，大腿上一大片青", Urgency.URGENT),
    ],
)
def test_what_must_not_wait(years: float, text: str, at_least: Urgency) -> None:
    found, present = told(years, text)
    assert found.urgency.rank <= at_least.rank, (found.urgency, present)


@pytest.mark.parametrize(
    ("years", "text", "at_most"),
    [
        (60, "吃阿司匹林，腿上磕了一块青", Urgency.ROUTINE),
        (60, "I take aspirin and got a little bruise", Urgency.ROUTINE),
        (9, "I fell and grazed my knee", Urgency.ROUTINE),
        (6, "膝盖擦破皮", Urgency.ROUTINE),
        (40, "锁骨骨折早就长好了，变天有点酸", Urgency.SOON),
        (40, "old wrist fracture, it aches in the cold", Urgency.SOON),
        (30, "指甲下面肿", Urgency.SOON),
        (30, "手指甲边上肿疼", Urgency.SOON),
        (50, "鱼刺扎了手，有点疼", Urgency.SOON),
    ],
)
def test_what_frightens_nobody(years: float, text: str, at_most: Urgency) -> None:
    found, present = told(years, text)
    assert found.urgency.rank >= at_most.rank, (found.urgency, present)


@pytest.mark.parametrize(
    "text", ["指甲下面肿", "舌头下面肿", "眼睛下面肿", "下巴下面肿了个包", "砸了手，指甲下面有血，肿"]
)
def test_below_a_part_of_the_body_is_no_private_part(text: str) -> None:
    assert not told(30, text)[1] & {"vulval_lump", "vaginal_bleeding", "vulval_pain"}


@pytest.mark.parametrize("text", ["下面肿", "下面肿疼", "小便时下面疼", "我下面流血"])
def test_below_alone_still_is(text: str) -> None:
    assert told(30, text)[1] & {"vulval_lump", "vaginal_bleeding", "vulval_pain", "dysuria"}


@pytest.mark.parametrize(
    "text", ["骨折了没长好", "今天摔断了胳膊", "胳膊骨折了", "fracture not healed", "旧伤没事，今天胳膊骨折了"]
)
def test_a_bone_that_is_not_healed_is_not_past(text: str) -> None:
    assert told(40, text)[1]


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("去年手术后发烧", False),
        ("去年车祸后腰老疼", True),
        ("去年出院后老是咳嗽", True),
        ("去年出院后老师咳嗽", False),
        ("去年车祸后腰一直疼", True),
    ],
)
def test_ever_since_knows_its_words(text: str, now: bool) -> None:
    assert bool(told(40, text)[1] & {"fever", "back_pain.lower", "cough"}) is now


def test_red_fingers_are_no_red_palms() -> None:
    assert "spider_naevi" not in told(50, "手指红肿疼")[1]
