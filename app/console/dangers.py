"""What was rated dangerous, for the supervisor: a count that is in sight on every page, until each one has been read."""

from __future__ import annotations

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.telling import telling


def show(client: CommissionClient) -> None:
    """Show how many dangerous ratings nobody has read, and each with its reason and the way to its encounter."""
    found: list[Json] = []
    with telling():
        found = client.dangerous()
    if not found:
        return
    with st.popover(f"⚠ 危险评价 {len(found)} 条未读", key="dangers", width="stretch"):
        for one in found:
            st.text(f"{one['clinician']} · {words.moment(one['rated_at_ms'])}\n{one['comment']}")
            opening, reading = st.columns(2)
            if opening.button("打开", key=f"danger-open-{one['rating_id']}", width="stretch"):
                st.query_params["encounter"] = one["encounter_id"]
                st.rerun()
            if reading.button("看过了", key=f"danger-read-{one['rating_id']}", width="stretch"):
                with telling():
                    client.read_dangerous(one["rating_id"])
                    st.rerun()
