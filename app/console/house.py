"""How the house stands, for the administrator: what waits, compute nodes and taking one out, keys."""

from __future__ import annotations

import time
from html import escape
from typing import Any

import streamlit as st

from app.console import oversight_words, words
from app.console.client import CommissionClient
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]

_NODES = {"live": "运行中", "expired": "已过期", "revoked": "已撤销"}
_EVIDENCE = {"development": "开发（无硬件证明）", "tpm2": "TPM 2.0", "sev-snp": "SEV-SNP", "tdx": "TDX"}
_WEIGHT = {"wrong": "✗ 有问题", "soon": "⚠ 要处理", "fine": "✓ 正常"}


def show(client: CommissionClient) -> None:
    """Show how things stand: what waits, nodes, keys."""
    calls = OversightClient(client)
    found = calls.administration()
    st.subheader("运行情况")
    state = found["state"]
    columns = st.columns(5)
    columns[0].metric("等待打开的信封", state["waiting"])
    oldest = state["oldest_waiting_ms"]
    columns[1].metric("最早的等了", "—" if oldest is None else words.ago(time.time() - oldest / 1000))
    columns[2].metric("打不开的信封", state["failed"])
    columns[3].metric("等待身份的咨询", state["unlinked"])
    columns[4].metric("档案同步失败", state["deliveries_failed"], help=f"等待中 {state['deliveries_pending']}")
    left, right = st.columns((1.2, 1), gap="medium")
    with left:
        st.markdown("**计算节点**")
        if not found["nodes"]:
            st.warning("没有运行中的计算节点，居民现在不能问诊。请检查计算节点，或运行 jiayi nodes list --all 看原因。")
        else:
            st.html(_nodes(found["nodes"]))
            _revoking(calls, found["nodes"])
    with right:
        st.markdown("**密钥**")
        worries = [key for key in found["keys"] if key["weight"] != "fine"]
        if worries:
            st.html(_keys(worries))
        else:
            st.success("每一把都在，都能用。")
        with st.expander(f"全部 {len(found['keys'])} 项"):
            st.html(_keys(found["keys"]))
    st.markdown("**建议怎样告诉居民**")
    st.text(_advice(next((row["value"] for row in found["rules"] if row["name"] == "advice_minutes"), None)))


def _advice(minutes: int | None) -> str:
    if not minutes:
        return "问诊结束后马上告诉居民，急症随时打断。要医生看过再给，在“规则”里改。"
    return f"医生看过、放行以后再给居民，{minutes} 分钟之内；急症马上告诉。要改，在“规则”里。"


def _nodes(rows: list[Json]) -> str:
    lines = "".join(
        f"<tr><td>{_NODES.get(row['state'], row['state'])}</td><td>{escape(row['url'])}</td>"
        f"<td>{_EVIDENCE.get(row['evidence'], row['evidence'])}</td><td><code>{escape(row['measurement'][:12])}</code></td>"
        f"<td>{words.moment(row['expires_at_ms'])}</td></tr>"
        for row in rows
    )
    return f'<table class="j-items"><tr><th>状态</th><th>地址</th><th>证明</th><th>度量</th><th>有效到</th></tr>{lines}</table>'


def _revoking(calls: OversightClient, rows: list[Json]) -> None:
    live = {row["node_id"]: row for row in rows if row["state"] == "live"}
    if not live:
        return
    with asking(st, "撤销一个节点", f"node-{len(live)}"):
        node = st.selectbox(
            "哪一个", tuple(live), format_func=lambda each: f"{live[each]['url']}（{each[:8]}…）", key="revoke-node"
        )
        why = st.radio(
            "为什么",
            tuple(oversight_words.REVOKED_WHY),
            index=None,
            format_func=oversight_words.REVOKED_WHY.__getitem__,
            key="revoke-why",
        )
        consequence = "马上生效，不能恢复：它不再收到新的问诊，此后由它签名的记录不再接收，状态密钥同时更换。正在别处进行的问诊不受影响。"
        if len(live) == 1:
            consequence += "这是唯一在运行的节点：撤销后，居民不能问诊，直到有新的节点。"
        if confirmed(consequence, "确定撤销", "node", ready=why is not None):
            with telling():
                calls.revoke_node(str(node), str(why))
                st.rerun()


def _keys(rows: list[Json]) -> str:
    order = {"wrong": 0, "soon": 1, "fine": 2}
    lines = []
    for row in sorted(rows, key=lambda row: order[row["weight"]]):
        style = "abnormal" if row["weight"] == "wrong" else ""
        about, says = oversight_words.key_about(row["about"]), oversight_words.key_says(row["says"])
        lines.append(
            f'<tr class="{style}"><td>{_WEIGHT[row["weight"]]}</td><td>{escape(about)}</td><td>{escape(says)}</td></tr>'
        )
    return f'<table class="j-items">{"".join(lines)}</table>'
