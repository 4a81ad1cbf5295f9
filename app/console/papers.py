"""What is printed: the two forms of a signed encounter, and sheets of magnets.

Each is typeset when it is asked for: that opens a record, and is audited.
"""

from __future__ import annotations

import streamlit as st

from app.console.client import CommissionClient, Json
from app.console.telling import telling

_FORMS = {"encounter-form": "接诊记录表", "personal-information": "个人基本信息表"}
_AT_ONCE = 200
"""Magnets in one file: typeset well within the time a page waits."""


def forms(client: CommissionClient, encounter: Json) -> None:
    """Offer the forms of a signed encounter as PDF."""
    encounter_id = encounter["encounter_id"]
    for paper, name in _FORMS.items():
        key = f"paper-{paper}-{encounter_id}"
        if st.button(f"{name}（PDF）", key=key):
            with telling():
                st.session_state[f"{key}-pdf"] = client.paper(encounter_id, paper)
        if made := st.session_state.get(f"{key}-pdf"):
            save(f"保存{name}", made, f"{name}-{encounter_id[:8]}.pdf", key=f"{key}-save")


def save(label: str, made: bytes | str, name: str, *, key: str, kind: str = "application/pdf") -> None:
    """Offer a file. Fetching it does not run the page again: what is being typed elsewhere is left alone."""
    st.download_button(label, made, name, kind, key=key, on_click="ignore")


def portions(links: list[str]) -> list[list[str]]:
    """Answer the ids of the magnets of these links, in portions of one file each."""
    ids = [link.split("/m/")[1].partition("#")[0] for link in links]
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]


def sheets(client: CommissionClient, links: list[str]) -> None:
    """Offer A4 sheets of the magnets of these links, ready for the printer."""
    parts = portions(links)
    chosen = 0
    if len(parts) > 1:
        chosen = st.selectbox(
            "印哪一份",
            range(len(parts)),
            format_func=lambda part: f"第 {part * _AT_ONCE + 1} 到 {part * _AT_ONCE + len(parts[part])} 个",
            key="sheets-part",
        )
    key = f"sheets-{parts[chosen][0]}"
    if st.button("排好版（PDF，A4）", key=key):
        with telling():
            st.session_state[f"{key}-pdf"] = client.magnet_sheets(parts[chosen])
    if made := st.session_state.get(f"{key}-pdf"):
        save("保存，拿去印", made, f"magnets-{chosen + 1}.pdf", key=f"{key}-save")
