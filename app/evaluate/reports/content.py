"""What drawn laboratory reports say: panels of indicators, and results drawn about the graph's own ranges.

Owns medicine as printed (names, units, ranges, results, flags) and no ink. Every draw comes from the `random.Random` given.
Invented people only.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from kg.graph import Graph
from kg.labs import range_for
from kg.schema import LabId, LabIndicator, Person, Sex

PrintedFlag = Literal["low", "high", "normal", "abnormal"]
Language = Literal["zh", "en"]

ABNORMAL: Final = 0.35
"""Share of results drawn outside their range."""


@dataclass(frozen=True)
class PrintedItem:
    """One item as the paper says it; `unit` as printed, `reference` the range as printed, `flag` what it amounts to."""

    lab: str
    name: str
    abbr: str
    value: float | None
    value_text: str
    unit: str
    low: float | None
    high: float | None
    reference: str
    flag: PrintedFlag


@dataclass(frozen=True)
class Panel:
    """A kind of report: its titles and its indicators; `names` are names as such a report prints them."""

    zh: str
    en: str
    labs: tuple[str, ...]
    names: tuple[tuple[str, str, str], ...] = ()
    """(indicator, printed name, printed abbreviation) where a report prints shorter names than the graph's."""


PANELS: Final[dict[str, Panel]] = {
    "blood_count": Panel(
        "血常规",
        "Complete blood count",
        (
            "wbc", "neut_pct", "lymph_pct", "mono_pct", "eos_pct", "baso_pct", "neut_abs", "lymph_abs", "mono_abs", "eos_abs",
            "rbc", "hgb", "hct", "mcv", "mch", "mchc", "rdw_cv", "rdw_sd", "plt", "mpv", "pdw", "crp",
        ),
    ),
    "chemistry": Panel(
        "生化全套",
        "Biochemistry",
        (
            "alt", "ast", "ggt", "alp", "tbil", "dbil", "ibil", "total_protein", "albumin", "globulin", "ag_ratio", "urea",
            "creatinine", "uric_acid", "glucose_random", "k", "na", "cl", "ca", "phosphate", "mg", "ldh", "ck",
        ),
        (("glucose_random", "葡萄糖", "GLU"), ("ag_ratio", "白球比", "A/G")),
    ),
    "lipids": Panel("血脂", "Lipid panel", ("tc", "tg", "hdl", "ldl", "apo_a1", "apo_b", "lp_a", "non_hdl")),
    "thyroid": Panel("甲状腺功能", "Thyroid function", ("tsh", "ft3", "ft4", "t3", "t4", "tpo_ab", "tgab", "trab")),
    "cardiac": Panel("心肌标志物", "Cardiac markers", ("troponin_i", "ck_mb", "myoglobin", "nt_probnp", "d_dimer", "ldh", "h_fabp")),
    "blood_gas": Panel(
        "血气分析", "Blood gas", ("ph_arterial", "pco2", "po2", "hco3", "base_excess", "sao2", "lactate", "k", "na", "ca_ionised")
    ),
    "coagulation": Panel("凝血功能", "Coagulation", ("pt", "inr", "aptt", "tt", "fibrinogen", "d_dimer", "fdp", "antithrombin")),
    "urine": Panel(
        "尿常规",
        "Urinalysis",
        (
            "urine_sg", "urine_ph", "urine_wbc", "urine_nitrite", "urine_protein", "urine_glucose", "urine_ketone",
            "urine_bilirubin", "urine_urobilinogen", "urine_blood", "urine_wbc_sediment", "urine_rbc_sediment",
        ),
        (
            ("urine_sg", "比重", "SG"), ("urine_ph", "酸碱度", "pH"), ("urine_wbc", "白细胞", "LEU"),
            ("urine_nitrite", "亚硝酸盐", "NIT"), ("urine_protein", "尿蛋白", "PRO"), ("urine_glucose", "尿糖", "GLU"),
            ("urine_ketone", "酮体", "KET"), ("urine_bilirubin", "胆红素", "BIL"), ("urine_urobilinogen", "尿胆原", "URO"),
            ("urine_blood", "隐血", "BLD"),
        ),
    ),
    "serology": Panel(
        "感染标志物", "Serology",
        ("hbsag", "anti_hbs", "hbeag", "hbeab", "hbcab", "anti_hcv", "syphilis_tppa", "h_pylori", "mycoplasma_igm")
    ),
    "tumour": Panel(
        "肿瘤标志物", "Tumour markers", ("afp", "cea", "ca125", "ca199", "ca153", "ca724", "cyfra211", "nse", "scc", "ferritin"),
    ),
    "infection": Panel("感染指标", "Infection markers", ("crp", "pct", "saa", "il6", "esr", "wbc", "neut_pct")),
}  # fmt: skip

