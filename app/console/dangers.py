"""What was rated dangerous, for the supervisor: a count in sight on every page, and the list of those nobody has read on one."""

from __future__ import annotations

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.telling import telling

PLACE = "质量"
"""Where they are read, as `places` names it."""
_MOST_ROWS = 3


def count(client: CommissionClient) -> None:
    """Show how many dangerous ratings nobody has read, and the way there; nothing without one."""
    found = _unread(client)
    if found:
        st.button(f"⚠ 危险评价 {len(found)} 条未读", key="dangers", width="stretch", on_click=_go)


def unread(client: CommissionClient) -> frozenset[str]:
    """Show those that nobody has read, each with its reason; answer their ids, so that no list says them again."""
    found = _unread(client)
    if found:
        st.error(f"评为危险，还没有人看过：{len(found)} 条")
    # More than a few scroll: the figures below stay in sight.
    with st.container(height=230 if len(found) > _MOST_ROWS else "content"):
        for one in found:
            said, opening, reading = st.columns((6, 1, 1.2), vertical_alignment="center")
            said.text(f"⚠ {one['comment']}\n{one['clinician']} · {words.moment(one['rated_at_ms'])}")
            if opening.button("打开", key=f"danger-open-{one['rating_id']}", width="stretch"):
                st.query_params["encounter"] = one["encounter_id"]
                st.rerun()
            if reading.button("看过了", key=f"danger-read-{one['rating_id']}", width="stretch"):
                with telling():
                    client.read_dangerous(one["rating_id"])
                    st.rerun()
    return frozenset(one["rating_id"] for one in found)


def _unread(client: CommissionClient) -> list[Json]:
    found: list[Json] = []
    with telling():
        found.extend(client.dangerous())
    return found


def _go() -> None:
    st.query_params.clear()
    st.session_state["place"] = PLACE
