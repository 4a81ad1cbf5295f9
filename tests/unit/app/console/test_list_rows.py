"""Rows and choices of the work list in words: overdue, answered, unsure; and clicks that ask for nothing there is."""

from __future__ import annotations

import pytest

from app.console import list_rows, words
from app.console.list_rows import NO_FILTERS, change, found_row, groups, is_known, row

COMMUNITIES = [{"id": "a" * 32, "name_zh": "东村"}, {"id": "b" * 32, "name_zh": "西村"}]


def item(**changes):
    values = {
        "encounter_id": "e" * 32,
        "community_id": "a" * 32,
        "doctor": "李医生",
        "mine": False,
        "answered": False,
        "held": False,
        "withdrawn": False,
        "target_s": 4 * 3600,
        "overdue": False,
        "delivery_failed": False,
        "urgency": "urgent",
        "stage": "guided",
        "waiting_s": 23 * 60,
        "name": "𠮷田·花子",
        "age_days": 20_500,
        "sex": "female",
        "chief_complaint": "胸闷两天，爬楼梯加重，休息以后能缓解一些",
        "unsure": [],
        "new_messages": 0,
        "status": "open",
    }
    return row({**values, **changes}, several=True, names={one["id"]: one["name_zh"] for one in COMMUNITIES})


def facets(**changes):
    urgency = dict.fromkeys((*(name for name in words.URGENCY if name), "not_known"), 2)
    whose = {"all": 12, "mine": 5, "nobody": 3}
    community = {"a" * 32: 7, "b" * 32: 5}
    values = {"urgency": urgency, "community": community, "whose": whose}
    return {"facets": {**values, "unread": 1, "overdue": 4, "unsure": 6, "held": 0, "failed": 0, **changes}}


def labels(shown, name):
    return {one["label"]: one["count"] for group in shown for one in group["options"] if one["name"] == name}


@pytest.mark.parametrize(
    ("changes", "wait", "late"),
    [
        ({}, "等了\u00a023\u00a0分钟 / 4\u00a0小时", False),
        ({"overdue": True, "waiting_s": 6 * 3600}, "超时 2 小时", True),
        ({"answered": True, "waiting_s": 6 * 3600}, "已回复 · 6 小时前来", False),
    ],
)
def test_waiting_is_said_against_its_target(changes, wait, late):
    shown = item(**changes)
    assert (shown["wait"], shown["late"]) == (wait, late)


def test_a_row_says_who_what_and_what_was_not_sure():
    unsure = [{"zh": word, "en": word} for word in ("出汗", "放射痛", "气短", "头晕")]
    shown = item(unsure=unsure, new_messages=2, delivery_failed=True)
    assert (shown["who"], shown["person"], shown["place"]) == ("𠮷田·花子", "女 56岁", "东村")
    assert shown["complaint"] == "胸闷两天，爬楼梯加重，休息以后能…"
    assert shown["whole"].endswith("一些")
    assert shown["unsure"] == "出汗、放射痛、气短 等 4 项"
    assert [mark["text"] for mark in shown["marks"]] == ["新消息 2", "送档失败"]
    assert (item(mine=True)["doctor"], item(doctor=None)["doctor"]) == ("我", "待领")
    assert item(chief_complaint="", stage="intake", urgency=None)["complaint"] == "问诊中"


def test_an_english_complaint_is_cut_after_eight_words():
    text = "tight chest for two days and worse on stairs"
    assert item(chief_complaint=text)["complaint"] == "tight chest for two days and worse on…"


def test_choices_carry_their_counts_and_what_is_chosen():
    shown = groups({**NO_FILTERS, "urgency": "soon", "overdue": True}, facets(), COMMUNITIES)
    assert labels(shown, "urgency") == {
        "全部": 12, "紧急": 2, "今天": 2, "一至三天": 2, "预约": 2, "居家": 2, "问诊中": 2,
    }  # fmt: skip
    assert labels(shown, "whose") == {"全部医生": 12, "我的": 5, "社区待领": 3}
    assert labels(shown, "community") == {"全部社区": 12, "东村": 7, "西村": 5}
    chosen = [one["label"] for group in shown for one in group["options"] if one["on"]]
    assert chosen == ["一至三天", "待处理", "全部医生", "超时", "全部社区"]


def test_failed_deliveries_are_a_choice_only_while_there_are_some():
    assert "送档失败" not in {one["label"] for group in groups(NO_FILTERS, facets(), []) for one in group["options"]}
    assert labels(groups(NO_FILTERS, facets(failed=3), []), "failed") == {"送档失败": 3}


def test_held_guidance_is_a_choice_only_where_it_happens_and_a_row_says_so():
    assert "建议待放行" not in {one["label"] for group in groups(NO_FILTERS, facets(), []) for one in group["options"]}
    assert labels(groups(NO_FILTERS, facets(held=2), []), "held") == {"建议待放行": 2}
    assert [mark["text"] for mark in item(held=True)["marks"]] == ["建议待放行"]


def test_a_row_of_who_withdrew_consent_says_so():
    assert [mark["text"] for mark in item(withdrawn=True)["marks"]] == ["撤回了同意"]
    assert item()["marks"] == []


def test_a_click_changes_one_filter():
    assert change(NO_FILTERS, "urgency", "soon") == {**NO_FILTERS, "urgency": "soon"}
    once = change(NO_FILTERS, "overdue", "")
    assert once == {**NO_FILTERS, "overdue": True}
    assert change(once, "overdue", "") == NO_FILTERS
    assert list_rows.NO_FILTERS["overdue"] is False


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("urgency", "emergency", True),
        ("urgency", "whenever", False),
        ("whose", "mine", True),
        ("whose", "theirs", False),
        ("status", "signed", True),
        ("status", "", False),
        ("community", "a" * 32, True),
        ("community", "b" * 32, False),
        ("offset", "9", False),
        ("unread", "", True),
    ],
)
def test_only_what_there_is_can_be_asked_for(name, value, known):
    assert is_known(name, value, ["a" * 32]) is known


def test_a_found_resident_shows_phone_birth_and_newest_encounters():
    encounter = {"encounter_id": "e" * 32, "urgency": "soon", "status": "signed", "received_at_ms": 1_795_000_000_000}
    person = {"name": "张秀英", "phone": "", "birth_date": None, "community_id": "b" * 32, "encounters": [encounter]}
    shown = found_row(person, names={"b" * 32: "西村"})
    assert (shown["phone"], shown["birth"], shown["place"]) == ("未留电话", "", "西村")
    assert shown["encounters"][0]["text"].endswith("已签署")
