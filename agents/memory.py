"""What a doctor signed of this resident earlier, put beside what is told now, and said so.

It comes from the commission, for this consultation only and because the resident agreed to it. It counts as told before the
first word: whatever the resident says later of the same thing stands above it. An empty part means that nothing of the kind
was signed, so it denies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from agents.knowledge import Knowledge
from agents.state import ConsultationState, Contribution, Section, ToldItem
from agents.words import fits, in_sentence, listed, local
from kg.graph import Graph
from kg.medicines import MedicineClassId, MedicineId, finding_of, findings_of
from kg.schema import Finding, FindingId, FindingKind, Lang, LocalText, Status
from records.model import ConfirmedDiagnosis, Essentials, KnownFinding, KnownMedicine

QUESTION: Final = "archive"
"""Under this the contribution stands, as if a question had been answered before the first."""
_TOLD: Final = local("健康档案", "health record")
_ALLERGIC: Final = local("对{name}过敏", "an allergy to {name}")
_ALLERGY: Final = "hx.allergy"
_ZONE_HOURS: Final = 8
_SAID: Final = 8

CHRONIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "I10": "hx.hypertension",
        "I11": "hx.hypertension",
        "I12": "hx.hypertension",
        "I13": "hx.hypertension",
        "I15": "hx.hypertension",
        "E10": "hx.diabetes",
        "E11": "hx.diabetes",
        "E12": "hx.diabetes",
        "E13": "hx.diabetes",
        "E14": "hx.diabetes",
        "I20": "hx.coronary_disease",
        "I21": "hx.coronary_disease",
        "I22": "hx.coronary_disease",
        "I25": "hx.coronary_disease",
        "I50": "hx.heart_failure",
        "I48": "hx.atrial_fibrillation",
        "I05": "hx.valve_disease",
        "I06": "hx.valve_disease",
        "I34": "hx.valve_disease",
        "I35": "hx.valve_disease",
        "I63": "hx.stroke",
        "I61": "hx.stroke",
        "I64": "hx.stroke",
        "I69": "hx.stroke",
        "J45": "hx.asthma",
        "J44": "hx.copd",
        "A15": "hx.tuberculosis",
        "A16": "hx.tuberculosis",
        "N18": "hx.kidney_disease",
        "K74": "hx.liver_disease",
        "B18": "hx.liver_disease",
        "K80": "hx.gallstones",
        "K25": "hx.peptic_ulcer",
        "K26": "hx.peptic_ulcer",
        "K27": "hx.peptic_ulcer",
        "E03": "hx.thyroid",
        "E05": "hx.hyperthyroid",
        "M10": "hx.gout",
        "G40": "hx.epilepsy",
        "G43": "hx.migraine",
        "F32": "hx.depression",
        "F33": "hx.depression",
        "M80": "hx.osteoporosis",
        "M81": "hx.osteoporosis",
        "E78": "hx.hyperlipidemia",
        "I26": "hx.dvt_pe",
        "I80": "hx.dvt_pe",
    }
)
"""Blocks of ICD-10 (WHO, 10th revision) that stay with a person, and the history that each makes; every cancer (C00 to C97) too."""


LASTING: Final = frozenset(
    {
        *CHRONIC.values(),
        "hx.cancer",
        "hx.valve_replaced",
        "hx.allergy",
        "hx.eczema",
        "hx.immunosuppressed",
        "hx.abdominal_surgery",
        "hx.menopause",
        "hx.disc_herniation",
        "hx.family_heart",
        "hx.family_cancer",
        "hx.family_diabetes",
    }
)
"""History that does not pass: a pregnancy, a recent birth or operation of last year is none of now."""
MEDICINE_DAYS: Final = 84
"""How long a medicine told counts as taken: a long-term prescription runs for twelve weeks at most (中国长期处方管理规范（试行）, 2021)."""
_DAY_MS: Final = 86_400_000


def remember(
    knowledge: Knowledge, state: ConsultationState, essentials: Essentials
) -> tuple[ConsultationState, tuple[str, ...]]:
    """Answer the state of a consultation just opened with what was signed before, and the words that tell the resident."""
    graph, lang = knowledge.graph, state.lang
    known = [each for each in essentials.known if _usable(graph, state, each.id) and _holds(each, state.started_at_ms)]
    findings = {each.id: _present(each.id, each.told_at_ms, lang) for each in known}
    for diagnosis in essentials.diagnoses:
        made = _history_of(diagnosis.icd10)
        if made is not None and _usable(graph, state, made):
            findings.setdefault(made, _present(made, diagnosis.signed_at_ms, lang))
    for allergen in essentials.allergies:
        findings.setdefault(_ALLERGY, _present(_ALLERGY, allergen.told_at_ms, lang))
    lines = tuple(_diagnosis(each, lang) for each in essentials.diagnoses)
    allergens = {each: at for one in essentials.allergies for each, at in _ids(knowledge, one)}
    medicines = {
        each: at
        for one in essentials.medicines
        if _still(one.told_at_ms, state.started_at_ms)
        for each, at in _ids(knowledge, one)
        if knowledge.pharmacy.name_of(each) is not None
    }
    part = Contribution(
        turn=0,
        question=QUESTION,
        findings=tuple(findings.values()),
        allergens=tuple(allergens),
        medicines=tuple(medicines),
        history=(
            *(_item(knowledge, "allergies", each, at, lang) for each, at in allergens.items()),
            *(_item(knowledge, "medicines", each, at, lang) for each, at in medicines.items()),
        ),
    )
    state = state.model_copy(update={"contributions": (*state.contributions, part), "archive": lines})
    named = [_ALLERGIC.in_(lang).format(name=_name(knowledge, each, lang)) for each in allergens]
    named += [_name(knowledge, each, lang) for each in medicines]
    classes = {some_id for each in medicines for some_id in classes_of(graph, each)}
    rest = [each for each in known if each.id not in classes and not (allergens and each.id == _ALLERGY)]
    return state, (_message(graph, named, rest, essentials.diagnoses, lang),)


def carried(state: ConsultationState) -> frozenset[FindingId]:
    """Answer what came out of the signed record alone: whoever signs it again has heard nothing new of it."""
    told = {each.id for part in state.contributions if part.question != QUESTION for each in part.findings}
    return frozenset(
        each.id for part in state.contributions if part.question == QUESTION for each in part.findings
    ) - frozenset(told)


def carried_names(state: ConsultationState, what: Literal["medicines", "allergens"]) -> frozenset[str]:
    """Answer the medicines, or what there is an allergy to, that came out of the signed record alone."""
    old: set[str] = set()
    told: set[str] = set()
    for part in state.contributions:
        (old if part.question == QUESTION else told).update(part.medicines if what == "medicines" else part.allergens)
    return frozenset(old - told)


def classes_of(graph: Graph, some_id: str) -> tuple[FindingId, ...]:
    """Answer the findings that taking this medicine, or one of this class, makes present."""
    medicine = graph.medicines.get(MedicineId(some_id))
    if medicine is not None:
        return findings_of(graph.medicines, graph.medicine_classes, medicine)
    found = finding_of(graph.medicine_classes, MedicineClassId(some_id))
    return () if found is None else (found,)


def _ids(knowledge: Knowledge, each: KnownMedicine) -> tuple[tuple[str, int], ...]:
    """Answer which of this node's medicines, classes or substances is meant, by id, code or name; the name itself where none is."""
    if each.id and knowledge.pharmacy.name_of(each.id) is not None:
        return ((each.id, each.told_at_ms),)
    coded: list[str] = [
        some.id for some in knowledge.graph.medicines.values() if each.atc is not None and some.atc == each.atc
    ]
    if coded:
        return tuple((some_id, each.told_at_ms) for some_id in coded)
    name = each.name.zh
    found = knowledge.medicine_names.find(name, slips=False).mentions
    rest = "".join(letter for at, letter in enumerate(name) if not any(one.start <= at < one.end for one in found))
    # 鸡蛋、青霉素: what no name of ours covers goes on in the archive's words.
    ids = [*(one.id for one in found), *([name] if _MORE.sub("", rest) else [])]
    return tuple((some_id, each.told_at_ms) for some_id in dict.fromkeys(ids))


