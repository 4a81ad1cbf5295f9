"""Signing, and what may be added afterwards: a signature stands, so that corrections are additions with a signature of their own."""

from __future__ import annotations

import streamlit as st

from app.console import encounter_words, words
from app.console.client import CommissionClient, Json
from app.console.diagnosis import choose
from app.console.telling import done, once, telling

_ASKED = "asked-to-sign"


def sign(client: CommissionClient, encounter: Json, seen: Json, *, unsaved: bool) -> None:
    """Show the button that signs what was `seen`. A second click after a lost answer tells that it was signed, and does not sign again."""
    reason = None
    if unsaved:
        reason = "病历有修改，先保存再签署"
    elif encounter["advice"]["held_revision"] is not None:
        reason = "建议还在等您放行，放行后再签署"
    elif encounter["diagnosis"] is None:
        reason = "先确认诊断，再签署"
    if st.button("签署", type="primary", disabled=reason is not None, help=reason, width="stretch", key="sign"):
        # The same click may have brought the last words of the note along.
        if unsaved:
            st.error("病历有修改，尚未保存。请先保存，再签署。")
            return
        # Until the answer is here nobody knows; the page tells, once it has been read again.
        st.session_state[_ASKED] = encounter["encounter_id"]
        with telling():
            client.sign(encounter["encounter_id"], seen["version"])
            st.session_state.pop(_ASKED, None)
            st.rerun()


def addendum(client: CommissionClient, encounter: Json) -> None:
    """Offer an addition to what was signed."""
    with st.popover("补记", key="addendum", width="stretch", type="primary"):
        _addendum(client, encounter)


@st.fragment
def _addendum(client: CommissionClient, encounter: Json) -> None:
    of = encounter["encounter_id"]
    key = f"addendum-{of}-{len(encounter['addenda'])}"
    st.caption("已签署的内容不再改动。补记会单独签名，并送到健康档案。")
    text = st.text_area("补记内容", key=f"text-{key}", max_chars=4000, height=110).strip()
    corrected = None
    if st.toggle("更正诊断", key=f"correct-{key}"):
        corrected = choose(client, encounter, key)
    ready = bool(text) and (corrected is not None or not st.session_state.get(f"correct-{key}"))
    if st.button("签署补记", key=f"act-{key}", type="primary", disabled=not ready):
        with telling():
            client.add_addendum(of, text, once(key), corrected)
            done(key)
            st.rerun()


def signature(client: CommissionClient, encounter: Json) -> None:
    """Show who signed when, and on request whether the signature fits what is kept."""
    if encounter["status"] != "signed":
        return
    if st.session_state.get(_ASKED) == encounter["encounter_id"]:
        st.session_state.pop(_ASKED)
        st.success(encounter_words.SIGNED_AFTER_ALL)
    told, button = st.columns((6, 1), vertical_alignment="center")
    told.text(f"✓ 已由 {encounter['signed_by']} 于 {words.moment(encounter['signed_at_ms'])} 签署")
    if button.button("验证签名", key="verify"):
        with telling():
            valid = client.signature(encounter["encounter_id"])["valid"]
            if valid:
                st.success("签名与保存的内容一致。")
            elif valid is None:
                st.info("签名用的是更早的密钥，这里不作判断；证书在透明日志里。")
            else:
                st.error("签名与保存的内容不一致，请告诉管理员。")
