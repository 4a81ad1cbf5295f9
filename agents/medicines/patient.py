"""Who takes the medicines: from the state and from the question itself, which may be about somebody else.

A question about the resident's child or parent is not judged by the resident's own age, pregnancy and illnesses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from agents.intake.known import known
from agents.knowledge import Knowledge
from agents.medicines.asked import Asked, read_asked
from agents.medicines.speaker import minded
from agents.memory import carried_names, classes_of
from agents.state import ConsultationState
from kg.drugs.amounts import doubtful
from kg.drugs.check import Patient
from kg.drugs.pharmacy import Pharmacy
from kg.drugs.schema import ConditionId
from kg.graph import Graph
from kg.schema import FindingId, Sex, Status
from kg.text import understand

SMALL_CHILD_YEARS: Final = 1.5
"""The age that a child is judged by whose age nobody told: what holds for the small ones is said."""
OLD_YEARS: Final = 70.0
CHILD_YEARS: Final = 14.0
LATE_WEEKS: Final = 24
"""Weeks that stand for "more than twenty" where only that is known."""
_CHILD: Final = re.compile(
    r"孩子|宝宝|小孩|儿子|女儿|闺女|囡囡|细路|崽崽|娃|婴儿|幼儿|新生儿|儿童|小朋友|孙子|孙女|\b(child|children|kids?|baby|"
    r"infant|toddler|son|daughter|newborn|grandson|granddaughter)\b",
    re.IGNORECASE,
)
_PARENT: Final = re.compile(
    r"(?:老人|我妈|我爸|妈妈|爸爸|母亲|父亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|老伴)"
    r"(?![非硬]?[要让叫劝喊]我|说让我|给我|建议我)|\b(my (mother|"
    r"father|mum|mom|dad|parents?|grandm\w+|grandf\w+)|elderly)\b",
    re.IGNORECASE,
)
_AGE: Final = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*(?P<u>个月|月龄|周岁|岁半|岁|months?|month-old|years?|year-old|yo\b)(?!.{0,3}前)",
    re.IGNORECASE,
)
_OLD: Final = re.compile(
    r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*(?:个月大|月龄|周岁|岁半|岁|months?[- ]old|years?[- ]old|yo\b)(?!.{0,3}前)",
    re.IGNORECASE,
)
"""An age said as one: "一个月" alone is how long, as often as not."""
_PREGNANT: Final = re.compile(
    r"怀孕|怀着|孕妇|孕期|备孕|怀二胎|孕\d|孕早期|孕晚期|孕中期|有喜|\bpregnan|\bexpecting\b|trying to conceive|trimester",
    re.IGNORECASE,
)
_NOT_PREGNANT: Final = re.compile(r"没怀孕|没有怀孕|不是孕妇|未孕|\bnot pregnant", re.IGNORECASE)
_WEEKS: Final = re.compile(
    r"(?:怀孕|孕|怀了|怀)\s*(\d{1,2})\s*(周|个月)|(\d{1,2})\s*(?:weeks?|wks?)\s*(?:pregnant|gestation)|"
    r"(\d)\s*months?\s*pregnant",
    re.IGNORECASE,
)
_TRIMESTERS: Final = (
    (re.compile(r"孕早期|刚怀孕|first trimester|early pregnancy|备孕|trying to conceive", re.IGNORECASE), 6),
    (re.compile(r"孕中期|second trimester", re.IGNORECASE), 20),
    (re.compile(r"孕晚期|快生了|临产|third trimester|late pregnancy", re.IGNORECASE), 34),
)
_WEEKS_A_MONTH: Final = 4
_BREASTFEEDING: Final = re.compile(
    r"哺乳|喂奶|母乳|喂母乳|奶孩子|断奶前|\bbreast-?feed|\bnursing\b|\blactat", re.IGNORECASE
)
_DENIED: Final = re.compile(
    r"(?:没|没有|无|不是|未)[^，,。；;]{0,4}$|\b(?:no|not|without|never)\b[^,.;]{0,12}$", re.IGNORECASE
)
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}


@dataclass(frozen=True)
class Whose:
    """Who takes it, what they already take, and whose it is. `guessed_age`: a child of whom nobody told the age."""

    patient: Patient
    taken: tuple[str, ...]
    other: bool = False
    child: bool = False
    guessed_age: bool = False


def about_other(state: ConsultationState, text: str) -> bool:
    """Answer whether a message is about somebody else's medicines than those of the person the consultation is for."""
    return about_child(state, text) or _about_parent(state, text)


