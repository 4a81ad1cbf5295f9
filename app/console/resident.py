"""The resident page: who it is, what happened, readings over time, what is lasting, risk, consent, and who looked."""

from __future__ import annotations

import time
from html import escape
from typing import Any

import streamlit as st

from app.console import charts, encounter_words, identity_card, oversight_words, parts, words
from app.console.client import CommissionClient
from app.console.errors import Refused
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]

_SHOWN_SERIES = 6
_NEEDS_TWO = 2
_MANY = 5
_SHORTEST_REASON = 10


def show(client: CommissionClient, resident_id: str) -> None:
    """Show one resident. Reading is audited at the commission, so it is read once for each click."""
    calls = OversightClient(client)
    page = calls.resident(resident_id)
    if st.button("← 返回"):
        came_from = st.query_params.get("from")
        st.query_params.from_dict({"encounter": came_from} if came_from else {})
        st.rerun()
    _head(calls, page)
    left, right = st.columns((1.35, 1), gap="medium")
    with left:
        _timeline(page)
        _trends(page)
    with right:
        _lasting(page)
        risk_part(calls, page)
        _trust(page)


def _head(calls: OversightClient, page: Json) -> None:
    age = f"{page['age_years']}岁" if page["age_years"] is not None else ""
    # Not a subheader: that is Markdown, where a name can be a link, or a picture that tells its server who is looking.
    st.html(parts.heading(f"{page['name']}　{words.SEX[page['sex']]}　{age}"))
    born = f"　{page['birth_date']} 出生" if page["birth_date"] else ""
    st.text(f"☎ {page['phone'] or '未留电话'}{born}　{page['community_zh']}")
    identity_card.show(calls, page)
    # The newest consent is the one that stands, or does not.
    if page["consents"] and (ended := page["consents"][0]["withdrawn_at_ms"]) is not None:
        st.warning(f"居民已于 {oversight_words.date(ended)} {encounter_words.WITHDRAWN}")
    if page["glass_ends_at_ms"] is not None:
        st.warning(
            f"应急查阅中，{words.moment(page['glass_ends_at_ms'])} 为止，只能看。每一次查看都会留下痕迹，并由质控人员复核。"
        )


def _timeline(page: Json) -> None:
    st.markdown(f"**就诊经过**（共 {page['encounters_in_all']} 次）")
    if not page["encounters"]:
        st.info("还没有就诊记录。居民扫码问诊后会出现在这里。")
    if page["encounters_in_all"] > len(page["encounters"]):
        st.caption(f"只显示最近 {len(page['encounters'])} 次")
    with st.container(height=300 if len(page["encounters"]) > _MANY else "content"):
        for entry in page["encounters"]:
            columns = st.columns((1.15, 1.0, 3.6, 0.8), vertical_alignment="center")
            columns[0].html(parts.urgency(entry["urgency"]))
            columns[1].text(oversight_words.date(entry["received_at_ms"]))
            diagnosis = entry["diagnosis"]
            said = words.short(entry["chief_complaint"] or words.STAGE[entry["stage"]], 24)
            found = f"　→ {diagnosis['name']} {diagnosis['icd10']}" if diagnosis else ""
            signed = f"　✓ {entry['signed_by']}" if entry["status"] == "signed" else ""
            columns[2].text(f"{said}{found}{signed}")
            if columns[3].button("打开", key=f"open-{entry['encounter_id']}"):
                st.query_params.clear()
                st.query_params["encounter"] = entry["encounter_id"]
                st.rerun()


def _trends(page: Json) -> None:
    st.markdown("**指标变化**（绿色为参考范围，红三角为超出）")
    series = page["series"]
    if not series:
        st.info("还没有带数值的化验或自测。居民拍化验单、说出血压后会画在这里。")
        return
    lines = [each for each in series if len(each["points"]) >= _NEEDS_TWO]
    columns = st.columns(2)
    for number, each in enumerate(lines[:_SHOWN_SERIES]):
        with columns[number % 2]:
            last = each["points"][-1]
            st.text(
                f"{each['name']}　{words.number(last['value'])} {oversight_words.unit(each['unit'])} {words.FLAG[last['flag']].strip('?')}"
            )
            st.vega_lite_chart(charts.trend(each), width="stretch", key=f"trend-{each['key']}-{each['unit']}")
    rest = [each for each in series if each not in lines[:_SHOWN_SERIES]]
    if rest:
        with st.expander(f"其他 {len(rest)} 项", expanded=not lines):
            st.html(_latest(rest))