_MORE: Final = re.compile(r"对|过敏[史性]?|类|药物?|制剂|[\W_]|\b(?:allerg\w*|to|drugs?|and)\b", re.IGNORECASE)


def _item(knowledge: Knowledge, section: Section, some_id: str, at_ms: int, lang: Lang) -> ToldItem:
    said = f"{_TOLD.in_(lang)} {_month(at_ms)}"
    name = _name(knowledge, some_id, lang)
    return ToldItem(section=section, words=f"{name}（{said}）" if lang == "zh" else f"{name} ({said})")


def _name(knowledge: Knowledge, some_id: str, lang: Lang) -> str:
    name = knowledge.pharmacy.name_of(some_id)
    return some_id if name is None else in_sentence(name, lang)


def _holds(each: KnownFinding, now_ms: int) -> bool:
    """Answer whether what was told then still holds now."""
    return _still(each.told_at_ms, now_ms) if each.kind == "medicine" else each.id in LASTING


def _still(told_at_ms: int, now_ms: int) -> bool:
    return now_ms - told_at_ms <= MEDICINE_DAYS * _DAY_MS


def _usable(graph: Graph, state: ConsultationState, some_id: str) -> bool:
    """Answer whether this node's graph knows the finding, as history or medicine, and this person can have it."""
    concept = graph.findings.get(FindingId(some_id))
    return (
        concept is not None
        and concept.kind in {FindingKind.HISTORY, FindingKind.MEDICINE}
        and fits(concept, state.person)
    )