def about_child(state: ConsultationState, text: str) -> bool:
    """Answer whether a message is about a child when the consultation is not."""
    if state.relation == "child" or _BREASTFEEDING.search(text) or _PREGNANT.search(text):
        return False
    old = _OLD.search(text)
    age = None if old is None else _age_in(old[0])
    told = age is not None and age < CHILD_YEARS <= state.person.age_years
    return told or any(not minded(text, found) for found in _CHILD.finditer(text))


def without_person(text: str) -> str:
    """Answer a text without the words that say whose it is, so that it reads as if the person told it."""
    return _PARENT.sub("", _CHILD.sub("", text)).replace("My ", "I ").replace("my ", "I ")


def _about_parent(state: ConsultationState, text: str) -> bool:
    return state.relation == "self" and bool(_PARENT.search(text))


def read_of(knowledge: Knowledge, state: ConsultationState, text: str) -> Asked:
    """Answer what a message says of medicines, its amounts judged by the age of whoever takes them."""
    read = read_asked(knowledge.pharmacy, knowledge.medicine_names, text)
    years = _age_in(text)
    if about_child(state, text):
        years = years if years is not None else SMALL_CHILD_YEARS
    elif state.person.age_years < CHILD_YEARS:
        years = state.person.age_years
    else:
        return read
    share = next((part for below, part in _SHARES if years < below), 1.0)
    return replace(read, amounts=doubtful(knowledge.pharmacy, text, read.mentions, share=share))


_SHARES: Final = ((1.0, 0.15), (4.0, 0.22), (7.0, 0.3), (11.0, 0.5), (CHILD_YEARS, 0.7))
"""Below which age, in years, which share of an adult's limit holds: the usual weight at that age over 60 kg, rounded. It guards
against poisoning and is no dose (weights: WHO growth standards; share by weight as in BNF for Children)."""


def taken_before(state: ConsultationState, graph: Graph, findings: Mapping[FindingId, Status]) -> tuple[str, ...]:
    """Answer the medicines that were told as taken, in their order; one of the signed record not where its class is denied now."""
    parts = sorted(state.contributions, key=lambda part: part.turn)
    unspoken = carried_names(state, "medicines")
    stopped = {each for each in unspoken if any(findings.get(f) is Status.ABSENT for f in classes_of(graph, each))}
    return tuple(dict.fromkeys(each for part in parts for each in part.medicines if each not in stopped))


def allergens_before(state: ConsultationState) -> frozenset[str]:
    """Answer what an allergy was told to; a general "no" of today undoes none that was signed."""
    return frozenset(each for part in state.contributions for each in part.allergens)


def patient_of(pharmacy: Pharmacy, state: ConsultationState, findings: Mapping[FindingId, Status]) -> Patient:
    """Answer who takes it as far as the consultation knows, with findings of now."""
    # A name of the archive that the graph does not know stays out: `Pharmacy.taken` keeps what it was asked (decision 22).
    allergens = frozenset(each for each in allergens_before(state) if pharmacy.name_of(each) is not None)
    return Patient(
        age_years=state.person.age_years,
        sex=state.person.sex,
        pregnant=_pregnant(state, "", findings),
        weeks=LATE_WEEKS if _is(findings, "hx.pregnant.late") else None,
        breastfeeding=True if _is(findings, "breastfeeding_now") else None,
        conditions=_present(pharmacy, findings),
        denied=_denied(pharmacy, findings),
        allergies=allergens,
        allergies_known=bool(allergens) or FindingId("hx.allergy") in findings or _allergies_denied(state),
    )


def _allergies_denied(state: ConsultationState) -> bool:
    return any(
        item.section == "allergies" and item.status == "denied" for p in state.contributions for item in p.history
    )


