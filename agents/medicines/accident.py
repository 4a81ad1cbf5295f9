"""A child that swallowed a medicine by accident: no amount is small enough to wait for symptoms.

Owns only whether a message tells of that. One tablet of a sulfonylurea, a calcium antagonist, clonidine, an opioid or a tricyclic
can kill a toddler (TOXBASE and Nelson: "one pill can kill"), so any medicine counts but those that do little harm when doubled.
"""

from __future__ import annotations

import re
from typing import Final

from agents.medicines.asked import Asked
from agents.medicines.patient import CHILD_YEARS, about_child
from agents.state import ConsultationState
from kg.drugs.pharmacy import Pharmacy
from kg.drugs.schema import Key

_BY_ACCIDENT: Final = re.compile(
    r"误(?:吃|服|食|喝|吞)|偷(?:吃|喝)|当(?:成)?糖|(?:吃|喝|吞|咽|嚼)(?:了|下|掉)?(?:大人|爷爷|奶奶|姥姥|姥爷|外公|外婆|爸爸|妈妈|我)的"
    r"|(?:把|将)[^，,。；;？?]{0,16}(?:吃|喝|吞|咽|嚼)(?:了|掉|下|进)"
    r"|\b(?:accidentally|by (?:accident|mistake))\b|\b(?:got into|swallowed|ate|chewed|drank)\b[^.;?]{0,20}\b(?:my|his|her|our|"
    r"grand\w+|dad\w*|mum\w*|mom\w*)\b",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"(?:怕|担心|万一|如果|要是|防止|避免|会不会|没)[^，,。；;？?]{0,10}$|\b(?:if|afraid|worried|might|could|prevent)\b[^.;?]{0,24}$",
    re.IGNORECASE,
)
_A_MEDICINE: Final = re.compile(r"药|片|胶囊|\b(?:medicines?|medications?|meds|pills?|tablets?)\b", re.IGNORECASE)
_HARMLESS: Final = Key("g_harmless_twice")


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
