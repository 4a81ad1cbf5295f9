"""Violence told by its circumstances, and the same circumstances when they are ordinary."""

from __future__ import annotations

import pytest

from agents.guard.harm import harm_told
from agents.guard.harm_signs import signs_of_harm
from kg.schema import Person, Sex


def of(years: float) -> Person:
    return Person(age_days=round(years * 365.25), sex=Sex.FEMALE)


@pytest.mark.parametrize(
    ("text", "years", "relation", "kind"),
    [
        ("养老院的护工把我奶奶的手绑在床边", 30, "self", "suffered"),
        ("他一不顺心就拿我撒气", 30, "self", "suffered"),
        ("儿媳把我赶到走廊睡", 80, "self", "suffered"),
        ("He pinned me against the wall again", 30, "self", "suffered"),
        ("我说了不，他还是来了", 30, "self", "sexual"),
        ("叔叔说这是小秘密，不许告诉妈妈", 9, "self", "child"),
        ("做错题就让我跪一晚上", 10, "self", "child"),
        ("隔壁的小孩天天晚上惨叫", 40, "self", "child_seen"),
        ("幼儿园回来孩子胳膊上有掐痕", 35, "self", "child_seen"),
        ("我往他碗里放了料", 40, "self", "to_others"),
    ],
)
def test_circumstances_tell_the_kind(text, years, relation, kind):
    found = harm_told(text, of(years), relation)
    assert found is not None
    assert found.kind == kind


def test_a_shaken_baby_is_in_danger_whoever_the_form_is_for():
    for years, relation in ((0.4, "child"), (30, "self")):
        found = harm_told("宝宝哭个不停，我气得摇了他好几下", of(years), relation)
        assert found is not None
        assert found.kind == "own_child"
        assert found.at_once


@pytest.mark.parametrize(
    "text",
    [
        "给孩子准备生日惊喜，是我们俩的秘密，不能告诉他",
        "护工扶我妈起来，胳膊上有点淤青",
        "老师说孩子身上有湿疹",
        "量血压的时候护士按着我胳膊",
        "汤里放了点姜",
        "老公给我按摩压得腰疼",
    ],
)
def test_ordinary_circumstances_tell_nothing(text):
    assert signs_of_harm(text) is None
