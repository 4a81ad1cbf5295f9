"""The port to a language model: what it may be asked, what it may answer, and how it says that it cannot.

Four requests and no other: understand passages that the dictionary did not, phrase a given text kindly, give a second opinion
on a case, read an image as a second reader. Every answer is a proposal; `agents.language.grounding`, `phrasing` and `second_reader`
decide what becomes of it. No patient's name, number or whole message passes through here.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from agents.language.leash import Leash
from agents.language.tools import ToolTable
from kg.schema import Lang

MOST_PROPOSED = 8
"""Findings, diseases or lines beyond which an answer is not read further."""


class PortValue(BaseModel):
    """Base of what is asked and answered: frozen, unknown fields are refused, nothing is coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, cache_strings="keys")


class Candidate(PortValue):
    """An id of the graph with its name, offered to the model to choose from."""

    id: str
    name: str


class Passages(PortValue):
    """Passages of a message that the dictionary could not read, with findings that they may mean."""

    lang: Lang
    passages: tuple[str, ...]
    candidates: tuple[Candidate, ...]


class Proposal(PortValue):
    """A finding that a passage may mean, and the very words that say so."""

    finding: str
    words: str


class Phrasing(PortValue):
    """A text to be said more kindly. `about` names what the resident came for; `simple` asks for very short sentences."""

    lang: Lang
    text: str
    about: tuple[str, ...] = ()
    simple: bool = False


class CaseSheet(PortValue):
    """A case without words of the resident: age in whole years (90 stands for all above), findings as names with ids."""

    lang: Lang
    age_years: int
    sex: Literal["male", "female"]
    pregnant: bool | None
    duration_days: float | None
    present: tuple[Candidate, ...]
    absent: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    """Diseases of the graph that may be named; the tools find others."""


class Suggestion(PortValue):
    """A disease worth thinking of, with the findings of the case that speak for it."""

    disease: str
    evidence: tuple[str, ...]


class SeenItem(PortValue):
    """One line of a photographed report as the model reads it."""

    name: str
    value: str
    unit: str = Field(default="")


class LanguageModel(Protocol):
    """A language model behind the port. One object serves many threads; what a turn may spend stands in its leash."""

    @property
    def name(self) -> str | None:
        """Answer the model's name for the record; None for the floor, which is no model."""
        ...

    @property
    def prompts(self) -> str:
        """Answer the version of the prompts: hex digits of their digest."""
        ...

    @property
    def sees(self) -> bool:
        """Answer whether images may be shown to it."""
        ...

    def close(self) -> None:
        """Let go of connections; nothing is asked afterwards."""
        ...

    def understand(self, asked: Passages, tools: ToolTable, leash: Leash) -> tuple[Proposal, ...]:
        """Answer the findings that the passages may mean.

        Raises:
            agents.errors.LanguageModelAway: there is no answer of the right form within the leash.
        """
        ...

    def phrase(self, asked: Phrasing, leash: Leash) -> Generator[str]:
        """Answer pieces of the text said more kindly, as they come. Raises as `understand`."""
        ...

    def opine(self, asked: CaseSheet, tools: ToolTable, leash: Leash) -> tuple[Suggestion, ...]:
        """Answer the diseases worth thinking of, the most likely first. Raises as `understand`."""
        ...

    def read(self, image: bytes, media_type: str, leash: Leash) -> tuple[SeenItem, ...]:
        """Answer the lines of a photographed report. Raises as `understand`."""
        ...
