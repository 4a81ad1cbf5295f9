"""The administrator's pages of what failed and of the rules. How the house stands is `house`."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.console import oversight_words, words
from app.console.client import CommissionClient
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]


def failures(client: CommissionClient) -> None:
    """Show what did not open and what did not arrive, each with what can be done."""
    calls = OversightClient(client)
    st.subheader("打不开的信封")
    asked = st.session_state.get("failed-page")
    page = calls.failed(asked)
    held = f"还存着 {page['held']} 个，共 {words.size(page['held_bytes'])}。"
    st.caption(held + "超过规则里的天数或大小时，从最早的开始丢；我们自己的差错造成的不会自动丢。")
    if not page["items"]:
        st.success("没有打不开的信封。")
    for row in page["items"]:
        _failed(calls, row)
    pages("failed-page", asked, page["before"])
    st.subheader("档案同步")
    items = calls.deliveries()
    broken = [row for row in items if row["state"] == "failed"]
    waiting = [row for row in items if row["state"] == "pending"]
    if not broken:
        st.success("没有失败的同步。")
    for row in broken:
        columns = st.columns((1.6, 5, 0.8), vertical_alignment="center")
        columns[0].text(f"✗ {row['community_zh']}\n{row['encounter_id'][:8]}…")
        columns[1].text(f"{row['last_error'] or ''}\n试过 {row['attempts']} 次 · {words.moment(row['updated_at_ms'])}")
        if columns[2].button("重试", key=f"deliver-{row['encounter_id']}"):
            with telling():
                calls.retry_delivery(row["encounter_id"])
                st.rerun()
    if waiting:
        oldest = words.moment(waiting[0]["updated_at_ms"])
        st.caption(
            f"另有 {len(waiting)} 份在等待，最早的签于 {oldest}。一直不动时，请检查档案同步进程（jiayi serve worker）。"
        )


def _failed(calls: OversightClient, row: Json) -> None:
    columns = st.columns((0.7, 1.2, 2.6, 1.3, 0.7, 1), vertical_alignment="center")
    kind = {"record": "问诊记录", "identity": "身份", "attachment": "照片", "reply": "回复"}[row["kind"]]
    columns[0].text(kind)
    columns[1].text(f"{row['record_id'][:8]}…")
    reason = oversight_words.REASON.get(row["reason"], f"打不开（{row['reason']}）")
    columns[2].text(reason if row["bytes_held"] else f"{reason} · 内容已丢弃")
    columns[3].text(f"{words.moment(row['received_at_ms'])}\n{words.size(row['bytes_held'])}")
    if not row["bytes_held"]:
        return
    if columns[4].button("重试", key=f"retry-{row['intake_id']}"):
        with telling():
            ended = calls.retry_failed(row["intake_id"])
            st.toast(
                "打开了"
                if ended["state"] == "opened"
                else f"还是打不开：{oversight_words.REASON.get(ended['reason'], ended['reason'])}"
            )
    if row["state"] == "failed":
        with asking(columns[5], "丢弃", f"discard-{row['intake_id']}"):
            why = st.radio(
                "为什么",
                tuple(oversight_words.FAILED_WHY),
                format_func=oversight_words.FAILED_WHY.__getitem__,
                key=f"why-{row['intake_id']}",
            )
            consequence = "丢弃后不能恢复。编号、原因和您的名字会留在审计里。"
            if confirmed(consequence, "确定丢弃", f"discard-{row['intake_id']}"):
                with telling():
                    calls.discard_failed(row["intake_id"], str(why))
                    st.rerun()


def rules(client: CommissionClient) -> None:
    """Show the rules of the house, and let them be set."""
    calls = OversightClient(client)
    found = calls.administration()
    names = {row["id"]: row["name"] for row in found["accounts"]}
    st.subheader("规则")
    for row in found["rules"]:
        _rule(calls, row, names)


def _rule(calls: OversightClient, row: Json, names: dict[str, str]) -> None:
    title, help_text = oversight_words.RULE[row["name"]]
    since = "默认" if row["value"] is not None else "还没有设定"
    if row["set_at_ms"]:
        who = names.get(row["set_by"], oversight_words.ROLE.get(row["set_by"], row["set_by"]))
        since = f"{who} 于 {words.moment(row['set_at_ms'])} 设定"
    with st.container(border=True):
        columns = st.columns((2.6, 1.2, 0.8), vertical_alignment="bottom")
        columns[0].markdown(f"**{title}**")
        columns[0].caption(f"{help_text}（{since}）")
        number = columns[1].number_input(
            title,
            row["least"],
            row["most"],
            row["value"],
            key=f"rule-{row['name']}",
            label_visibility="collapsed",
            placeholder="未设定",
        )
        changed = number is not None and number != row["value"]
        if columns[2].button("保存", key=f"save-{row['name']}", disabled=not changed):
            with telling():
                calls.set_rule(row["name"], int(number))
                st.rerun()


def pages(key: str, asked: Any, following: Any) -> None:
    """Offer the next page, and the way back to the first."""
    columns = st.columns((1, 1, 6))
    if asked is not None and columns[0].button("最新的", key=f"{key}-first"):
        st.session_state.pop(key, None)
        st.rerun()
    if following is not None and columns[1].button("更早的", key=f"{key}-next"):
        st.session_state[key] = following
        st.rerun()
