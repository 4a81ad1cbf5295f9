"""The supervisor's pages: how it goes, surges, figures that may leave, and the review of broken glass."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import escape
from typing import Any

import streamlit as st

from app.console import charts, dangers, oversight_words, papers, words
from app.console.client import CommissionClient
from app.console.colours import AMBER, BLUE, GREEN, RED
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling
from app.console.words import CHINA

Json = dict[str, Any]

_DAYS = {"最近 7 天": 7, "最近 30 天": 30, "最近 90 天": 90}
_MOST_LINES = 8
_ANSWER = (
    ("answered_in_time", "按时回应", GREEN),
    ("answered_late", "回应晚了", AMBER),
    ("waiting", "等待中，未超时", BLUE),
    ("overdue", "超时未回应", RED),
)


def show(client: CommissionClient) -> None:
    """Show how it goes in the supervisor's communities."""
    calls = OversightClient(client)
    st.subheader("质量")
    unread = dangers.unread(client)
    chosen = st.segmented_control(
        "时间", tuple(_DAYS), default="最近 30 天", key="quality-days", label_visibility="collapsed"
    )
    found = calls.quality(_DAYS[chosen or "最近 30 天"])
    if not found["usage"]:
        st.info("这段时间还没有咨询。请让医生把冰箱贴发给居民；有人问诊后，这里会有数字。")
        return
    _numbers(found)
    if found["unmarked"]:
        st.caption(f"还有 {found['unmarked']} 份咨询正在统计，几分钟后会算进来。")
    left, right = st.columns((1.25, 1), gap="medium")
    with left:
        st.markdown("**按时回应**")
        st.vega_lite_chart(charts.shares(_answers(found)), width="stretch", key="answers")
        times = "　".join(
            f"{words.URGENCY[level][0]} {words.ago(minutes * 60)}"
            for level, minutes in found["targets_minutes"].items()
            if level in words.URGENCY
        )
        st.caption(
            f"从收到算起，回应是打通电话、请来、转诊、发消息或签署；电话没打通不算，只确认诊断也不算。时限：{times}"
        )
        st.markdown("**各版本**（签字的诊断在 AI 列表里的位置）")
        st.html(_software(found["software"]))
    with right:
        _worries(found, unread)


def _numbers(found: Json) -> None:
    usage, software = found["usage"], found["software"]
    total = sum(row["count"] for row in usage)
    due = sum(row["answered_in_time"] + row["answered_late"] + row["overdue"] for row in usage)
    in_time = sum(row["answered_in_time"] for row in usage)
    judged = sum(row["first"] + row["listed"] + row["not_listed"] + row["no_list"] for row in software)
    among = sum(row["first"] + row["listed"] for row in software)
    missed, known = sum(row["missed"] for row in software), sum(row["missed_known"] for row in software)
    tiles = (
        ("咨询", str(total), ""),
        ("按时回应", _percent(in_time, due), f"{in_time} / {due} 份已到时间的"),
        ("诊断在 AI 前 5", _percent(among, judged), f"{among} / {judged} 份已签字"),
        ("可能漏掉的急症", str(missed), f"{known} 份能判断的里面"),
        ("评为危险", str(sum(row["dangerous"] for row in software)), ""),
    )
    st.html(
        '<div class="j-tiles">'
        + "".join(f"<div>{name}<b>{number}</b><small>{note}</small></div>" for name, number, note in tiles)
        + "</div>"
    )


def _percent(part: int, whole: int) -> str:
    return "—" if whole == 0 else f"{100 * part / whole:.0f}%"


def _answers(found: Json) -> list[Json]:
    several = len({row["community_id"] for row in found["usage"]}) > 1
    rows = []
    for row in found["usage"]:
        level = words.URGENCY[None if row["urgency"] == "not_known" else row["urgency"]][0]
        name = f"{row['community_zh']} · {level}" if several else level
        rows += [
            {"row": name, "part": part, "count": row[field], "order": order, "colour": colour}
            for order, (field, part, colour) in enumerate(_ANSWER)
        ]
    return rows


