"""Poison that does not wait: a child that swallowed a medicine by accident, and somebody else who was poisoned.

Owns only whether a message tells of that. Of a child no amount is small enough to wait for symptoms: one tablet of a sulfonylurea,
a calcium antagonist, clonidine, an opioid or a tricyclic can kill a toddler (cn_poisoning_2016; Nelson, Textbook of Pediatrics, the
chapter on poisoning), so any medicine counts but those that do little harm when doubled.
"""

from __future__ import annotations

import re
from typing import Final

from agents.knowledge import Knowledge
from agents.medicines.asked import Asked
from agents.medicines.patient import CHILD_YEARS, about_child, about_other, without_person
from agents.state import ConsultationState
from kg.drugs.pharmacy import Pharmacy
from kg.drugs.schema import Key
from kg.schema import Finding, Status
from kg.text import understand

_WHOSE: Final = r"(?:大人|爷爷|奶奶|姥姥|姥爷|外公|外婆|爸爸|妈妈|爸|妈|老人|我|家里|桌上|抽屉里?)的?"
_BY_ACCIDENT: Final = re.compile(
    r"误(?:吃|服|食|喝|吞)|偷(?:吃|喝)|当(?:成)?糖"
    rf"|(?:吃|喝|吞|咽|嚼)(?:了|下|掉)[^，,。；;？?]{{0,4}}{_WHOSE}[^，,。；;？?]{{0,8}}(?:药|片|丸|胶囊)"
    rf"|(?:把|将)[^，,。；;？?]{{0,4}}(?:{_WHOSE}|一?整?[瓶盒板])[^，,。；;？?]{{0,12}}(?:吃|喝|吞|咽|嚼)(?:了|掉|下|进|光)"
    r"|\b(?:accidentally|by (?:accident|mistake))\b|\b(?:got into|swallowed|ate|chewed|drank)\b[^.;?]{0,20}\b(?:my|his|her|our|"
    r"grand\w+|dad\w*|mum\w*|mom\w*)\b",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"(?:怕|担心|万一|如果|要是|防止|避免|会不会|没|能|可以)[^，,。；;？?]{0,10}$|\b(?:if|afraid|worried|might|could|prevent)\b[^.;?]{0,24}$",
    re.IGNORECASE,
)
_FEARED: Final = re.compile(
    r"怕|担心|万一|如果|要是|防止|预防|避免|会不会|以前|小时候|\b(?:if|afraid|worried|might|prevent|years ago)\b",
    re.IGNORECASE,
)
_A_MEDICINE: Final = re.compile(
    r"(?<![农鼠])药(?!水)|片|胶囊|\b(?:medicines?|medications?|meds|pills?|tablets?)\b", re.IGNORECASE
)
POISONS: Final = ("poisoning", "co_exposure.poisoned")
"""The findings that say poison, with what lies below the first."""
_HARMLESS: Final = Key("g_harmless_twice")


def poison_of_other(knowledge: Knowledge, state: ConsultationState, text: str) -> tuple[Finding, ...]:
    """Answer the poisonings that a message tells of somebody else: help for them does not wait for a new consultation.

    The text is read anew, because a message about somebody else is not taken into this person's history.
    """
    if not about_other(state, text) or _FEARED.search(text):
        return ()
    told = understand(knowledge.lexicon, without_person(text), lang=state.lang).findings
    return tuple(each for each in told if each.status is Status.PRESENT and _is_poison(each.id))


def _is_poison(finding: str) -> bool:
    return finding in POISONS or finding.startswith("poisoning.")


def swallowed_by_child(pharmacy: Pharmacy, state: ConsultationState, read: Asked) -> bool:
    """Answer whether a message tells that a child swallowed a medicine that was not meant for it."""
    found = _BY_ACCIDENT.search(read.text)
    if found is None or _NOT_YET.search(read.text[: found.start()]):
        return False
    if not (about_child(state, read.text) or state.person.age_years < CHILD_YEARS):
        return False
    medicines = [each.id for each in read.mentions if each.kind != "substance"]
    if not medicines:
        return bool(read.unknown) or _A_MEDICINE.search(read.text) is not None
    return any(_HARMLESS not in pharmacy.taken(each).keys for each in medicines)
