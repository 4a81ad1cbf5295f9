"""What was written both ways, and the drafted message to the resident: edited and released by the doctor, never sent by itself."""

from __future__ import annotations

import streamlit as st

from app.console import encounter_words, parts, words
from app.console.client import CommissionClient, Json
from app.console.telling import done, once, telling


def message(client: CommissionClient, encounter: Json) -> None:
    """Show a draft to edit and send, and below it the letters so far, the newest first: however many, the box stays in sight."""
    st.html(parts.heading("给居民的消息", anchor="message"))
    writing = st.container()
    for one in reversed(encounter["messages"]):
        who = one["from_name"] or "居民"
        st.text(f"{who} · {words.moment(one['sent_at_ms'])}：{one['text']}")
    with writing:
        _write(client, encounter)


def _write(client: CommissionClient, encounter: Json) -> None:
    of = encounter["encounter_id"]
    sent = sum(one["direction"] == "to_resident" for one in encounter["messages"])
    writing, sending = st.columns((4, 1), vertical_alignment="bottom")
    text = writing.text_area(
        "消息",
        encounter_words.draft(encounter),
        key=f"message-{of}-{sent}",
        height=84,
        max_chars=4000,
        label_visibility="collapsed",
    )
    if sending.button("发送消息", disabled=not text.strip(), width="stretch") and text.strip():
        # Of this many letters: when an answer was lost and the letter is there all the same, the next one is another.
        key = f"message-{of}-{sent}"
        with telling():
            client.message(of, text.strip(), once(key))
            done(key)
            st.toast("已发送")
            st.rerun()