def _present(some_id: str, at_ms: int, lang: Lang) -> Finding:
    return Finding(id=FindingId(some_id), status=Status.PRESENT, text=f"{_TOLD.in_(lang)} {_month(at_ms)}")


def _history_of(icd10: str) -> str | None:
    block = icd10[:3]
    return "hx.cancer" if "C00" <= block <= "C97" else CHRONIC.get(block)


def _month(at_ms: int) -> str:
    """Answer the month in China Standard Time, as 2026-03."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(hours=_ZONE_HOURS)
    return f"{at:%Y-%m}"


def _diagnosis(each: ConfirmedDiagnosis, lang: Lang) -> str:
    when = _month(each.signed_at_ms)
    return f"{each.name}（{each.icd10}，{when}）" if lang == "zh" else f"{each.name} ({each.icd10}, {when})"


def _message(
    graph: Graph,
    named: list[str],
    known: list[KnownFinding],
    diagnoses: tuple[ConfirmedDiagnosis, ...],
    lang: Lang,
) -> str:
    """Answer what is said of it: names only, what may do harm first, and that it may have changed."""
    names = list(named)
    names += [in_sentence(graph.name_of(FindingId(each.id)), lang) for each in known]
    names += [each.name for each in diagnoses]
    names = list(dict.fromkeys(names))
    if not names:
        return NOTHING.in_(lang)
    more = "等" if lang == "zh" and len(names) > _SAID else ""
    return SEEN.in_(lang).format(names=listed(names[:_SAID], lang) + more)


SEEN: Final[LocalText] = local(
    "按您的同意，我看到健康档案里医生签过字的有：{names}。要是有变化，或者药已经换了，您告诉我就行。",
    "As you agreed, I looked at what a doctor has signed in your health record: {names}. If anything has changed, just tell me.",
)
NOTHING: Final[LocalText] = local(
    "按您的同意，我看了健康档案，里面还没有医生签过字的慢病、过敏或用药，我照常问您。",
    "As you agreed, I looked at your health record. No lasting illness, allergy or medicine is signed there yet, so I will ask as usual.",
)