def _latest(series: list[Json]) -> str:
    rows = "".join(
        f"<tr><td>{escape(each['name'])}</td><td>{words.number(each['points'][-1]['value'])} {escape(oversight_words.unit(each['unit']))} "
        f"{words.FLAG[each['points'][-1]['flag']]}</td><td>{oversight_words.date(each['points'][-1]['at_ms'])}</td></tr>"
        for each in series
    )
    return f'<table class="j-items"><tr><th>项目</th><th>最近结果</th><th>日期</th></tr>{rows}</table>'


def _lasting(page: Json) -> None:
    """Show what lasts, what can do harm first: allergies, medicines, problems, histories."""
    sections = [
        _known("过敏", page["allergies"], "还没有问到过敏。没有记录不等于没有过敏。"),
        _known("用药", page["medicines"], "还没有说过在吃的药。"),
        _section(
            "问题（医生已签字）",
            [
                f"{escape(entry['diagnosis']['name'])} {escape(entry['diagnosis']['icd10'])} "
                f"<small>{oversight_words.date(entry['signed_at_ms'])}</small>"
                for entry in page["problems"]
            ],
            "还没有医生签过字的诊断。",
        ),
        _known("既往", page["histories"], "还没有说过既往病史。"),
    ]
    st.html(f'<div class="j-lasting">{"".join(sections)}</div>')


def _known(title: str, told: list[Json], empty: str) -> str:
    lines = []
    for known in told:
        if known["status"] == "absent":
            continue
        notes = [] if known["signed"] else ["居民自述"]
        notes += ["不确定"] if known["status"] == "unsure" else []
        said = "，".join([*notes, oversight_words.date(known["told_at_ms"])])
        own = f"（“{escape(known['said'])}”）" if known.get("said") else ""
        lines.append(f"{escape(known['name']['zh'])}{own} <small>{said}</small>")
    denied = [escape(known["name"]["zh"]) for known in told if known["status"] == "absent"]
    if denied:
        lines.append(f"<small>否认：{'、'.join(denied)}</small>")
    return _section(title, lines, empty)


def _section(title: str, lines: list[str], empty: str) -> str:
    body = "".join(f"<li>{line}</li>" for line in lines) or f"<li><small>{empty}</small></li>"
    return f"<b>{title}</b><ul>{body}</ul>"


def risk_part(calls: OversightClient, page: Json) -> None:
    """Show the scores; what is missing can be filled in for this once."""
    st.markdown("**风险评估**")
    given = st.session_state.get(f"risk-{page['resident_id']}", {})
    try:
        answer = calls.risk(page["resident_id"], given)
    except Refused as error:
        st.error(words.refusal(str(error)))
        return
    for score in answer["scores"]:
        _score(score)
    wanted = sorted(
        {name for score in answer["scores"] for name in (*score["missing"], *score["outside"])} | set(given),
        key=list(oversight_words.INPUT).index,
    )
    wanted = [name for name in wanted if name not in {"age_years", "sex"}]
    if wanted:
        with st.expander("补充缺的项目（只用于这次计算，不保存）"):
            _fill(page["resident_id"], wanted, given)
    if answer["used"]:
        used = "；".join(
            oversight_words.used(name, value, answer["dated_ms"].get(name)) for name, value in answer["used"].items()
        )
        st.caption(f"用到：{used}")


