"""The work list: red first, then who has waited longest; refreshes itself and keeps the place; keys as well as the mouse."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.console import due_rows, list_rows, tour, words
from app.console.client import CommissionClient, Json
from app.console.errors import Away, NoLonger, Refused, SignedOut
from app.console.session import end_session, leave_encounter

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_PAGE_ROWS = 40
_REFRESH_S = 15
_DUE_REFRESH_S = 60
"""Tasks come with the day, not with the minute."""
_UNDO_S = 300
"""For so long the list offers to take the last "done" back; after that the encounter's page does."""
_HERE = Path(__file__).parent
_KEY = "work-list"


@cache
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        "jiayi_work_list",
        html='<div class="list"></div>',
        css=(_HERE / "work_list.css").read_text(encoding="utf-8"),
        js=(_HERE / "work_list.js").read_text(encoding="utf-8"),
    )


def show(client: CommissionClient) -> None:
    """Show filters with counts, the search and the list."""
    leave_encounter()
    st.session_state.setdefault("filters", dict(list_rows.NO_FILTERS))
    st.session_state.setdefault("offset", 0)
    with st.sidebar:
        if st.button("档案同步情况"):
            st.session_state["deliveries"] = not st.session_state.get("deliveries", False)
    # Places that stay, full or empty: else the list below would be made anew when one of them goes.
    above, beside = st.container(), st.container()
    with above:
        if st.session_state.get("deliveries"):
            _deliveries(client)
    with beside:
        tour.show(client)
    st.subheader("工作列表", anchor=False)
    # Only the timer runs the list alone without anybody's click, and that does not keep a session alive.
    st.session_state["by_hand"] = True

    @st.fragment(run_every=_REFRESH_S)
    def rows() -> None:
        # The timer runs this function alone, outside whatever catches errors for the page.
        try:
            _rows(client)
        except Away:
            st.error("现在连不上卫健委的服务，稍后会自动再试。")
        except SignedOut:
            end_session()
        except NoLonger:
            st.warning("没有这份记录，或不属于您的社区。")
        except Refused as error:
            st.error(words.refusal(str(error)))

    rows()


def _rows(client: CommissionClient) -> None:
    state = st.session_state
    background = not state.pop("by_hand", False)
    task: Json = state.pop("task", None) or {}
    if task.get("open"):
        st.query_params["encounter"] = task["open"]
        st.rerun(scope="app")
    if "take" in task:
        client.take(task["take"], mine=task["mine"])
    if "done" in task:
        _finish(client, task["done"])
    if "undo" in task:
        state.pop("due", None)
        client.reopen_follow_up(*task["undo"])
    if "search" in task:
        _search(client, task["search"])
    filters: list_rows.Filters = state["filters"]
    found = client.work_list({**filters, "offset": state["offset"], "limit": _PAGE_ROWS}, background=background)
    if state["offset"] >= found["total"] > 0:
        # The page that was open has emptied meanwhile.
        state["offset"] = (found["total"] - 1) // _PAGE_ROWS * _PAGE_ROWS
        found = client.work_list({**filters, "offset": state["offset"], "limit": _PAGE_ROWS}, background=background)
    due = _due(client, background=background)
    _renderer()(data=_shown(filters, found, due), key=_KEY, on_act_change=_acted)


def _finish(client: CommissionClient, one: Json) -> None:
    state = st.session_state
    state.pop("due", None)
    done = client.finish_follow_up(one["encounter_id"], one["follow_up_id"])
    asked = (one["encounter_id"], one["follow_up_id"], done["done_at_ms"])
    state["undo"] = {"until": time.monotonic() + _UNDO_S, "asked": asked, "shown": due_rows.just_done(one, done)}


def _undo() -> Json | None:
    """Answer what may be taken back, for as long as somebody may still notice a slip."""
    kept: Json | None = st.session_state.get("undo")
    if kept is not None and time.monotonic() > kept["until"]:
        kept = st.session_state["undo"] = None
    return kept


def _due(client: CommissionClient, *, background: bool) -> Json:
    """Answer the tasks that are due: asked for anew at each click, and by the timer once a minute."""
    kept: tuple[float, Json] | None = st.session_state.get("due")
    if background and kept is not None and time.monotonic() - kept[0] < _DUE_REFRESH_S:
        return kept[1]
    found = client.due_follow_ups(limit=due_rows.MOST_ROWS, background=background)
    st.session_state["due"] = (time.monotonic(), found)
    return found


