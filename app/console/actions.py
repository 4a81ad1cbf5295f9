"""What a doctor does with an encounter: rate, write, call, invite, refer, confirm, sign."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.errors import Away, NoLonger, Refused

_OTHER = "其他（按编码或名称查找）"


@contextmanager
def telling() -> Generator[None]:
    """Say what did not work where it was clicked, and go on: a page that ends early loses what was typed below."""
    try:
        yield
    except Away:
        st.error(words.AWAY)
    except NoLonger:
        st.error(words.NO_LONGER)
    except Refused as error:
        st.error(words.refusal(str(error)))


def rate(
    client: CommissionClient,
    encounter: Json,
    target: str,
    rated: dict[str, Json],
    *,
    label: str = "",
    popover: bool = False,
) -> None:
    """Show the three ratings of one part; a click is sent at once, a word of why may follow."""
    given = rated.get(target)
    key = f"{target}-{encounter['encounter_id']}"
    if popover:
        with st.popover(words.RATING[given["rating"]] if given else "评价", key=f"rate-{key}"):
            _rating(client, encounter, target, given, key, "这一句")
    else:
        _rating(client, encounter, target, given, key, label)


def _rating(client: CommissionClient, encounter: Json, target: str, given: Json | None, key: str, label: str) -> None:
    chosen = st.segmented_control(
        f"评价{label}",
        tuple(words.RATING),
        format_func=words.RATING.__getitem__,
        default=given["rating"] if given else None,
        key=f"rating-{key}",
    )
    # A good answer needs no reason; one that is not asks for it.
    asks_why = chosen in {"poor", "dangerous"}
    comment = (
        st.text_input("为什么", given["comment"] if given else "", key=f"comment-{key}", max_chars=1000)
        if asks_why
        else ""
    )
    # Compared with this session's last word, too: else two doctors' pages would overwrite each other at every click.
    word = (chosen, comment)
    if (
        chosen
        and word != st.session_state.get(f"rated-{key}")
        and (given is None or word != (given["rating"], given["comment"]))
    ):
        with telling():
            client.rate(encounter["encounter_id"], target, str(chosen), comment)
            st.session_state[f"rated-{key}"] = word
            st.toast("评价已记下")


def message(client: CommissionClient, encounter: Json) -> None:
    """Show what was written both ways, and a draft to edit and send."""
    st.subheader("给居民的消息")
    for one in encounter["messages"]:
        who = one["from_name"] or "居民"
        st.text(f"{who} · {words.moment(one['sent_at_ms'])}：{one['text']}")
    sent = sum(one["direction"] == "to_resident" for one in encounter["messages"])
    text = st.text_area(
        "消息", _draft(encounter), key=f"message-{encounter['encounter_id']}-{sent}", height=118, max_chars=4000
    )
    if st.button("发送消息", disabled=not text.strip()):
        with telling():
            client.message(encounter["encounter_id"], text.strip())
            st.toast("已发送")
            st.rerun()


def _draft(encounter: Json) -> str:
    """Answer a draft from what stands in the record; nothing is sent without the doctor's click."""
    record = encounter["record"]
    if any(one["direction"] == "to_resident" for one in encounter["messages"]):
        return ""
    guidance = record["guidance"]
    if record["lang"] == "en":
        start = "Hello, I have read what you told us."
        return f"{start} {guidance['headline']}" if guidance else start
    start = f"您好，您说的“{words.short(record['chief_complaint'], 30)}”我看过了。"
    return f"{start}{guidance['headline']}" if guidance else start


def bar(client: CommissionClient, encounter: Json, seen: Json, *, unsaved: bool) -> None:
    """Show the actions: call, invite, refer; confirm the diagnosis; sign what was `seen`, once the note is saved."""
    columns = st.columns((1, 1, 1, 2.2, 1), vertical_alignment="bottom")
    for column, kind in zip(columns, ("call", "invite", "refer"), strict=False):
        with column.popover(words.ACTION[kind], key=f"action-{kind}", width="stretch"):
            _action(client, encounter, kind)
    signed = encounter["status"] == "signed"
    with columns[3].popover(_diagnosis_label(encounter), key="diagnosis", width="stretch", disabled=signed):
        _diagnosis(client, encounter, seen)
    if columns[4].button(
        "签署",
        type="primary",
        disabled=signed or encounter["diagnosis"] is None or unsaved,
        help="病历有修改，先保存再签署" if unsaved else None,
        width="stretch",
        key="sign",
    ):
        # The same click may have brought the last words of the note along.
        if unsaved:
            st.error("病历有修改，尚未保存。请先保存，再签署。")
        else:
            with telling():
                client.sign(encounter["encounter_id"], seen["version"])
                st.rerun()
    for done in encounter["actions"]:
        st.text(
            f"{words.ACTION[done['kind']]} · {done['clinician']} · {words.moment(done['acted_at_ms'])}：{done['text']}"
        )


def _action(client: CommissionClient, encounter: Json, kind: str) -> None:
    if kind == "call":
        st.text(f"☎ {encounter['resident']['phone'] or '未留电话'}")
    prompt = {"call": "通话结果", "invite": "日期、时间和地点", "refer": "转到哪里，为什么"}[kind]
    # Of this encounter, and empty again once noted: what was written for one resident must not stand ready for another.
    key = f"{kind}-{encounter['encounter_id']}-{len(encounter['actions'])}"
    text = st.text_area(prompt, key=f"text-{key}", max_chars=2000)
    tell = st.text_area("同时告诉居民（可不填）", key=f"tell-{key}", max_chars=2000)
    if st.button("记下", key=f"do-{kind}", disabled=not text.strip()):
        with telling():
            client.act(encounter["encounter_id"], kind, text.strip(), tell.strip())
            st.rerun()


def _diagnosis_label(encounter: Json) -> str:
    diagnosis = encounter["diagnosis"]
    return f"诊断：{diagnosis['name']} {diagnosis['icd10']}" if diagnosis else "确认诊断"


def _diagnosis(client: CommissionClient, encounter: Json, seen: Json) -> None:
    of = encounter["encounter_id"]
    ranked = encounter["record"]["differential"][:8]
    likely = {f"{entry['icd10']}　{entry['name']['zh']}": (entry["icd10"], entry["name"]["zh"]) for entry in ranked}
    choice = st.selectbox("诊断", (*likely, _OTHER), key=f"choice-{of}")
    code, name = likely.get(str(choice), ("", ""))
    if choice == _OTHER:
        query = st.text_input("按编码或名称查找", key=f"icd10-{of}")
        found = (
            {f"{item['code']}　{item['name_zh']}": (item["code"], item["name_zh"]) for item in client.icd10(query)}
            if query
            else {}
        )
        picked = st.selectbox("查到的", tuple(found), key=f"icd10-found-{of}") if found else None
        suggested = found.get(str(picked), ("", ""))
        code = st.text_input("ICD-10", suggested[0], key=f"code-{of}-{picked}").strip().upper()
        name = st.text_input("名称", suggested[1], key=f"name-{of}-{picked}").strip()
    if st.button("确认", key="confirm", type="primary", disabled=not (code and name)):
        with telling():
            version = client.confirm(of, code, name)
            if encounter["version"] == seen["version"]:
                seen["version"] = version
            st.rerun()
