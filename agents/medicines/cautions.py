"""What the medicines and allergies told in a consultation call for: lines for the doctor's note and one for the resident's page.

Derived from the state each time and kept nowhere, so that an answer taken back takes its caution along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agents.guard.after import free_of_doses
from agents.intake.known import known
from agents.medicines.answers import chosen, joined, sentence
from agents.medicines.patient import patient_of, taken_before
from agents.medicines.phrases import NOTE_TITLE
from agents.state import ConsultationState, Opinion
from agents.words import BRACKETS
from kg.drugs.check import Warning as Caution
from kg.drugs.check import check
from kg.drugs.pharmacy import Pharmacy, pharmacy_of
from kg.drugs.schema import Severity
from kg.graph import Graph
from kg.schema import FindingId, Lang, LocalText, Status

MOST_LINES: Final = 6
_FOR_RESIDENT: Final = frozenset({"interaction", "duplicate", "allergy", "pregnancy", "condition"})


def cautions_of(graph: Graph, state: ConsultationState) -> tuple[Caution, ...]:
    """Answer the warnings about all medicines that were told as taken, gravest first; none where none was told."""
    if not any(part.medicines for part in state.contributions):
        return ()
    findings: Mapping[FindingId, Status] = {each.id: each.status for each in known(state, graph).findings}
    medicines = taken_before(state, graph, findings)
    pharmacy = pharmacy_of(graph)
    return check(pharmacy, medicines, patient_of(pharmacy, state, findings))


def note_lines(graph: Graph, state: ConsultationState) -> tuple[str, ...]:
    """Answer the doctor's lines: which medicines, how grave, why, and the source; what was told as taken stands first."""
    lang = state.lang
    warnings = [each for each in cautions_of(graph, state) if each.severity.rank <= Severity.MODERATE.rank]
    if not warnings:
        return ()
    pharmacy = pharmacy_of(graph)
    shown = chosen(warnings, most=MOST_LINES)
    return (NOTE_TITLE.in_(lang) + _SEPARATOR[lang].join(_line(pharmacy, each, lang) for each in shown),)


def _line(pharmacy: Pharmacy, warning: Caution, lang: Lang) -> str:
    names = joined(pharmacy, warning.medicines, lang)
    grade = _GRADES[warning.severity].in_(lang)
    why = warning.why.in_(lang).rstrip("。.")
    source = "" if warning.source is None else BRACKETS.sub("", pharmacy.source(warning.source).title)
    if lang == "zh":
        return f"{names}（{grade}）：{why}" + (f"（{source}）" if source else "")
    return f"{names} ({grade}): {why}" + (f" ({source})" if source else "")


_SEPARATOR: Final[dict[Lang, str]] = {"zh": "；", "en": "; "}
_GRADES: Final[dict[Severity, LocalText]] = {
    Severity.CONTRAINDICATED: LocalText(zh="禁忌", en="contraindicated"),
    Severity.MAJOR: LocalText(zh="严重", en="major"),
    Severity.UNKNOWN: LocalText(zh="无资料", en="nothing known"),
    Severity.MODERATE: LocalText(zh="中等", en="moderate"),
    Severity.MINOR: LocalText(zh="轻微", en="minor"),
}


def page_line(graph: Graph, state: ConsultationState) -> str | None:
    """Answer the one sentence on medicines for the resident's page; None when nothing grave was found."""
    for warning in cautions_of(graph, state):
        if warning.severity.rank <= Severity.MAJOR.rank and warning.kind in _FOR_RESIDENT and warning.certain:
            text = sentence(pharmacy_of(graph), warning, state.lang)
            if free_of_doses(text, state.lang):
                return text
    return None


def with_caution(graph: Graph, state: ConsultationState, opinions: tuple[Opinion, ...]) -> tuple[Opinion, ...]:
    """Answer the opinions, the first that has no caution on medicines of its own carrying the gravest one found."""
    grave = next((each for each in cautions_of(graph, state) if each.severity.rank <= Severity.MAJOR.rank), None)
    at = next((index for index, each in enumerate(opinions) if each.caution is None and not each.failed), None)
    if grave is None or at is None:
        return opinions
    pharmacy = pharmacy_of(graph)
    caution = LocalText(zh=sentence(pharmacy, grave, "zh"), en=sentence(pharmacy, grave, "en"))
    return (*opinions[:at], opinions[at].model_copy(update={"caution": caution}), *opinions[at + 1 :])
