"""One streamed answer of `/v1/chat/completions`, read into text and function calls, whatever the server sends.

The SDK builds its objects without validating them, so that a malformed chunk would surface anywhere; here each is validated into a small
form of ours first. What is no such form is `malformed`; a stream without an end mark was cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.errors import LanguageModelAway
from agents.language.leash import Leash

MOST_TEXT: Final = 24_000
"""Characters of one answer."""
_THINK, _UNTHINK = "<think>", "</think>"
MOST_CALLS: Final = 4
"""Function calls of one round."""


class _Lenient(BaseModel):
    """Base of what a server sends: other fields are passed over."""

    model_config = ConfigDict(extra="ignore", cache_strings="none")


class _Function(_Lenient):
    name: str | None = None
    arguments: str | None = None


class _Call(_Lenient):
    index: int = 0
    id: str | None = None
    function: _Function | None = None


class _Delta(_Lenient):
    content: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(_Lenient):
    delta: _Delta = _Delta()
    finish_reason: str | None = None


class _Usage(_Lenient):
    total_tokens: int | None = None


class _Chunk(_Lenient):
    choices: list[_Choice] = Field(default_factory=list)
    usage: _Usage | None = None


@dataclass
class ToolCall:
    """One function call as it was put together from its pieces."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass
class Answer:
    """What came of one request; filled while `pieces` is read."""

    text: str = ""
    calls: dict[int, ToolCall] = field(default_factory=dict)
    tokens: int | None = None
    ended: bool = False

    def pieces(self, stream: Any, leash: Leash) -> Iterator[str]:
        """Answer the pieces of text as they come.

        Raises:
            LanguageModelAway: cut, malformed, too much, or the time is up.
        """
        try:
            for raw in stream:
                leash.require()
                yield from self._take(raw)
        except (openai.OpenAIError, ValidationError, ValueError, TypeError, AttributeError) as error:
            raise away(error, leash) from None
        finally:
            stream.close()
        if not self.ended:
            raise LanguageModelAway("cut")

    def _take(self, raw: Any) -> Iterator[str]:
        chunk = _Chunk.model_validate(raw.to_dict() if isinstance(raw, openai.BaseModel) else raw)
        if chunk.usage is not None and chunk.usage.total_tokens:
            self.tokens = chunk.usage.total_tokens
        for choice in chunk.choices[:1]:
            for call in choice.delta.tool_calls or ():
                self._join(call)
            if choice.finish_reason is not None:
                if choice.finish_reason in {"length", "content_filter"}:
                    raise LanguageModelAway("cut")
                self.ended = True
            if choice.delta.content:
                self.text += choice.delta.content
                if len(self.text) > MOST_TEXT:
                    raise LanguageModelAway("too_much")
                yield choice.delta.content

    def _join(self, call: _Call) -> None:
        if call.index not in self.calls and len(self.calls) >= MOST_CALLS:
            raise LanguageModelAway("tools")
        known = self.calls.setdefault(call.index, ToolCall())
        known.id = call.id or known.id
        if call.function is not None:
            known.name += call.function.name or ""
            known.arguments += call.function.arguments or ""
        if len(known.arguments) > MOST_TEXT or len(known.name) > MOST_TEXT:
            raise LanguageModelAway("too_much")


def without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """Answer the pieces without what a reasoning model writes to itself before its answer, between `<think>` and `</think>`."""
    held = ""
    for piece in pieces:
        held += piece
        if _THINK.startswith(held.lstrip()[: len(_THINK)]) and _UNTHINK not in held:
            continue
        yield held.rpartition(_UNTHINK)[2]
        break
    else:
        return
    yield from pieces


def json_of(text: str) -> str:
    """Answer the JSON object of an answer: without thoughts before it and without the fence that some models put around it."""
    rest = text.rpartition(_UNTHINK)[2].strip()
    return rest[rest.find("{") : rest.rfind("}") + 1] if rest.startswith("```") else rest


def away(error: Exception, leash: Leash) -> LanguageModelAway:
    """Answer one kind of error for whatever went wrong below; its message names no word of anybody."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, LanguageModelAway):
            return at
        at = at.__cause__ or at.__context__
    if isinstance(error, openai.APITimeoutError) or leash.left_s <= 0:
        return LanguageModelAway("deadline")
    if isinstance(error, openai.APIStatusError):
        return LanguageModelAway("busy" if error.status_code in {429, 503} else "not_there")
    if isinstance(error, openai.APIConnectionError):
        return LanguageModelAway("not_there")
    return LanguageModelAway("malformed")
