"""What the guards before reasoning look at: one message as cleaned, and what the dictionary understood of it."""

from __future__ import annotations

from dataclasses import dataclass

from agents.state import Relation
from kg.schema import Finding, Lang


@dataclass(frozen=True)
class Heard:
    """One message. `findings` are what was understood of it; `talks_of` is whom it seems to be about, when it says so."""

    text: str
    lang: Lang
    relation: Relation
    findings: tuple[Finding, ...]
    talks_of: Relation | None = None
