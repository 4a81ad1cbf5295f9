"""What the browser sends to the work list is taken for what it is; and a page that emptied meanwhile is left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.console import due_rows, list_rows, work_list

FACETS = {
    "urgency": dict.fromkeys(("emergency", "urgent", "soon", "routine", "self_care", "not_known"), 0),
    "whose": {"all": 0, "mine": 0, "nobody": 0},
    "community": {},
    **dict.fromkeys(("unread", "overdue", "unsure", "held", "failed"), 0),
}
TASK = {
    "follow_up_id": "f" * 32,
    "encounter_id": "e" * 32,
    "community_id": "a" * 32,
    "name": "张秀英",
    "sex": "female",
    "age_days": 25_000,
    "text": "复查血压",
    "clinician": "李医生",
    "due_on": "2026-11-27",
    "overdue_days": 2,
}


@pytest.fixture
def state(monkeypatch):
    kept = {
        "filters": dict(list_rows.NO_FILTERS),
        "offset": 40,
        "session": {"role": "doctor", "communities": [{"id": "a" * 32, "name_zh": "东村"}]},
    }
    monkeypatch.setattr(work_list, "st", SimpleNamespace(session_state=kept))
    return kept


def act(state, value):
    state[work_list._KEY] = {"act": value}
    work_list._acted()


@pytest.mark.parametrize(
    "value",
    [
        None,
        "open",
        [],
        {},
        {"kind": "filter"},
        {"kind": "filter", "name": "offset", "value": "9"},
        {"kind": "filter", "name": "urgency", "value": "x' or 1=1"},
        {"kind": "filter", "name": "community", "value": "b" * 32},
        {"kind": "search", "value": "   "},
        {"kind": "drop"},
    ],
)
def test_what_makes_no_sense_changes_nothing(state, value):
    before = {key: state[key] for key in ("filters", "offset", "session")}
    act(state, value)
    assert {key: state[key] for key in before} == before
    assert "task" not in state


def test_clicks_become_filters_pages_and_tasks(state):
    act(state, {"kind": "filter", "name": "urgency", "value": "soon"})
    assert (state["filters"]["urgency"], state["offset"]) == ("soon", 0)
    for value, offset in (("next", 40), ("next", 80), ("back", 40), ("back", 0), ("back", 0)):
        act(state, {"kind": "page", "value": value})
        assert state["offset"] == offset
    act(state, {"kind": "open", "value": "e" * 999})
    assert state["task"] == {"open": "e" * 200}
    act(state, {"kind": "take", "value": "e", "mine": "yes"})
    assert state["task"] == {"take": "e", "mine": False}
    act(state, {"kind": "search", "value": "张秀英"})
    assert state["task"] == {"search": "张秀英"}
    assert state["by_hand"] is True


def test_only_the_timers_own_run_is_in_the_background_and_an_emptied_page_is_left(state, monkeypatch):
    asked = []

    def answer(filters, *, background):
        asked.append((filters["offset"], background))
        return {"items": [], "total": 3, "facets": FACETS}

    shown = []
    monkeypatch.setattr(work_list, "_renderer", lambda: lambda **given: shown.append(given["data"]))
    client = SimpleNamespace(work_list=answer, due_follow_ups=lambda **_: {"items": [], "total": 0})
    state["by_hand"] = True
    work_list._rows(client)
    work_list._rows(client)
    assert asked == [(40, False), (0, False), (0, True)]
    assert (shown[-1]["page"], shown[-1]["pages"], shown[-1]["total"]) == (1, 1, 3)


DONE_AT_MS = 1_795_000_000_000


class Desk:
    """A commission with one task that is due, and a clock that the test winds."""

    def __init__(self, monkeypatch):
        self.now_s, self.due, self.asked, self.done, self.shown = 1000.0, [TASK], [], [], []
        self.taken_back = []
        monkeypatch.setattr(work_list, "_renderer", lambda: lambda **given: self.shown.append(given["data"]))
        monkeypatch.setattr(work_list, "time", SimpleNamespace(monotonic=lambda: self.now_s))

    def work_list(self, _filters, *, background):
        del background
        return {"items": [], "total": 0, "facets": FACETS}

    def due_follow_ups(self, *, limit, background):
        self.asked.append((limit, background))
        return {"items": self.due[:limit], "total": len(self.due)}

    def finish_follow_up(self, encounter_id, follow_up_id):
        self.done.append((encounter_id, follow_up_id))
        self.due = [one for one in self.due if one["follow_up_id"] != follow_up_id]
        return {"done_at_ms": DONE_AT_MS, "done_by": "王医生"}

    def reopen_follow_up(self, encounter_id, follow_up_id, done_at_ms):
        self.taken_back.append((encounter_id, follow_up_id, done_at_ms))
        self.due = [TASK]


def test_a_task_that_is_due_is_shown_and_done_with_one_click(state, monkeypatch):
    desk = Desk(monkeypatch)
    state |= {"offset": 0, "by_hand": True}
    work_list._rows(desk)
    due = desk.shown[-1]["due"]
    row = {name: due["rows"][0][name] for name in ("who", "person", "text", "when", "late", "by", "encounter")}
    assert row == {
        "who": "张秀英",
        "person": "女 68岁",
        "text": "复查血压",
        "when": "过了 2 天",
        "late": True,
        "by": "李医生 安排",
        "encounter": "e" * 32,
    }
    act(state, {"kind": "done", "value": "0" * 32})  # no task that was shown
    assert not state["task"]
    act(state, {"kind": "done", "value": "f" * 32})
    work_list._rows(desk)
    assert desk.done == [("e" * 32, "f" * 32)]
    assert (desk.shown[-1]["due"]["rows"], desk.shown[-1]["due"]["empty"]) == ([], due_rows.NONE)


def test_a_slip_of_the_finger_is_taken_back_where_it_was_made_for_five_minutes(state, monkeypatch):
    desk = Desk(monkeypatch)
    state |= {"offset": 0, "by_hand": True}
    work_list._rows(desk)
    assert desk.shown[-1]["due"]["undo"] is None
    for _ in range(2):
        act(state, {"kind": "done", "value": "f" * 32})
        work_list._rows(desk)
        undo = desk.shown[-1]["due"]["undo"]
        assert undo == {"id": "f" * 32, "text": "张秀英：复查血压（王医生 11-18 19:06 办好）"}
        act(state, {"kind": "undo", "value": "0" * 32})  # nothing that was offered
        assert not state["task"]
        act(state, {"kind": "undo", "value": "f" * 32})
        work_list._rows(desk)
        assert desk.taken_back.pop() == ("e" * 32, "f" * 32, DONE_AT_MS)
        assert (len(desk.shown[-1]["due"]["rows"]), desk.shown[-1]["due"]["undo"]) == (1, None)
    act(state, {"kind": "undo", "value": "f" * 32})  # the second click of two
    act(state, {"kind": "done", "value": "f" * 32})
    work_list._rows(desk)
    desk.now_s += 301
    act(state, {"kind": "undo", "value": "f" * 32})
    work_list._rows(desk)
    assert (desk.taken_back, desk.shown[-1]["due"]["undo"]) == ([], None)


def test_the_timer_asks_for_tasks_once_a_minute_and_a_click_at_once(state, monkeypatch):
    desk = Desk(monkeypatch)
    state |= {"offset": 0, "by_hand": True}
    work_list._rows(desk)
    for _ in range(6):
        desk.now_s += 15
        work_list._rows(desk)
    assert desk.asked == [(due_rows.MOST_ROWS, False), (due_rows.MOST_ROWS, True)]
    state["by_hand"] = True
    work_list._rows(desk)
    assert len(desk.asked) == 3


def test_a_task_of_today_is_not_late_and_more_than_fit_are_counted():
    found = {"items": [{**TASK, "overdue_days": 0}], "total": 9}
    shown = due_rows.due(found, several=True, names={"a" * 32: "东村"})
    assert (shown["rows"][0]["when"], shown["rows"][0]["late"], shown["rows"][0]["place"]) == ("今天", False, "东村")
    assert "还有 8 条" in shown["more"]