def _score(score: Json) -> None:
    name = score["name"]["zh"]
    if score["not_for"]:
        st.text(f"{name}：{score['not_for']['zh']}")
        return
    if score["band"] is not None:
        number = (
            ""
            if score["value"] is None
            else f" {score['value']:.1f}%"
            if score["unit"] == "%"
            else f" {score['value']:g} 分"
        )
        st.html(
            f'<div class="j-score"><b>{escape(name)}</b>'
            f'<span class="j-band j-band-{score["band"]}">{oversight_words.BAND[score["band"]]}{number}</span>'
            f"<div>{escape(score['says']['zh'])}</div><small>{escape(score['source'])}</small></div>"
        )
        return
    why = []
    if "age_years" in score["outside"]:
        why.append("年龄不在适用范围内")
    implausible = [oversight_words.INPUT[each] for each in score["outside"] if each != "age_years"]
    if implausible:
        why.append(f"数值不合常理：{'、'.join(implausible)}")
    if score["missing"] and "age_years" not in score["outside"]:
        why.append(f"还缺：{'、'.join(oversight_words.INPUT[each] for each in score['missing'])}")
    st.text(f"{name}：算不了。{'；'.join(why)}")


def _fill(resident_id: str, wanted: list[str], given: Json) -> None:
    with st.form(f"fill-{resident_id}"):
        columns = st.columns(2)
        values: Json = {}
        for number, name in enumerate(wanted):
            label = oversight_words.INPUT[name]
            with columns[number % 2]:
                if name in oversight_words.NUMBERS:
                    values[name] = st.number_input(label, value=given.get(name), min_value=0.0, format="%g")
                else:
                    before = None if given.get(name) is None else "是" if given[name] else "否"
                    chosen = st.segmented_control(label, ("是", "否"), default=before)
                    values[name] = None if chosen is None else chosen == "是"
        if st.form_submit_button("计算"):
            st.session_state[f"risk-{resident_id}"] = {
                name: value for name, value in values.items() if value is not None
            }
            st.rerun()


def _trust(page: Json) -> None:
    st.markdown("**知情同意**")
    for consent in page["consents"]:
        given = f"版本 {consent['version']}　{oversight_words.date(consent['consented_at_ms'])} 同意"
        ended = consent["withdrawn_at_ms"]
        st.text(f"✓ {given}" if ended is None else f"✗ {given}　{oversight_words.date(ended)} 已撤回")
    st.markdown("**谁看过**")
    with st.container(height=180):
        lines = [
            f"{words.moment(look['at_ms'])}　{escape(look['name'] or oversight_words.ROLE.get(look['role'], look['role']))}　"
            f"{oversight_words.ACTION.get(look['action'], escape(look['action']))}"
            for look in page["looked"]
        ]
        st.html("<br>".join(lines))
        if not page["looked"]:
            st.caption("您是第一位查看的人；您这次查看也会记下。")


def glass(client: CommissionClient) -> None:
    """Let a doctor open the record of another community's resident, with a reason."""
    st.subheader("应急查阅")
    st.text("抢救等紧急情况下，可以查看其他社区居民的记录。一小时内有效，只能看。您的名字和理由会留下，事后有人复核。")
    with st.form("glass", clear_on_submit=False):
        phone = st.text_input("居民电话")
        reason = st.text_area(
            "理由（至少 10 个字）", max_chars=500, height=90, placeholder="例如：急诊抢救，病人昏迷，需要知道用药和过敏"
        )
        sent = st.form_submit_button("打开记录", type="primary")
    if sent and (len(reason.strip()) < _SHORTEST_REASON or not phone.strip()):
        st.error("请写下居民的电话和至少 10 个字的理由。")
    elif sent:
        with telling():
            st.session_state["glass-opened"] = OversightClient(client).break_glass(phone.strip(), reason.strip())
    for one in st.session_state.get("glass-opened", []):
        left = one["ends_at_ms"] - time.time() * 1000
        if left <= 0:
            continue
        # The name beside the button, not on it: a label is Markdown.
        st.text(one["name"])
        if st.button(f"看档案（还有 {words.ago(left / 1000)}）", key=f"glass-{one['resident_id']}"):
            st.query_params.clear()
            st.query_params["resident"] = one["resident_id"]
            st.rerun()
