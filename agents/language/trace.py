"""What a language model changed in a consultation, for the record: values that travel in the state. They decide nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Task = Literal["understand", "phrase", "opine", "read"]


class TraceValue(BaseModel):
    """Base: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")


class LanguageChange(TraceValue):
    """One change. `what` is the id of a finding, the block of a page, or the name of a report's item; `words` are those that
    a finding was read from.
    """  # noqa: D205 - one sentence of two parts

    kind: Literal["finding", "to_confirm", "wording", "doubt"]
    what: str
    words: str = ""


class LanguageUse(TraceValue):
    """What one turn asked of a model. `failed` holds tasks that came to nothing, each with the reason: `opine:deadline`."""

    turn: Annotated[int, Field(ge=0)]
    model: str
    prompts: str
    tasks: tuple[Task, ...] = ()
    changes: tuple[LanguageChange, ...] = ()
    failed: tuple[str, ...] = ()


class SuggestedDisease(TraceValue):
    """A disease of the graph that the model thinks of, with those findings of the case that the graph lists for it."""

    disease: str
    evidence: tuple[str, ...]


class SecondOpinion(TraceValue):
    """What is left of a second opinion after grounding. For the doctor alone: it changes no ranking and no urgency."""

    model: str
    suggestions: tuple[SuggestedDisease, ...]
