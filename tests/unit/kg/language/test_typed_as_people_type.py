"""Messages without marks, with what was only heard or dreamt in them, and with somebody held in the arms."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.language.rows.spaces import with_commas
from kg.schema import Status
from kg.text import understand
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("尿跟浓茶一样 没劲", "尿跟浓茶一样，没劲"),
        ("右边肚子一阵剧痛 差点晕倒 有一点出血", "右边肚子一阵剧痛，差点晕倒，有一点出血"),
        ("没有发烧 咳嗽 胸痛", "没有发烧 咳嗽 胸痛"),
        ("肚子 疼得厉害", "肚子 疼得厉害"),
        ("早上量的体温 38.5 度", "早上量的体温 38.5 度"),
        ("昨天查的白细胞 偏高", "昨天查的白细胞 偏高"),
        ("发烧三天，咳嗽 有痰多", "发烧三天，咳嗽 有痰多"),
    ],
)
def test_a_space_that_parts_what_is_told_is_a_comma(typed: str, read: str) -> None:
    assert with_commas(typed) == read


def present(text: str) -> set[str]:
    found = understand(load_knowledge().lexicon, text, relation="self").findings
    return {each.id for each in found if each.status is Status.PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "电视上说突然胸口疼可能是心梗，就想问问平时咋预防",
        "我做梦梦到胸口疼",
        "网上看到说阿司匹林吃久了会胃出血",
        "那部剧里女的喝农药死了",
        "I read online that chest pain can be a heart attack",
        "I dreamt that I had chest pain",
    ],
)
def test_what_is_only_heard_or_dreamt_is_not_there(text: str) -> None:
    assert not {each for each in present(text) if not each.startswith(("hx.", "medicine."))}


@pytest.mark.parametrize(
    "text",
    [
        "网上说我这个胸口疼是心梗，我现在疼得冒汗",
        "我看电视的时候胸口疼",
        "夜里做噩梦吓醒，胸口疼",
        "I read online that chest pain like mine is a heart attack, I'm sweating",
    ],
)
def test_ones_own_pain_beside_what_was_heard_stays(text: str) -> None:
    assert {each.split(".")[0] for each in present(text)} & {"chest_pain", "sweating"}


def test_a_child_in_the_arms_is_not_who_is_told_of() -> None:
    assert {"low_mood", "insomnia"} <= present("坐月子一个多月，抱着娃就想哭，觉得自己不配当妈，睡不着")


def test_about_how_long_is_no_doubt_about_what() -> None:
    assert "chest_tightness" in present("走路走快了胸口就有点闷歇一会就好了大概有个把月了吧")


@pytest.mark.parametrize(
    ("years", "text", "urgency"),
    [
        (28, "月经推迟半个月了，刚才右边小肚子一阵剧痛，差点晕倒", "emergency"),
        (46, "脑壳一下子炸开一样，从来没这么痛过，颈子都硬了", "emergency"),
        (42, "心跳得快从嗓子眼出来了，手表显示185，眼前发黑", "emergency"),
        (34, "洁厕灵溅眼睛里了，疼得睁不开", "emergency"),
        (59, "chest feels like an elephant sitting on it, 20 min now, jaw hurts too", "emergency"),
        (69, "肚子疼两天了，一阵阵绞，吐的东西发黄发臭，两天没放屁没拉", "emergency"),
        (59, "右眼昨天开始飘黑影还闪光，今天边上像拉了块窗帘", "urgent emergency"),
        (30, "孕29周，今天一天没怎么感觉到胎动", "emergency"),
        (26, "11 wks pregnant cant keep even water down for 2 days", "urgent"),
        (62, "脚后跟破了个口子半个月不长，我有糖", "urgent"),
        (26, "癫痫吃丙戊酸钠，刚查出怀孕五周", "urgent"),
        (54, "做完肠镜切了息肉第四天，今天拉了两次血", "urgent"),
        (41, "眼珠子发黄，尿跟浓茶一样，没劲，一个星期了", "urgent"),
        (45, "mole on my back got bigger, edges ragged and bled once", "soon"),
        (74, "on apixaban, had 3 nosebleeds this week, each stops in 10 min by pinching", "soon urgent"),
    ],
)
def test_what_people_type_gets_the_urgency_that_a_doctor_gave_it(years: float, text: str, urgency: str) -> None:
    assert told(years, text)[0].urgency.value in urgency.split()


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("我看书写字的时候胸口疼", "chest_pain"),
        ("看电视的时候说话就胸口疼", "chest_pain"),
        ("看电影中途胸口疼", "chest_pain"),
        ("视频里孩子一直在抽搐", "seizure"),
        ("网上看到说法很多，我的胸口疼", "chest_pain"),
    ],
)
def test_watching_or_reading_takes_no_complaint_away(text: str, finding: str) -> None:
    relation = "child" if "孩子" in text else "self"
    found = understand(load_knowledge().lexicon, text, relation=relation).findings
    assert finding in {each.id.split(".")[0] for each in found if each.status is Status.PRESENT}
