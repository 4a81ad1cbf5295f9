"""The auditor's pages: search the trail, check its chain."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

import streamlit as st

from app.console import oversight_words, words
from app.console.client import CommissionClient
from app.console.oversight_client import OversightClient
from app.console.telling import telling
from app.console.words import CHINA

Json = dict[str, Any]

_ALL = "全部"
_WRONG = {
    "missing": "中间少了一条",
    "altered": "这一条或它前面的被改过",
    "rewritten": "和当时留下的锚点不一致，被重写过",
    "cut_off": "最新的部分被截掉了",
}


def show(client: CommissionClient) -> None:
    """Show the trail, narrowed by what is asked for."""
    calls = OversightClient(client)
    st.subheader("审计记录")
    columns = st.columns((1.2, 1, 1.3, 1.6, 1.6), vertical_alignment="bottom")
    actor = columns[0].text_input("谁（用户名或编号）", key="audit-actor").strip()
    role = columns[1].selectbox(
        "角色",
        (_ALL, *oversight_words.ROLE),
        format_func=lambda each: oversight_words.ROLE.get(each, each),
        key="audit-role",
    )
    action = columns[2].selectbox(
        "做了什么",
        (_ALL, *oversight_words.ACTION),
        format_func=lambda each: oversight_words.ACTION.get(each, each),
        key="audit-action",
    )
    subject = (
        columns[3]
        .text_input(
            "对什么",
            key="audit-subject",
            placeholder="encounter:… 或 resident:",
            help="种类和编号；以冒号结尾表示这一类全部",
        )
        .strip()
    )
    days = columns[4].date_input("日期", value=[], key="audit-days", format="YYYY-MM-DD")
    wanted: Json = {"actor": actor, "subject": subject, **_span(days)}
    wanted |= {} if role == _ALL else {"role": role}
    wanted |= {} if action == _ALL else {"action": action}
    asked = st.session_state.get("audit-before")
    if asked and asked["for"] != wanted:
        asked = None
    page = calls.audit({**wanted, "before": asked["before"] if asked else None})
    if page["items"]:
        st.html(_table(page["items"]))
    else:
        st.info("没有符合的记录。换一个条件，或清空条件看全部。")
    first, second, _ = st.columns((1, 1, 6))
    if asked and first.button("最新的", key="audit-first"):
        st.session_state.pop("audit-before", None)
        st.rerun()
    if page["before"] is not None and second.button("更早的", key="audit-next"):
        st.session_state["audit-before"] = {"for": wanted, "before": page["before"]}
        st.rerun()


def _span(days: Any) -> Json:
    if not days:
        return {}
    chosen = days if isinstance(days, tuple | list) else (days,)
    begin = datetime.combine(chosen[0], time(), CHINA)
    end = datetime.combine(chosen[-1], time(), CHINA) + timedelta(days=1)
    return {"from_ms": int(begin.timestamp() * 1000), "until_ms": int(end.timestamp() * 1000)}


def _table(rows: list[Json]) -> str:
    head = "".join(f"<th>{title}</th>" for title in ("号", "时间", "谁", "做了什么", "对什么", "细节"))
    return f'<table class="j-items j-trail"><tr>{head}</tr>{"".join(map(_row, rows))}</table>'


def _row(row: Json) -> str:
    who = escape(row["actor_name"] or row["actor"][:12])
    role = escape(str(oversight_words.ROLE.get(row["role"], row["role"])))
    did = escape(str(oversight_words.ACTION.get(row["action"], row["action"])))
    return (
        f"<tr><td>{row['seq']}</td><td>{words.moment(row['at_ms'])}</td><td>{who} <small>{role}</small></td><td>{did}</td>"
        f"<td><code>{escape(row['subject'])}</code></td><td><small>{escape(_detail(row['detail']))}</small></td></tr>"
    )


def _detail(detail: Json) -> str:
    return words.short(json.dumps(detail, ensure_ascii=False).strip("{}").replace('"', ""), 110)


def chain(client: CommissionClient) -> None:
    """Walk the chain and say what was found."""
    st.subheader("核对审计链")
    st.text("每一条记录都和前一条连在一起，密钥不在数据库里。核对会从第一条走到最后一条，并和密钥旁边留下的锚点对照。")
    if st.button("开始核对", type="primary", key="check-chain"):
        with telling(), st.spinner("正在核对…"):
            st.session_state["chain"] = OversightClient(client).check_audit()
    found = st.session_state.get("chain")
    if found is None:
        return
    if found["broken_at"] is None:
        st.success(f"✓ 共 {found['entries']} 条，全部连得上，和 {found['anchors']} 个锚点一致。")
        if not found["anchors"]:
            st.warning("还没有锚点，截掉最新的部分会看不出来。请在卫健委的机器上运行 jiayi audit anchor。")
    else:
        st.error(
            f"✗ 第 {found['broken_at']} 条不对：{_WRONG.get(found['reason'], found['reason'])}。请保全数据库，并报告负责人。"
        )