def _software(rows: list[Json]) -> str:
    head = "<tr><th>版本</th><th>咨询</th><th>第一位</th><th>前 5</th><th>不在</th><th>漏掉急症</th><th>好 / 不好 / 危险</th></tr>"
    lines = "".join(
        f"<tr><td>{escape(row['software'] or '尚未统计')}</td><td>{row['encounters']}</td><td>{row['first']}</td><td>{row['listed']}</td>"
        f"<td>{row['not_listed'] + row['no_list']}</td><td>{row['missed']} / {row['missed_known']}</td>"
        f"<td>{row['good']} / {row['poor']} / <span class='{'abnormal' if row['dangerous'] else ''}'>{row['dangerous']}</span></td></tr>"
        for row in rows
    )
    return f'<table class="j-items">{head}{lines}</table>'


def _worries(found: Json, unread: frozenset[str]) -> None:
    st.markdown("**可能漏掉的急症**（签字的诊断比当时的建议急）")
    with st.container(height=210 if len(found["missed"]) > 4 else "content"):  # noqa: PLR2004 - rows that fit
        for row in found["missed"]:
            columns = st.columns((3.4, 1), vertical_alignment="center")
            level = words.URGENCY[row["urgency"]][0]
            columns[0].text(f"{words.moment(row['received_at_ms'])}　当时建议：{level}　{row['community_zh']}")
            _open(columns[1], row["encounter_id"], f"missed-{row['encounter_id']}")
    if not found["missed"]:
        st.caption("没有发现。")
    st.markdown("**评为不好或危险**")
    bad = [row for row in found["bad_ratings"] if row["rating_id"] not in unread]
    if unread:
        st.caption("没有看过的危险评价在上面。")
    with st.container(height=330 if len(bad) > 4 else "content"):  # noqa: PLR2004 - as above
        for number, row in enumerate(bad):
            columns = st.columns((3.4, 1), vertical_alignment="center")
            mark = "⚠ 危险" if row["rating"] == "dangerous" else "不好"
            after = f" · {row['software']}" if row["software"] else ""
            columns[0].text(
                f"{mark}　{row['comment'] or '没有写原因'}\n{row['clinician']} · {words.moment(row['rated_at_ms'])}{after}"
            )
            _open(columns[1], row["encounter_id"], f"bad-{number}")
    if not bad and not unread:
        st.caption("没有。")


def _open(column: Any, encounter_id: str, key: str) -> None:
    if column.button("打开", key=key):
        st.query_params["encounter"] = encounter_id
        st.rerun()


def surge(client: CommissionClient) -> None:
    """Show counts by complaint group with the detector's threshold; what stands out first."""
    st.subheader("疫情苗头")
    found = OversightClient(client).surge(28)
    st.caption(
        "每天的主诉分组人次。虚线是阈值（EARS C2：前 7 天平均值加 3 倍标准差，隔 2 天），超过的天是红色。今天还没有过完。"
    )
    lines = found["lines"]
    if not lines:
        st.info("还没有可以统计的咨询。有人问诊后几分钟内会出现在这里。")
        return
    communities = sorted({line["community_zh"] or "全部社区" for line in lines})
    if len(communities) > 1:
        start = communities.index("全部社区") if "全部社区" in communities else 0
        chosen = st.selectbox("社区", communities, index=start, key="surge-community")
        lines = [line for line in lines if (line["community_zh"] or "全部社区") == chosen]
    alarms = [line for line in lines if any(day["alarm"] for day in line["days"][-2:])]
    if alarms:
        named = "、".join(oversight_words.GROUP[line["group"]] for line in alarms)
        st.error(f"今天或昨天超出预期：{named}。请核实是否有聚集，需要时按规定报告疾控。")
    else:
        st.success("今天和昨天没有超出预期的分组。")
    columns = st.columns(2, gap="medium")
    for number, line in enumerate(lines[:_MOST_LINES]):
        with columns[number % 2]:
            mark = "⚠ " if line in alarms else ""
            st.text(
                f"{mark}{oversight_words.GROUP[line['group']]}　今天 {line['days'][-1]['count']}　昨天 {line['days'][-2]['count']}"
            )
            days = [{**day, "day": day["day"][5:]} for day in line["days"]]
            st.vega_lite_chart(charts.surge(days), width="stretch", key=f"surge-{line['group']}-{line['community_id']}")
    if len(lines) > _MOST_LINES:
        st.caption(
            "其余分组："
            + "、".join(
                f"{oversight_words.GROUP[line['group']]} {line['days'][-1]['count']}" for line in lines[_MOST_LINES:]
            )
        )


