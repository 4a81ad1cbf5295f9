"""Units as papers print them, to codes of UCUM (unitsofmeasure.org).

What is not known here is sent as text alone: a wrong code is worse than none.
"""

from __future__ import annotations

UCUM = "http://unitsofmeasure.org"

# UCUM is case-sensitive, and mmol is not Mmol: spellings are listed, never guessed by case.
_SAME = (
    "%", "1", "/min", "/uL", "10*3/uL", "10*6/uL", "10*9/L", "10*12/L", "Cel", "U/L", "U/mL", "[IU]/L", "[IU]/mL", "[pH]", "cm",
    "fL", "g", "g/L", "g/dL", "g/(24.h)", "kPa", "kg", "kg/m2", "mL/min", "mL/min/{1.73_m2}", "m[IU]/L", "mU/L", "mg/L", "mg/L{FEU}",
    "mg/dL", "mg/g", "mm/h", "mm[Hg]", "mmol/L", "mol/L", "ng/L", "ng/dL", "ng/mL", "nmol/L", "pg", "pg/mL", "pmol/L", "s", "u[IU]/mL",
    "ug/L", "ug/dL", "ug/mL", "umol/L", "mosm/kg", "d", "h", "wk", "mo", "a",
)  # fmt: skip
_PRINTED = {
    "10^9/L": "10*9/L",
    "10^12/L": "10*12/L",
    "10^3/L": "10*3/L",
    "10^6/L": "10*6/L",
    "IU/L": "[IU]/L",
    "IU/mL": "[IU]/mL",
    "mIU/L": "m[IU]/L",
    "uIU/mL": "u[IU]/mL",
    "mmHg": "mm[Hg]",
    "℃": "Cel",
    "°C": "Cel",
    "秒": "s",
    "sec": "s",
    "fl": "fL",
    "u/L": "U/L",
    "ng/ml": "ng/mL",
    "pg/ml": "pg/mL",
    "ug/ml": "ug/mL",
    "mg/dl": "mg/dL",
    "/HP": "/[HPF]",
    "/HPF": "/[HPF]",
    "/LP": "/[LPF]",
    "/LPF": "/[LPF]",
    "个/HP": "/[HPF]",
    "个/μL": "/uL",
    "个/uL": "/uL",
    "/μL": "/uL",
}
_CODES = {unit: unit for unit in _SAME} | _PRINTED


def ucum(unit: str) -> str | None:
    """Answer the UCUM code of a unit as printed, or None. The two letters that look like mu count as u."""
    return _CODES.get(unit) or _CODES.get(unit.replace("μ", "u").replace("µ", "u"))