def whose_of(knowledge: Knowledge, state: ConsultationState, asked: Asked) -> Whose:
    """Answer who takes the medicines that a message asks about."""
    text, pharmacy = asked.text, knowledge.pharmacy
    child = about_child(state, text)
    age = _age_in(text)
    conditions = _conditions_in(pharmacy, text)
    if child or _about_parent(state, text):
        years = age if age is not None else SMALL_CHILD_YEARS if child else OLD_YEARS
        patient = Patient(
            age_years=years,
            pregnant=False,
            breastfeeding=False,
            conditions=conditions,
            allergies=frozenset(asked.allergens),
        )
        return Whose(patient, asked.taken, other=True, child=child, guessed_age=child and age is None)
    findings = {each.id: each.status for each in known(state, knowledge.graph).findings}
    findings.update({each.id: each.status for each in understand(knowledge.lexicon, text, lang=state.lang).findings})
    before = patient_of(pharmacy, state, findings)
    said = " ".join((*(part.said for part in state.contributions), text))
    patient = before.model_copy(
        update={
            "pregnant": _pregnant(state, text, findings),
            "weeks": _weeks_in(said, findings),
            "breastfeeding": True if _BREASTFEEDING.search(text) else before.breastfeeding,
            "conditions": before.conditions | conditions,
            "allergies": before.allergies | frozenset(asked.allergens),
            "allergies_known": before.allergies_known or bool(asked.allergens),
        }
    )
    young = state.person.age_years < CHILD_YEARS
    taken = taken_before(state, knowledge.graph, findings)
    return Whose(patient, tuple(dict.fromkeys((*taken, *asked.taken))), child=young)


def _is(findings: Mapping[FindingId, Status], some_id: str) -> bool:
    return findings.get(FindingId(some_id)) is Status.PRESENT


def _pregnant(state: ConsultationState, text: str, findings: Mapping[FindingId, Status]) -> bool | None:
    if _NOT_PREGNANT.search(text):
        return False
    if _PREGNANT.search(text) or _is(findings, "hx.pregnant") or _is(findings, "hx.pregnant.late"):
        return True
    if findings.get(FindingId("hx.pregnant")) is Status.ABSENT or state.person.sex is Sex.MALE:
        return False
    return state.person.pregnant


def _weeks_in(text: str, findings: Mapping[FindingId, Status]) -> int | None:
    told = _WEEKS.search(text)
    if told is not None:
        if told[1]:
            return int(told[1]) * (_WEEKS_A_MONTH if told[2] == "个月" else 1)
        return int(told[3]) if told[3] else int(told[4]) * _WEEKS_A_MONTH
    for pattern, weeks in _TRIMESTERS:
        if pattern.search(text):
            return weeks
    return LATE_WEEKS if _is(findings, "hx.pregnant.late") else None


def _age_in(text: str) -> float | None:
    told = _AGE.search(text)
    if told is None:
        return None
    word = told["n"]
    value = float(word) if word.isdigit() else _numeral(word)
    unit = told["u"].casefold()
    if unit.startswith(("个月", "月龄", "month")):
        return value / 12
    return value + (0.5 if unit == "岁半" else 0.0)


def _numeral(word: str) -> float:
    if word.startswith("十"):
        return 10.0 + (_DIGITS.get(word[1:], 0) if len(word) > 1 else 0)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return _DIGITS.get(tens, 1) * 10.0 + (_DIGITS.get(ones, 0) if ones else 0)
    return float(_DIGITS.get(word[0], 1))


def _conditions_in(pharmacy: Pharmacy, text: str) -> frozenset[ConditionId]:
    """Answer the conditions named in the question itself, those that are denied left out."""
    plain = text.casefold()
    found = set()
    for condition in pharmacy.rules.conditions.values():
        for word in (*condition.words.zh, *condition.words.en):
            at = plain.find(word.casefold())
            if at >= 0 and not _DENIED.search(plain[:at]) and _whole(plain, at, word):
                found.add(condition.id)
    return frozenset(found)


def _whole(text: str, at: int, word: str) -> bool:
    if not word.isascii():
        return True
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (before.isalpha() and before.isascii()) and not (after.isalpha() and after.isascii())


def _present(pharmacy: Pharmacy, findings: Mapping[FindingId, Status]) -> frozenset[ConditionId]:
    conditions = pharmacy.rules.conditions.values()
    return frozenset(each.id for each in conditions if any(_is(findings, finding) for finding in each.findings))


def _denied(pharmacy: Pharmacy, findings: Mapping[FindingId, Status]) -> frozenset[ConditionId]:
    """Answer the conditions whose first finding was denied: that is the one that a question asks for."""
    conditions = (each for each in pharmacy.rules.conditions.values() if each.findings)
    return frozenset(each.id for each in conditions if findings.get(each.findings[0]) is Status.ABSENT)