def _shown(filters: list_rows.Filters, found: Json, due: Json) -> Json:
    state = st.session_state
    communities: list[Json] = state["session"]["communities"]
    names = {one["id"]: one["name_zh"] for one in communities}
    doctor = state["session"]["role"] == "doctor"
    pages = max(1, -(-found["total"] // _PAGE_ROWS))
    undo = _undo()
    return {
        "groups": list_rows.groups(filters, found, communities),
        "rows": [list_rows.row(item, several=len(communities) > 1, names=names) for item in found["items"]],
        "empty": "没有符合条件的。" if filters != list_rows.NO_FILTERS else "现在没有待处理的咨询。",
        "due": due_rows.due(due, several=len(communities) > 1, names=names, undo=undo["shown"] if undo else None),
        "total": found["total"],
        "page": state["offset"] // _PAGE_ROWS + 1,
        "pages": pages,
        "found": state.get("found"),
        "help": list(list_rows.HELP),
        "may_take": doctor,
    }


def _search(client: CommissionClient, query: str) -> None:
    names = {one["id"]: one["name_zh"] for one in st.session_state["session"]["communities"]}
    try:
        answer = client.search(query)
    except Refused as error:
        st.session_state["found"] = {"query": query, "rows": [], "note": words.refusal(str(error))}
        return
    rows = [list_rows.found_row(item, names=names) for item in answer["items"]]
    note = "没有找到。请写完整的姓名，或完整的电话号码。" if not rows else ""
    if answer["more"]:
        note = "同名的人很多，只显示最近的 20 位。请用电话号码查找。"
    st.session_state["found"] = {"query": query, "rows": rows, "note": note}


def _acted() -> None:
    """Take what was clicked or typed in the list; the run that follows acts on it. It comes from a browser: nothing is trusted."""
    state = st.session_state
    act: Any = state[_KEY].get("act")
    state["by_hand"] = True
    if not isinstance(act, dict):
        return
    kind, value = str(act.get("kind")), str(act.get("value", ""))[:200]
    communities = [one["id"] for one in state["session"]["communities"]]
    if kind == "filter" and list_rows.is_known(str(act.get("name")), value, communities):
        state["filters"] = list_rows.change(state["filters"], str(act["name"]), value)
        state["offset"] = 0
    elif kind == "page":
        state["offset"] = max(0, state["offset"] + (_PAGE_ROWS if value == "next" else -_PAGE_ROWS))
    elif kind == "open":
        state["task"] = {"open": value}
    elif kind == "take":
        state["task"] = {"take": value, "mine": act.get("mine") is True}
    elif kind in ("done", "undo"):
        state["task"] = _done(value) if kind == "done" else _undone(value)
    elif kind == "search" and value.strip():
        state["task"] = {"search": value}
    elif kind == "clear":
        state.pop("found", None)


def _done(follow_up_id: str) -> Json:
    """Answer what is to be done where a task was ticked off: nothing, unless it is one that was shown."""
    shown = st.session_state["due"][1]["items"] if "due" in st.session_state else []
    return next(({"done": one} for one in shown if one["follow_up_id"] == follow_up_id), {})


def _undone(follow_up_id: str) -> Json:
    """Answer what is to be done where a tick was taken back, once: nothing, unless that was offered."""
    kept = _undo()
    if kept is None or kept["shown"]["id"] != follow_up_id:
        return {}
    st.session_state["undo"] = None
    return {"undo": kept["asked"]}


def _deliveries(client: CommissionClient) -> None:
    st.subheader("档案同步")
    deliveries = client.deliveries()
    if not deliveries:
        st.info("还没有签署的记录。")
    state = {"pending": "等待中", "delivered": "已送达", "failed": "失败"}
    for entry in deliveries:
        columns = st.columns((1.5, 1, 3, 1), vertical_alignment="center")
        columns[0].text(entry["name"])
        columns[1].text(state[entry["state"]])
        columns[2].text(entry["last_error"] or words.moment(entry["updated_at_ms"]))
        if entry["state"] == "failed" and columns[3].button("重试", key=f"retry-{entry['encounter_id']}"):
            client.retry_delivery(entry["encounter_id"])
            st.rerun()
