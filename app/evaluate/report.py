"""The figures as one page that can be kept, sent and printed: everything is in the file, nothing runs, nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from app.evaluate.cases import COARSE
from app.evaluate.drawing import histogram, interval_bars, reliability
from app.evaluate.judging import Judged, Ranked
from app.evaluate.misses import evidence_line, findings_line, is_miss
from app.evaluate.rates import Summary, summarise

NAMES: Final[Mapping[str, str]] = {
    "top1": "top 1 首位",
    "top3": "top 3 前三",
    "top5": "top 5 前五",
    "top10": "top 10 前十",
    "coverage": "coverage 覆盖",
    "urgency": "urgency 紧急程度",
    "safe": "safe 不低估",
    "emergencies_found": "emergencies found 急症识别",
    "self_care_alarmed": "self care alarmed 误报急症",
    "level": "five levels 五级",
    "elicited": "elicited 问出",
    "interrupted": "interrupted 中断",
}
URGENCIES: Final[Mapping[str, str]] = {
    "emergency": "emergency 急症",
    "non_emergency": "non-emergency 非急症",
    "self_care": "self care 居家",
}
_LEGEND: Final = "“-” absent 无，numbers are log10 likelihood ratios 对数似然比。"
_STYLE: Final = """
:root{color-scheme:light}
body{margin:0 auto;max-width:1040px;padding:28px 24px 60px;background:#fff;color:#1d2733;
font:15px/1.55 system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","WenQuanYi Zen Hei",sans-serif}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 10px}
p{margin:4px 0 10px}.soft{color:#5b6875}
.plots{display:flex;flex-wrap:wrap;gap:24px}figure{margin:0}figcaption{color:#5b6875;font-size:13px;max-width:340px}
svg{max-width:100%;height:auto;font-family:inherit}
table{border-collapse:collapse;font-size:14px}th,td{border:1px solid #dde3e9;padding:6px 10px;text-align:left;vertical-align:top}
th{background:#f4f6f8;font-weight:600}td.n{text-align:right}td.right{background:#e3f1e8}td.under{background:#fbe4e0}
article{border:1px solid #dde3e9;border-radius:8px;padding:12px 16px;margin:0 0 12px;break-inside:avoid}
article h3{font-size:15px;margin:0 0 6px}dl{display:grid;grid-template-columns:190px 1fr;gap:3px 12px;margin:0;font-size:13.5px}
dt{color:#5b6875}dd{margin:0;overflow-wrap:anywhere}ol{margin:0;padding-left:20px}
@media (max-width:640px){dl{grid-template-columns:1fr}}
"""


def page(name: str, mode: str, judged: Sequence[Judged], *, seed: int, beyond: int = 1) -> str:
    """Answer the page over what was judged of the file `name`; a truth placed beyond `beyond` is shown as a miss."""
    summary = summarise(judged, seed=seed)
    missed = [each for each in judged if is_miss(each, beyond)]
    body = [
        f"<h1>Jiayi 家医 · {escape(name)}</h1>",
        f'<p class="soft">{escape(mode)} · n = {summary.n} · 95 % intervals 置信区间</p>',
        "<h2>Rates 指标</h2>",
        _bars(summary),
        _plots(summary, judged, mode),
        _confusion(summary),
        f"<h2>Misses 未命中 ({len(missed)})</h2>",
        f'<p class="soft">The truth does not stand among the first {beyond}, or the urgency is wrong. {_LEGEND}</p>',
        *(_miss(each) for each in missed),
    ]
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Jiayi · {escape(name)}</title><style>{_STYLE}</style></head><body>{''.join(body)}</body></html>\n"
    )


def _bars(summary: Summary) -> str:
    rows = []
    for key, label in NAMES.items():
        figure = summary.figures[key]
        if figure.value is not None:
            rows.append((label, figure.value, figure.ci95))
    return interval_bars(rows)


def _plots(summary: Summary, judged: Sequence[Judged], mode: str) -> str:
    parts = []
    if summary.calibration is not None:
        found = summary.calibration
        parts.append(
            f"<figure>{reliability(found.bins)}<figcaption>Brier {found.brier:.3f} "
            f"({found.brier_ci95[0]:.3f} – {found.brier_ci95[1]:.3f}), ECE {found.ece:.3f} "
            f"({found.ece_ci95[0]:.3f} – {found.ece_ci95[1]:.3f}). Larger dots hold more cases. 圆点越大病例越多。"
            "</figcaption></figure>"
        )
    if mode == "interview":
        median, slow = summary.figures["questions_median"].value, summary.figures["questions_p95"].value
        drawn = histogram([each.questions for each in judged], "questions asked 提问数")
        parts.append(
            f"<figure>{drawn}<figcaption>median 中位数 {median:g}, 95th percentile {slow:g}. The opening is not counted."
            "</figcaption></figure>"
        )
        rows = "".join(
            f'<tr><th>{escape(level)}</th><td class="n">{each.n}</td><td class="n">{each.median:g}</td>'
            f'<td class="n">{each.p95:.1f}</td></tr>'
            for level, each in summary.questions.items()
        )
        parts.append(
            "<table><tr><th>urgency found 判断的紧急程度</th><th>n</th><th>median 中位数</th><th>95 %</th></tr>"
            f"{rows}</table>"
        )
    if not parts:
        return ""
    return f'<h2>Calibration and questions 校准与提问</h2><div class="plots">{"".join(parts)}</div>'


def _confusion(summary: Summary) -> str:
    if not summary.confusion:
        return ""
    heads = "".join(f"<th>{escape(URGENCIES[said])}</th>" for said in COARSE)
    rows = []
    for true, counts in summary.confusion.items():
        cells = []
        for said in COARSE:
            under = COARSE.index(said) > COARSE.index(true) and counts[said]
            kind = "right" if said == true else "under" if under else ""
            cells.append(f'<td class="n {kind}">{counts[said]}</td>')
        rows.append(f"<tr><th>{escape(URGENCIES[true])}</th>{''.join(cells)}</tr>")
    return (
        '<h2>Urgency 紧急程度</h2><p class="soft">Rows are the truth, columns what was said; red is less urgent than the truth. '
        f"行为真实，列为判断；红色为低估。</p><table><tr><th></th>{heads}</tr>{''.join(rows)}</table>"
    )


def _entry(term: str, text: str) -> str:
    return f"<dt>{term}</dt><dd>{escape(text)}</dd>"


def _ranked(each: Ranked) -> str:
    return f"{each.place}. {each.name} {each.probability:.3f}"


def _miss(judged: Judged) -> str:
    case = judged.vignette
    rank = "–" if judged.rank is None else str(judged.rank)
    parts = [
        _entry("truth 真实", " | ".join(case.truth) + ("" if judged.covered else "  (not covered 未覆盖)")),
        _entry("told 叙述", f"{case.age:g} {case.sex.value}: {case.text}"),
        _entry("understood 理解", findings_line(judged) or "nothing"),
    ]
    if judged.exchanges:
        asked = "".join(f"<li>{escape(each.question)} → {escape(each.answer)}</li>" for each in judged.exchanges)
        parts.append(f"<dt>asked 提问</dt><dd><ol>{asked}</ol></dd>")
    if judged.untold:
        parts.append(_entry("never asked 未问到", " ".join(judged.untold)))
    parts.append(_entry("led by 排序", "; ".join(_ranked(each) for each in judged.leading[:5])))
    if judged.leading:
        parts.append(_entry("leader 首位依据", evidence_line(judged.leading[0])))
    if judged.found is not None and judged.found.place > 1:
        parts.append(_entry("truth's evidence 真实依据", f"{_ranked(judged.found)}: {evidence_line(judged.found)}"))
    said = judged.level.value
    true = case.level or case.urgency
    parts.append(
        _entry("urgency 紧急程度", f"{said}{f' (true: {true})' if true else ''} [{', '.join(judged.reasons)}]")
    )
    return f"<article><h3>{escape(case.id)} · rank 名次 {rank}</h3><dl>{''.join(parts)}</dl></article>"
