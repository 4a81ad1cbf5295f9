"""Pieces of HTML for what Streamlit has no element for: urgency, differential bars, report items. All data is escaped here.

They are shown with `st.html`, never as Markdown: in Markdown a blank line ends a block of HTML, and what a resident wrote after it
would be read as pictures and links.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from app.console import words
from app.console.colours import variables

Json = dict[str, Any]

_STYLE = """
.block-container { padding: 2.4rem 1.6rem 6rem; max-width: 1600px }
[data-testid=stSidebar] { width: 210px !important; min-width: 210px !important }
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p { color: var(--j-quiet); opacity: 1 }
.j-urgency { color: #fff; border-radius: 6px; padding: 2px 10px; font-weight: 600; white-space: nowrap }
.j-urgency::before { display: inline-block; width: 1.05em; height: 1.05em; margin-right: 5px; vertical-align: -0.15em }
.j-bar { display: grid; grid-template-columns: 9.5em 1fr 3.2em; gap: 8px; align-items: center; margin: 8px 0 2px }
.j-bar b { font-weight: 600 }
.j-track { background: var(--j-track); border-radius: 4px; height: 12px }
.j-fill { background: var(--j-bar); border-radius: 4px; height: 12px }
.j-evidence { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; font-size: 0.84em; line-height: 1.35 }
.j-for div, .j-against div { display: flex; align-items: center; gap: 6px; margin-bottom: 3px }
.j-against div { justify-content: flex-end; text-align: right }
.j-for i, .j-against i { flex: none; height: 8px; border-radius: 2px }
.j-for i { background: var(--j-good) } .j-against i { background: var(--j-against) }
.j-said { border-radius: 10px; padding: 8px 12px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere }
.j-resident { background: var(--j-resident); margin-left: 12% } .j-assistant { background: var(--j-assistant); margin-right: 12% }
.j-said small { color: var(--j-quiet); display: block }
.j-provider { display: block; margin: 4px 0 14px; padding: 10px 14px; border-radius: 8px; text-align: center; font-weight: 600;
  background: var(--j-primary); color: var(--j-on-primary) !important; text-decoration: none !important }
.j-provider:hover { background: var(--j-pressed) }
.j-provider:focus-visible { outline: 3px solid var(--j-bar); outline-offset: 2px }
.j-items { width: 100%; border-collapse: collapse; font-size: 0.9em }
.j-items td, .j-items th { border-bottom: 1px solid var(--j-hair); padding: 3px 6px; text-align: left }
.j-items td:last-child { white-space: nowrap; font-weight: 400; color: var(--j-quiet) }
.j-items .abnormal { color: var(--j-bad); font-weight: 600 }
.j-lasting ul { margin: 2px 0 10px; padding-left: 1.1em } .j-lasting small { color: var(--j-quiet) }
.j-tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin: 4px 0 10px }
.j-tiles div { background: var(--j-tile); border-radius: 8px; padding: 8px 14px } .j-tiles b { display: block; font-size: 1.7em }
.j-tiles small { color: var(--j-quiet) }
.j-trail td:nth-child(-n+4) { white-space: nowrap } .j-trail td:nth-child(5) { min-width: 27em }
.j-trail td:last-child { white-space: normal }
[data-testid=stButtonGroup] [aria-checked=true] p { color: var(--j-bar) }
.j-trail code { font-size: 0.85em; overflow-wrap: anywhere }
.j-score { border-left: 4px solid var(--j-line); padding: 2px 10px; margin: 6px 0; font-size: 0.95em; line-height: 1.45 }
.j-score small { color: var(--j-quiet) } .j-band { color: #fff; border-radius: 6px; padding: 1px 9px; margin-left: 8px; font-weight: 600 }
.j-band-low { background: #2c6e36 } .j-band-middle { background: #7a5a00 } .j-band-high { background: #b3261e }
.st-key-bar { position: fixed; bottom: 0; left: 210px; right: 0; width: auto; background: var(--j-page);
  border-top: 1px solid var(--j-line); padding: 10px 1.6rem; z-index: 50 }
"""

_CLOCK = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2"
_CALENDAR = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"
ICONS = {
    "emergency": "M6 19v-6a6 6 0 0 1 12 0v6zM3 19h18M12 2v2M4 5l1.5 1.5M20 5l-1.5 1.5",
    "urgent": _CLOCK,
    "soon": f"{_CALENDAR}M9 15h6",
    "routine": _CALENDAR,
    "self_care": "M3 11l9-7 9 7M6 9.5V20h12V9.5",
    "none": "M6 12h.01M12 12h.01M18 12h.01",
}
"""Siren, clock, calendar page, calendar, house: the same pictures as on the phone."""

_SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='white' stroke-width='2.2'><path d='{}'/></svg>"


def style() -> str:
    """Answer the console's style sheet. Icons live in it because Streamlit takes drawings out of HTML."""
    icons = "".join(
        f'.j-{name}::before {{ content: url("data:image/svg+xml,{quote(_SVG.format(path))}") }}'
        for name, path in ICONS.items()
    )
    return f"<style>{variables()}{_STYLE}{icons}</style>"


def urgency(value: str | None) -> str:
    """Answer the badge of an urgency: icon and word on its colour."""
    word, colour = words.URGENCY[value]
    return f'<span class="j-urgency j-{value or "none"}" style="background:{colour}">{word}</span>'


def heading(text: str, anchor: str = "") -> str:
    """Answer the heading of a part of the page; `anchor` is what a link may jump to."""
    return (
        f'<h3 class="j-h" id="{escape(anchor)}">{escape(text)}</h3>'
        if anchor
        else f'<h3 class="j-h">{escape(text)}</h3>'
    )


def said(turn: Json) -> str:
    """Answer one line of the transcript."""
    who = "居民" if turn["who"] == "resident" else "助手"
    photo = " · 照片" if turn["attachment_id"] else ""
    return (
        f'<div class="j-said j-{escape(turn["who"])}"><small>{who} · {words.moment(turn["at_ms"])}{photo}</small>'
        f"{escape(turn['text'])}</div>"
    )


def items(rows: list[Json]) -> str:
    """Answer report items as a table: abnormal ones with an arrow, units beside values, doubtful ones marked."""
    lines = []
    for item in rows:
        abnormal = item["flag"] not in {"normal", "unknown"}
        value = item["value_text"] or words.number(item["value"])
        bounds = (
            f"{words.number(item['low'])} – {words.number(item['high'])}"
            if (item["low"], item["high"]) != (None, None)
            else "—"
        )
        seen = "居民已核对" if item["confirmed_by_resident"] else "未核对"
        lines.append(
            f'<tr class="{"abnormal" if abnormal else ""}"><td>{escape(item["name"])} {escape(item["abbr"])}</td>'
            f"<td>{escape(value)} {escape(item['unit'])} {words.FLAG[item['flag']]}</td><td>{bounds}</td><td>{seen}</td></tr>"
        )
    return (
        f'<table class="j-items"><tr><th>项目</th><th>结果</th><th>参考</th><th>核对</th></tr>{"".join(lines)}</table>'
    )


def hypothesis(entry: Json, most: int = 6) -> str:
    """Answer a possible cause as a bar, with what speaks against it to the left and for it to the right."""
    percent = round(100 * entry["probability"])
    bar = (
        f'<div class="j-bar"><b>{escape(entry["name"]["zh"])}</b><div class="j-track" role="img" aria-label="{percent}%">'
        f'<div class="j-fill" style="width:{max(percent, 1)}%"></div></div><span>{percent}%</span></div>'
    )
    strongest = sorted(entry["evidence"], key=lambda evidence: -abs(evidence["log10_lr"]))[:most]
    against = "".join(_evidence(one) for one in strongest if one["log10_lr"] < 0)
    favour = "".join(_evidence(one) for one in strongest if one["log10_lr"] > 0)
    return f'{bar}<div class="j-evidence"><div class="j-against">{against}</div><div class="j-for">{favour}</div></div>'


def _evidence(one: Json) -> str:
    width = min(90, round(40 * abs(one["log10_lr"])))
    mark = f'<i style="width:{max(width, 3)}px" title="log10 LR {one["log10_lr"]:+.2f} · {escape(one["source"] or "")}"></i>'
    name = f"{words.STATUS[one['status']]}{escape(one['name']['zh'])}"
    return f"<div>{name}{mark}</div>" if one["log10_lr"] < 0 else f"<div>{mark}{name}</div>"
