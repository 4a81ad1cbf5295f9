"""What units of laboratory results measure: mass, amount of substance, enzyme activity or number in a volume; and molar masses.

So that any such unit turns into any other of its kind by arithmetic, and mass into amount where the molar mass is known. Units are
read in the one spelling of `kg.units` (lower case, u for micro). Nothing is guessed: what is not read here is not accepted.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["mass", "amount", "activity", "count"]

_PREFIXES: Final = {"": 1.0, "k": 1e3, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15}
_VOLUMES: Final = {"l": 1.0, "dl": 0.1, "cl": 0.01, "ml": 1e-3, "100ml": 0.1, "ul": 1e-6, "mm3": 1e-6, "cmm": 1e-6}
_OF_SUBSTANCE: Final = re.compile(r"^(?P<prefix>[kmunpf]?)(?P<base>gm?|mol|iu|u|kat)/(?P<volume>l|dl|cl|ml|100ml|ul)$")
_PERCENT: Final = re.compile(r"^(?P<prefix>[mu]?)g%$")
"""mg% is an old way to write mg/dL."""
_NUMBER: Final = re.compile(
    r"^(?:(?:10\*(?P<power>\d{1,2})|(?P<letter>[kmgt])|(?P<thousand>thou|thousand|k))?(?:cells|个)?)/(?P<volume>l|ul|ml|mm3|cmm)$"
)
_LETTERS: Final = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}
_KATAL: Final = 60e6
"""Enzyme units in one katal: 1 U turns over 1 µmol a minute, 1 kat one mol a second (CGPM 1999, resolution 12)."""

_BASES: Final[dict[str, tuple[Kind, float]]] = {
    "g": ("mass", 1.0),
    "gm": ("mass", 1.0),
    "mol": ("amount", 1.0),
    "u": ("activity", 1.0),
    "iu": ("activity", 1.0),
    "kat": ("activity", _KATAL),
}


def measured(unit: str, *, counts: bool = False) -> tuple[Kind, float] | None:
    """Answer what a unit measures and its size in g, mol, U or numbers per litre; None when it is none of these.

    `counts` says that the indicator is a number of cells: then G/L is 10^9 per litre and no gram.
    """
    if counts:
        return _number(unit)
    percent = _PERCENT.match(unit)
    found = _OF_SUBSTANCE.match(unit)
    if percent is not None:
        return "mass", _PREFIXES[percent["prefix"]] / _VOLUMES["dl"]
    if found is None:
        return None
    kind, size = _BASES[found["base"]]
    return kind, size * _PREFIXES[found["prefix"]] / _VOLUMES[found["volume"]]


def _number(unit: str) -> tuple[Kind, float] | None:
    found = _NUMBER.match(unit)
    if found is None:
        return None
    size = 10.0 ** int(found["power"]) if found["power"] else _LETTERS.get(found["letter"] or "", 1.0)
    return "count", (1e3 if found["thousand"] else size) / _VOLUMES[found["volume"]]


MOLAR_MASS: Final[dict[str, float]] = {
    "glucose_fasting": 180.16,
    "glucose_random": 180.16,
    "glucose_2h": 180.16,
    "csf_glucose": 180.16,
    "creatinine": 113.12,
    "uric_acid": 168.11,
    "tc": 386.65,
    "hdl": 386.65,
    "ldl": 386.65,
    "non_hdl": 386.65,
    "tg": 885.4,
    "tbil": 584.66,
    "dbil": 584.66,
    "ibil": 584.66,
    "ca": 40.078,
    "ca_ionised": 40.078,
    "mg": 24.305,
    "phosphate": 30.974,
    "na": 22.990,
    "k": 39.098,
    "cl": 35.45,
    "iron": 55.845,
    "tibc": 55.845,
    "serum_copper": 63.546,
    "serum_zinc": 65.38,
    "blood_lead": 207.2,
    "lithium_level": 6.94,
    "ammonia": 17.031,
    "lactate": 90.08,
    "beta_hydroxybutyrate": 104.10,
    "homocysteine": 135.18,
    "blood_ethanol": 46.07,
    "t4": 776.87,
    "ft4": 776.87,
    "t3": 650.97,
    "ft3": 650.97,
    "cortisol_am": 362.46,
    "testosterone": 288.42,
    "estradiol": 272.38,
    "progesterone": 314.46,
    "ohp17": 330.46,
    "dhea_s": 368.49,
    "aldosterone": 360.44,
    "vitamin_d": 400.64,
    "vitamin_b12": 1355.37,
    "folate": 441.40,
    "vitamin_a": 286.45,
    "metanephrine": 197.23,
    "normetanephrine": 183.20,
    "digoxin_level": 780.94,
    "phenytoin_level": 252.27,
    "carbamazepine_level": 236.27,
    "valproate_level": 144.21,
    "theophylline_level": 180.16,
    "paracetamol_level": 151.16,
    "vancomycin_trough": 1449.3,
    "tacrolimus_level": 804.0,
    "ciclosporin_level": 1202.6,
    "c_peptide": 3020.3,
    "albumin": 66_472.0,
    "hgb": 16_114.5,
}
"""g/mol by indicator. Elements: IUPAC standard atomic weights 2021 (phosphate is reported as phosphorus); compounds: PubChem;
triglycerides as triolein; 25-hydroxyvitamin D as D3; haemoglobin as its monomer (IFCC), albumin by its sequence (UniProt P02768)."""

CHARGE: Final[dict[str, int]] = {
    "na": 1,
    "k": 1,
    "cl": 1,
    "hco3": 1,
    "lithium_level": 1,
    "ca": 2,
    "ca_ionised": 2,
    "mg": 2,
}
"""Charges of an ion, which mEq/L counts."""
