"""Confirming a diagnosis: one of the likely ones with one click, or any other found by code, name or the initials of its pinyin."""

from __future__ import annotations

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.telling import telling

_LIKELY = 6


@st.fragment
def diagnosis(client: CommissionClient, encounter: Json, seen: Json) -> None:
    """Let the doctor choose a diagnosis and say how urgent it turned out to be; nothing is chosen beforehand."""
    of = encounter["encounter_id"]
    chosen = choose(client, encounter, of)
    outcome = st.segmented_control(
        "事后看，应该多急（可不选）",
        [level for level in words.URGENCY if level is not None],
        format_func=lambda level: words.URGENCY[level][0],
        key=f"outcome-{of}",
    )
    if st.button("确认", key="confirm", type="primary", disabled=chosen is None) and chosen is not None:
        with telling():
            version = client.confirm(of, *chosen, outcome)
            if encounter["version"] == seen["version"]:
                seen["version"] = version
            st.rerun()


def choose(client: CommissionClient, encounter: Json, key: str) -> tuple[str, str] | None:
    """Show search and suggestions; answer code and name of what was chosen, or None."""
    query = st.text_input(
        "ICD-10 编码、名称或拼音首字母", key=f"icd10-{key}", placeholder="例如 I20、心绞痛、xjt", max_chars=100
    ).strip()
    options = [(entry["icd10"], entry["name"]["zh"]) for entry in encounter["record"]["differential"][:_LIKELY]]
    if query:
        options = []
        with telling():
            options = [(item["code"], item["name_zh"]) for item in client.icd10(query)]
        if not options:
            st.text("没有找到。可以直接写完整的编码，例如 I20.0。")
            return None
    label = "查到的" if query else "助手认为可能的"
    picked = st.radio(
        label, options, index=None, format_func=lambda item: f"{item[0]}　{item[1]}", key=f"picked-{key}-{query}"
    )
    if picked is None:
        return None
    code, name = picked
    if not name:
        name = st.text_input("名称", key=f"name-{key}-{code}", max_chars=200).strip()
    return (code, name) if name else None
