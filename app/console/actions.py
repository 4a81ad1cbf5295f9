"""What a doctor does with an encounter, always in sight at the bottom: call, invite, refer, write, plan, confirm, sign."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from app.console import encounter_words, papers, signing, words
from app.console.client import CommissionClient, Json
from app.console.diagnosis import diagnosis
from app.console.telling import done, once, telling

_LONGEST = timedelta(days=730)


def bar(client: CommissionClient, encounter: Json, seen: Json, *, unsaved: bool) -> None:
    """Show the actions, each one click away; sign what was `seen`, once the note is saved."""
    columns = st.columns((1, 1, 1, 1, 1, 2.4, 1), vertical_alignment="center")
    for column, label, count, action in (
        (columns[0], "打电话", _count(encounter, "call"), _call),
        (columns[1], "请来就诊", _count(encounter, "invite"), _invite),
        (columns[2], "转诊", _count(encounter, "refer"), _refer),
        (columns[4], "待办", sum(1 + bool(task["done_at_ms"]) for task in encounter["follow_ups"]), _follow_up),
    ):
        # A new key once it was done: Streamlit then draws a new popover, closed, and what it lay upon is in sight again.
        with column.popover(label, key=f"do-{label}-{count}", width="stretch"):
            action(client, encounter)
    columns[3].html('<a class="j-jump" href="#message" target="_self">消息</a>')
    signed = encounter["status"] == "signed"
    confirmed = encounter["diagnosis"]
    label = f"诊断：{confirmed['name']} {confirmed['icd10']}" if confirmed else "确认诊断"
    with columns[5].popover(label, key=f"diagnosis-{label}", width="stretch", disabled=signed):
        diagnosis(client, encounter, seen)
    with columns[6]:
        if signed:
            signing.addendum(client, encounter)
        else:
            signing.sign(client, encounter, seen, unsaved=unsaved)


def _count(encounter: Json, kind: str) -> int:
    return sum(one["kind"] == kind for one in encounter["actions"])


@st.fragment
def _call(client: CommissionClient, encounter: Json) -> None:
    phone = encounter["resident"]["phone"]
    if phone:
        digits = "".join(letter for letter in phone if letter.isdecimal() or letter == "+")
        st.html(f'<a class="j-phone" href="tel:{digits}" target="_self">☎ {digits}</a>')
    else:
        st.text("居民没有留电话")
    key = _key(encounter, "call")
    outcome = st.radio(
        "打得怎么样",
        tuple(encounter_words.OUTCOME),
        index=None,
        format_func=encounter_words.OUTCOME.__getitem__,
        key=f"outcome-{key}",
    )
    if outcome in encounter_words.OUTCOME_HINT:
        st.caption(encounter_words.OUTCOME_HINT[outcome])
    text = st.text_area("说了什么（可不填）", key=f"text-{key}", max_chars=2000, height=90)
    if st.button("记下", key=f"act-{key}", disabled=outcome is None):
        _act(client, encounter, "call", text.strip(), {"outcome": outcome}, "")


@st.fragment
def _invite(client: CommissionClient, encounter: Json) -> None:
    key = _key(encounter, "invite")
    today = datetime.now(words.CHINA).date()
    # One below the other: beside each other the window is too narrow for a whole date.
    day = st.date_input("日期", None, min_value=today, max_value=today + _LONGEST, key=f"day-{key}")
    clock = st.time_input("时间", None, key=f"clock-{key}")
    # The place of the last invitation is the likely one of the next.
    place = st.text_input("地点", st.session_state.get("place", ""), key=f"place-{key}", max_chars=200)
    when = _moment(day, clock)
    ready = when is not None and bool(place.strip())
    if when is not None and when < datetime.now(words.CHINA):
        st.error(encounter_words.REFUSED["past"])
        ready = False
    tell = ""
    if ready and when is not None:
        said = (
            f"{when.month} 月 {when.day} 日 {when:%H:%M}"
            if encounter["record"]["lang"] == "zh"
            else f"{when:%d %b, %H:%M}"
        )
        drafted = encounter_words.invitation(encounter, said, place.strip())
        tell = st.text_area("发到居民手机上的话", drafted, key=f"tell-{key}-{said}-{place}", max_chars=2000, height=110)
    if st.button("发出邀请", key=f"act-{key}", disabled=not ready or not tell.strip()) and when is not None:
        st.session_state["place"] = place
        detail = {"at_ms": int(when.timestamp() * 1000), "place": place.strip()}
        _act(client, encounter, "invite", "", detail, tell.strip())


def _moment(day: object, clock: time | None) -> datetime | None:
    return datetime.combine(day, clock, words.CHINA) if isinstance(day, date) and clock is not None else None


@st.fragment
def _refer(client: CommissionClient, encounter: Json) -> None:
    key = _key(encounter, "refer")
    first, second = st.columns(2)
    hospital = first.text_input("转到哪家医院", key=f"hospital-{key}", max_chars=200).strip()
    department = second.text_input("科室", key=f"department-{key}", max_chars=200).strip()
    reason = st.text_area("为什么转诊", key=f"text-{key}", max_chars=2000, height=90).strip()
    drafted = encounter_words.referral(encounter, hospital, department) if hospital else ""
    tell = st.text_area(
        "发到居民手机上的话（可不发）", drafted, key=f"tell-{key}-{hospital}-{department}", max_chars=2000, height=90
    )
    if st.button("转诊", key=f"act-{key}", disabled=not (hospital and reason)):
        _act(client, encounter, "refer", reason, {"hospital": hospital, "department": department}, tell.strip())


@st.fragment
def _follow_up(client: CommissionClient, encounter: Json) -> None:
    of = encounter["encounter_id"]
    for task in encounter["follow_ups"]:
        text, button = st.columns((3, 1), vertical_alignment="center")
        text.text(encounter_words.task(task))
        if task["done_at_ms"]:
            if button.button(
                "撤回", key=f"reopen-{task['follow_up_id']}", help="点错了：这条待办重新打开，留下您的名字和时间。"
            ):
                with telling():
                    client.reopen_follow_up(of, task["follow_up_id"], task["done_at_ms"])
                    st.rerun()
            continue
        if button.button("办好了", key=f"done-{task['follow_up_id']}"):
            with telling():
                client.finish_follow_up(of, task["follow_up_id"])
                st.rerun()
    key = f"task-{of}-{len(encounter['follow_ups'])}"
    today = datetime.now(words.CHINA).date()
    when = st.segmented_control("什么时候", (*encounter_words.IN_DAYS, encounter_words.ANOTHER_DAY), key=f"when-{key}")
    day: date | None = None
    if when == encounter_words.ANOTHER_DAY:
        picked = st.date_input("哪一天", None, min_value=today, max_value=today + _LONGEST, key=f"day-{key}")
        day = picked if isinstance(picked, date) else None
    elif when is not None:
        day = today + timedelta(days=encounter_words.IN_DAYS[when])
        st.caption(f"{day:%Y-%m-%d}")
    text_to_do = st.text_input("做什么", key=f"text-{key}", max_chars=1000).strip()
    st.caption("到那一天会出现在工作列表里。")
    if st.button("记下待办", key=f"act-{key}", disabled=not (day and text_to_do)):
        with telling():
            client.plan_follow_up(of, str(day), text_to_do, once(key))
            done(key)
            st.rerun()


def _key(encounter: Json, kind: str) -> str:
    """Of this encounter, and empty again once noted: what was written for one resident must not stand ready for another."""
    return f"{kind}-{encounter['encounter_id']}-{_count(encounter, kind)}"


def _act(client: CommissionClient, encounter: Json, kind: str, text: str, detail: Json, tell: str) -> None:
    key = _key(encounter, kind)
    with telling():
        client.act(encounter["encounter_id"], kind, text, tell, detail=detail, action_id=once(key))
        done(key)
        st.rerun()


def what_was_done(client: CommissionClient, encounter: Json) -> None:
    """Show calls, invitations, referrals with their letters, tasks and addenda, the newest last."""
    for one in encounter["actions"]:
        st.text(said(one))
        if one["kind"] == "refer":
            _letter(client, encounter, one)
    for task in encounter["follow_ups"]:
        st.text(encounter_words.task(task))
    for one in encounter["addenda"]:
        corrected = f"　更正诊断：{one['diagnosis']['name']} {one['diagnosis']['icd10']}" if one["diagnosis"] else ""
        st.text(f"补记 · {one['clinician']} · {words.moment(one['written_at_ms'])}：{one['text']}{corrected}")
    if encounter["status"] == "signed":
        papers.forms(client, encounter)


def said(action: Json) -> str:
    """Answer an action as one line."""
    detail = action["detail"]
    parts = [encounter_words.OUTCOME.get(detail["outcome"], "")]
    if detail["at_ms"] is not None:
        parts.append(words.moment(detail["at_ms"]))
    parts += [detail["place"], f"{detail['hospital']} {detail['department']}".strip(), action["text"]]
    told = "，".join(part for part in parts if part)
    return f"{words.ACTION[action['kind']]} · {action['clinician']} · {words.moment(action['acted_at_ms'])}：{told}"


def _letter(client: CommissionClient, encounter: Json, action: Json) -> None:
    """Offer the letter of a referral: made when it is asked for, because making it opens the record, and that is audited."""
    key = f"letter-{action['action_id']}"
    if st.button("转诊单（PDF）", key=key):
        with telling():
            st.session_state[f"{key}-pdf"] = client.letter(encounter["encounter_id"], action["action_id"])
    if made := st.session_state.get(f"{key}-pdf"):
        papers.save("保存转诊单", made, f"转诊单-{action['action_id'][:8]}.pdf", key=f"{key}-save")
