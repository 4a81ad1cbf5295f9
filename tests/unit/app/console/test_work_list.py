"""What the browser sends to the work list is taken for what it is; and a page that emptied meanwhile is left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.console import list_rows, work_list


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
    facets = {
        "urgency": dict.fromkeys(("emergency", "urgent", "soon", "routine", "self_care", "not_known"), 0),
        "whose": {"all": 0, "mine": 0, "nobody": 0},
        "community": {},
        **dict.fromkeys(("unread", "overdue", "unsure", "held", "failed"), 0),
    }

    def answer(filters, *, background):
        asked.append((filters["offset"], background))
        return {"items": [], "total": 3, "facets": facets}

    shown = []
    monkeypatch.setattr(work_list, "_renderer", lambda: lambda **given: shown.append(given["data"]))
    client = SimpleNamespace(work_list=answer)
    state["by_hand"] = True
    work_list._rows(client)
    work_list._rows(client)
    assert asked == [(40, False), (0, False), (0, True)]
    assert (shown[-1]["page"], shown[-1]["pages"], shown[-1]["total"]) == (1, 1, 3)
