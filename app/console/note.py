"""The note to edit: S, O, A, P, how urgent, who changed what; and what happens when two people write at the same time."""

from __future__ import annotations

from html import escape
from itertools import pairwise

import streamlit as st

from app.console import encounter_words, parts, words
from app.console.client import CommissionClient, Json
from app.console.diff import both, merge, word_diff
from app.console.telling import telling

_HEIGHTS = {"subjective": 100, "objective": 72, "assessment": 120, "plan": 100}


def note(client: CommissionClient, encounter: Json, seen: Json) -> bool:
    """Show the note to edit; answer whether it holds something that is not saved."""
    signed = encounter["status"] == "signed"
    conflicts = _follow(encounter, seen)
    heading, how_urgent, saving = st.columns((0.6, 2, 1), vertical_alignment="center")
    heading.html(parts.heading("病历"))
    with how_urgent:
        urgency = _urgency(encounter, seen, signed=signed)
    with st.container(key="conflicts"):
        for part, theirs in list(conflicts.items()):
            _conflict(encounter, seen, part, theirs)
    written = {
        part: st.text_area(
            label,
            seen["start"][part],
            key=_field(encounter, seen, part),
            height=_HEIGHTS[part],
            disabled=signed,
            max_chars=20_000,
        )
        for part, label in encounter_words.NOTE.items()
    }
    unsaved = not signed and (written != encounter["note"] or urgency != encounter["urgency"])
    empty = not any(text.strip() for text in written.values())
    with saving:
        pressed = not signed and st.button(
            "保存病历",
            key="save-note",
            type="primary" if unsaved else "secondary",
            disabled=bool(conflicts) or empty,
            help="先决定下面两种写法用哪一种" if conflicts else "病历是空的" if empty else None,
            width="stretch",
        )
    who = f"最近由 {encounter['note_author']} 保存" if encounter["note_author"] else "助手起草，还没有医生改过"
    st.caption("有修改，尚未保存" if unsaved else who)
    if pressed:
        with telling():
            seen["version"] = client.save_note(encounter["encounter_id"], written, seen["version"], urgency)
            seen["note"] = written
            st.rerun()
    _history(client, encounter)
    return unsaved


def _urgency(encounter: Json, seen: Json, *, signed: bool) -> str | None:
    """Let the doctor say how urgent it is, where that is not what the assistant says."""
    said = encounter["record"]["urgency"]
    # Not None: Streamlit takes that for "nothing chosen" once the box is locked, and says so in English.
    options = ["", *(level for level in words.URGENCY if level not in (None, said))]
    current = encounter["urgency"]
    chosen = st.selectbox(
        "紧急程度，您的判断",
        options,
        index=options.index(current) if current in options else 0,
        format_func=lambda level: (
            f"紧急程度同助手：{words.URGENCY[said][0]}" if not level else f"我认为：{words.URGENCY[level][0]}"
        ),
        label_visibility="collapsed",
        key=f"urgency-{encounter['encounter_id']}-{seen['draft']}",
        disabled=signed,
    )
    return chosen or None


def _follow(encounter: Json, seen: Json) -> dict[str, str]:
    """Bring what was typed together with a note that somebody saved meanwhile; answer the parts that both wrote, with their words."""
    conflicts: dict[str, str] = seen.setdefault("conflicts", {})
    seen.setdefault("start", dict(seen["note"]))
    if encounter["note"] == seen["note"]:
        return conflicts
    typed = {
        part: st.session_state.get(_field(encounter, seen, part), seen["start"][part]) for part in encounter_words.NOTE
    }
    merged = merge(seen["note"], typed, encounter["note"])
    seen["note"], seen["start"] = dict(encounter["note"]), merged.note
    seen["conflicts"] = merged.conflicts
    seen["draft"] += 1
    return merged.conflicts


def _conflict(encounter: Json, seen: Json, part: str, theirs: str) -> None:
    """Show both texts of one part and let the doctor decide; until then nothing is saved, and nothing is lost."""
    mine = str(st.session_state.get(_field(encounter, seen, part), seen["start"][part]))
    author = encounter["note_author"] or "助手"
    st.warning(
        f"{encounter_words.NOTE[part]}：{words.plain(author)} 也改了这一段。划去的是您没有的，加底色的是您写的。"
    )
    st.html(changes(theirs, mine))
    columns = st.columns(3)
    choices = (("用我的", mine), (f"用{author}的", theirs), ("两段都留", both(theirs, mine)))
    for column, (label, text) in zip(columns, choices, strict=True):
        if column.button(label, key=f"resolve-{part}-{label}-{seen['draft']}", width="stretch"):
            kept = {
                each: st.session_state.get(_field(encounter, seen, each), seen["start"][each])
                for each in encounter_words.NOTE
            }
            seen["start"] = {**kept, part: text}
            seen["conflicts"].pop(part, None)
            seen["draft"] += 1
            st.rerun()


def _history(client: CommissionClient, encounter: Json) -> None:
    """Show who changed what and when, on request: reading it is audited."""
    if not encounter["note_author"]:
        return
    if not st.toggle("修改记录", key=f"history-{encounter['encounter_id']}"):
        return
    with telling():
        versions = client.note_history(encounter["encounter_id"])
        for before, after in reversed(list(pairwise(versions))):
            effect = after["effect"]
            said = f'<b class="j-{effect}">{encounter_words.EFFECT[effect]}</b>' if effect else "确认诊断后评定"
            lines = [
                f"<p><small>{escape(encounter_words.NOTE[part])}</small><br>{changes(before['note'][part], after['note'][part])}</p>"
                for part in encounter_words.NOTE
                if before["note"][part] != after["note"][part]
            ]
            if before["urgency"] != after["urgency"] and after["urgency"]:
                lines.append(f"<p><small>紧急程度</small><br>{words.URGENCY[after['urgency']][0]}</p>")
            st.html(
                f'<div class="j-change"><b>{escape(after["author"])}</b> · {words.moment(after["written_at_ms"])} · {said}'
                f"{''.join(lines)}</div>"
            )


def changes(before: str, after: str) -> str:
    """Answer the difference of two texts as HTML: what went is struck through, what came is underlined, both in words for readers."""
    marks = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    pieces = word_diff(before, after)
    return f'<span class="j-diff">{"".join(marks[kind].format(escape(text)) for kind, text in pieces)}</span>'


def _field(encounter: Json, seen: Json, part: str) -> str:
    return f"{part}-{encounter['encounter_id']}-{seen['draft']}"
