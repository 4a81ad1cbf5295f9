"""The demonstration's invented residents, read from `people.yaml`: who they are, what they know, and what the doctor did."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from records.model import RecordUrgency

_UNITS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}


def _milliseconds(value: object) -> object:
    """Read 40m, 6h or 9d."""
    if isinstance(value, str) and value[:-1].isdigit() and value[-1] in _UNITS:
        return int(value[:-1]) * _UNITS[value[-1]]
    return value


Span = Annotated[int, BeforeValidator(_milliseconds), Field(gt=0)]
"""A length of time in milliseconds."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Deed(_Told):
    """Something that the doctor did, so long after the consultation began. `tell` also goes to the phone.

    `urgency` is how urgent a diagnosis turned out to have been. `glass`: a doctor of the other community read the record; `why` is the
    reason.
    """

    after: Span
    do: Literal["call", "invite", "refer", "message", "diagnosis", "rate", "sign", "glass"]
    text: str = ""
    tell: str = ""
    icd10: str = ""
    urgency: RecordUrgency | None = None
    why: str = ""


class Replied(_Told):
    """Something that the resident wrote back."""

    after: Span
    text: str


class Visit(_Told):
    """One consultation: everything the person knows, what is known to be absent, and what came of it."""

    ago: Span
    told: str
    denied: Annotated[str, Field(alias="not")] = ""
    photo: Literal["cardiac", "blood_count", "glucose", "thyroid"] | None = None
    doctor: tuple[Deed, ...] = ()
    replies: tuple[Replied, ...] = ()


class Villager(_Told):
    """One invented resident."""

    name: str
    age: Annotated[int, Field(ge=0, le=120)]
    sex: Literal["male", "female"]
    relation: Literal["self", "child"] = "self"
    pregnant: bool | None = None
    lang: Literal["zh", "en"] = "zh"
    visits: Annotated[tuple[Visit, ...], Field(min_length=1)]


def read_people() -> tuple[Villager, ...]:
    """Answer the residents in the order of the file."""
    text = files(__package__).joinpath("people.yaml").read_text(encoding="utf-8")
    return tuple(Villager.model_validate(each) for each in yaml.safe_load(text))