def export(client: CommissionClient) -> None:
    """Let figures of a month leave: noisy, from a budget, small ones withheld."""
    st.subheader("对外数字")
    st.text(
        "给外部的数字会加随机噪声（差分隐私），不到 20 的不给出；每人每项只算一次。同一个月再次导出，数字不变，也不再花预算。"
    )
    months = _months_over()
    period = st.selectbox("月份", months, key="export-period")
    with asking(st, "导出", "export"):
        consequence = f"导出 {period} 会花掉这个月的一部分隐私预算，花了不能收回。已经导出过的，再导出不花预算。"
        if confirmed(consequence, "确定导出", "export"):
            with telling():
                st.session_state["exported"] = OversightClient(client).export(str(period))
    found = st.session_state.get("exported")
    if found is None:
        return
    st.text(
        f"{found['period']}　这份数字 ε = {found['epsilon']:.2f}　本月预算 {found['budget_epsilon']:g}，已用 {found['spent_epsilon']:.2f}"
    )
    told = json.dumps(found, ensure_ascii=False, indent=2)
    papers.save("下载 JSON", told, f"jiayi-{found['period']}.json", key="exported-save", kind="application/json")
    for histogram in found["histograms"]:
        title = {"urgency": "紧急程度", "complaint": "主诉分组", "agreement": "诊断与 AI 列表", "rating": "评价"}[
            histogram["name"]
        ]
        with st.expander(title, expanded=histogram["name"] == "urgency"):
            st.html(_cells(histogram["cells"]))


def _cells(cells: list[Json]) -> str:
    lines = "".join(
        f"<tr><td>{escape(cell['community'] or '全部')}</td><td>{escape(oversight_words.cell(cell['value']))}</td>"
        f"<td>{'&lt; 20' if cell['count'] is None else cell['count']}</td></tr>"
        for cell in cells
    )
    return f'<table class="j-items"><tr><th>社区</th><th>分组</th><th>人数（含噪声）</th></tr>{lines}</table>'


def _months_over() -> list[str]:
    month = datetime.now(CHINA).replace(day=1)
    months = []
    for _ in range(12):
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(f"{month:%Y-%m}")
    return months


def glass(client: CommissionClient) -> None:
    """Let a supervisor or an auditor look at what was opened in an emergency, and say whether it was justified."""
    calls = OversightClient(client)
    st.subheader("应急查阅复核")
    open_only = st.toggle("只看没有复核的", value=True, key="glass-open-only")
    items = calls.broken_glass(open_only=open_only)
    if not items:
        st.info("没有待复核的应急查阅。" if open_only else "还没有人用过应急查阅。")
    for one in items:
        with st.container(border=True):
            who = one["resident_name"] or "已删除的居民"
            st.text(f"{words.moment(one['opened_at_ms'])}　{one['clinician']} 查阅了 {who}（{one['community_zh']}）")
            st.text(f"理由：{one['reason'] or '—'}")
            if one["verdict"]:
                said = "合理" if one["verdict"] == "justified" else "不合理"
                st.text(f"✓ {one['reviewed_by']} 于 {words.moment(one['reviewed_at_ms'])} 复核：{said}　{one['note']}")
                continue
            note = st.text_input("说明（判为不合理时必填）", key=f"note-{one['id']}", max_chars=500)
            first, second, _ = st.columns((1, 1, 4))
            for place, word, verdict in ((first, "合理", "justified"), (second, "不合理", "not_justified")):
                with asking(place, word, f"{verdict}-{one['id']}"):
                    consequence = f"复核为“{word}”，署您的名字，以后不能改。"
                    ready = verdict == "justified" or bool(note.strip())
                    if confirmed(consequence, f"确定{word}", f"{verdict}-{one['id']}", ready=ready):
                        _review(calls, one["id"], verdict, note)


def _review(calls: OversightClient, glass_id: str, verdict: str, note: str) -> None:
    with telling():
        calls.review_glass(glass_id, verdict, note)
        st.rerun()