_PRINTED_UNITS: Final[dict[str, tuple[str, ...]]] = {
    "10*9/L": ("10^9/L", "×10^9/L", "10^9/L", "10*9/L"),
    "10*12/L": ("10^12/L", "×10^12/L", "10^12/L", "10*12/L"),
    "umol/L": ("umol/L", "μmol/L"),
    "mm[Hg]": ("mmHg",),
    "mg/L{FEU}": ("mg/L",),
    "mU/L": ("mIU/L", "mU/L"),
    "[pH]": ("",),
    "1": ("",),
    "/uL": ("/uL", "/μL"),
}
_PRINTED_ENGLISH: Final = {"10*9/L": "10^9/L", "10*12/L": "10^12/L", "umol/L": "umol/L", "/uL": "/uL", "mU/L": "mIU/L"}
_POSITIVE: Final = ("+", "1+", "2+", "3+", "++", "+++", "±")


def draw_items(
    graph: Graph, panel: str, count: int, language: Language, range_styles: tuple[str, ...], words: str, random: Random
) -> tuple[PrintedItem, ...]:
    """Answer `count` items of a panel in the panel's order; `words` is how results in words are printed (signs or characters)."""
    person = Person(age_days=random.randrange(20 * 365, 80 * 365), sex=random.choice((Sex.MALE, Sex.FEMALE)))
    kind = PANELS[panel]
    known = [each for each in kind.labs if _can_be_printed(graph, each, person)]
    kept = sorted(random.sample(range(len(known)), min(count, len(known))))
    printed = {lab: (name, abbr) for lab, name, abbr in kind.names}
    style = random.choice(range_styles)
    answer = []
    for lab in (graph.labs[LabId(known[at])] for at in kept):
        name, abbr = printed.get(lab.id, (lab.name.zh, lab.abbr[0] if lab.abbr else ""))
        if language == "en":
            name = lab.name.en
        answer.append(_item(lab, person, name, abbr, language, style, words, random))
    return tuple(answer)


def _can_be_printed(graph: Graph, lab: str, person: Person) -> bool:
    """Answer whether the graph has the indicator, and a range for the person where it is a quantity: without one no flag is true."""
    known = graph.labs.get(LabId(lab))
    return known is not None and (known.kind == "ordinal" or range_for(known, person) is not None)


def _item(
    lab: LabIndicator, person: Person, name: str, abbr: str, language: Language, style: str, words: str, random: Random
) -> PrintedItem:
    if lab.kind == "ordinal":
        return _in_words(lab, name, abbr, language, words, random)
    told = range_for(lab, person)
    low, high = (None, None) if told is None else (told.low, told.high)
    if style == "bound" and low == 0:
        low = None  # printed as "<high"; a bound that is not printed is no truth
    decimals = max((_decimals(each) for each in (low, high) if each is not None), default=1)
    decimals = min(decimals + (random.random() < 0.25), 3)  # noqa: PLR2004 - laboratories print three places at most
    value = _value(lab, low, high, decimals, random)
    text = f"{value:.{decimals}f}"
    units = (_PRINTED_ENGLISH.get(lab.unit),) if language == "en" else _PRINTED_UNITS.get(lab.unit, (lab.unit,))
    unit = random.choice([each if each is not None else _PRINTED_UNITS.get(lab.unit, (lab.unit,))[0] for each in units])
    flag: PrintedFlag = "normal"
    if low is not None and value < low:
        flag = "low"
    elif high is not None and value > high:
        flag = "high"
    return PrintedItem(lab.id, name, abbr, value, text, unit, low, high, _reference(low, high, style), flag)


def _in_words(lab: LabIndicator, name: str, abbr: str, language: Language, words: str, random: Random) -> PrintedItem:
    positive = random.random() < ABNORMAL
    if words == "signs":
        text, reference = (random.choice(_POSITIVE[:-1]) if positive else "-"), "-"
    elif language == "en":
        text, reference = ("Positive" if positive else "Negative"), "Negative"
    else:
        text, reference = ("阳性" if positive else "阴性"), "阴性"
        if words == "both":
            text += "(+)" if positive else "(-)"
    return PrintedItem(lab.id, name, abbr, None, text, "", None, None, reference, "abnormal" if positive else "normal")


def _decimals(bound: float) -> int:
    text = f"{bound:.3f}".rstrip("0")
    return len(text.partition(".")[2])


def _value(lab: LabIndicator, low: float | None, high: float | None, decimals: int, random: Random) -> float:
    bottom = low if low is not None else 0.0
    top = high if high is not None else bottom * 1.8 + 1
    width = top - bottom
    if random.random() >= ABNORMAL:
        value = random.uniform(bottom + 0.05 * width, top - 0.05 * width)
    elif high is not None and (low is None or low <= 0 or random.random() < 0.6):  # noqa: PLR2004 - more results are high
        value = top + width * random.choice((0.1, 0.3, 0.8, 2.0)) * random.uniform(0.3, 1)
    else:
        value = bottom - min(width, bottom) * random.uniform(0.05, 0.6)
    if lab.plausible is not None:
        value = min(max(value, lab.plausible[0]), lab.plausible[1])
    return round(value, decimals)


def _reference(low: float | None, high: float | None, style: str) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        sign = {"le": "≤", "bound": "<"}.get(style, "<")
        return f"{sign}{high:g}"
    if high is None:
        return f"{'≥' if style == 'le' else '>'}{low:g}"
    both = {"tilde": "{}~{}", "brackets": "({}-{})", "long": "{}--{}", "spaced": "{} - {}", "wave": "{}～{}"}
    return both.get(style, "{}-{}").format(f"{low:g}", f"{high:g}")
