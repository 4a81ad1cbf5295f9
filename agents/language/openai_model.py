"""The adapter to any endpoint that speaks OpenAI's chat protocol, through the official SDK. Makes no connection by itself.

It is given a client whose transport is held to one endpoint and to the leash (`app.language.transport`), with the SDK's own retries off.
Structured answers are asked for by JSON schema and validated again here; functions are called from a closed table in at most
`MOST_ROUNDS` rounds; the last round offers none. Instructions stand in the system message; everything of a resident is
JSON inside the user message, where no delimiter can be broken out of.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeVar

import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.errors import LanguageModelAway
from agents.language.breaker import Breaker
from agents.language.leash import Leash, bound
from agents.language.openai_stream import Answer, away, json_of, without_thoughts
from agents.language.port import (
    CaseSheet,
    Passages,
    Phrasing,
    PortValue,
    Proposal,
    SeenItem,
    Suggestion,
)
from agents.language.prompts import prompt, prompts_version
from agents.language.tools import Tool, ToolTable
from agents.language.trace import Task

MOST_ROUNDS: Final = 3
"""Requests of one task: two with functions at most, and the last without."""
MOST_AT_ONCE: Final = 24
"""Requests under way at once in a process; a turn that finds no place goes on without the model."""
_NOT_TAKEN: Final = frozenset({400, 422})
_BUSY: Final = frozenset({429, 503})
_MOST_ANSWER: Final[dict[Task, int]] = {"understand": 500, "phrase": 400, "opine": 600, "read": 2500}
"""Tokens that an answer may have."""
_LEAST_LEFT_S: Final = 0.5
"""Seconds that must remain after waiting as a busy server asks."""
_MOST_LISTED: Final = 60


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, cache_strings="none")


class _Findings(_Form):
    findings: Annotated[list[Proposal], Field(max_length=_MOST_LISTED)]


class _Suggestions(_Form):
    suggestions: Annotated[list[Suggestion], Field(max_length=_MOST_LISTED)]


class _Item(_Form):
    name: str
    value: str
    unit: str


class _Items(_Form):
    items: Annotated[list[_Item], Field(max_length=200)]


F = TypeVar("F", bound=_Form)


class OpenAIModel:
    """A `LanguageModel` at an OpenAI-compatible endpoint. Shared by threads.

    Args:
        client: the SDK's client, with `max_retries=0` and a transport that obeys `agents.language.leash.current`.
        name: the model's name at the endpoint.
        sees: whether images may be shown to it.
        breaker: leaves the endpoint alone after failures.
        sleep: waits; passed in for tests.
    """

    def __init__(
        self, client: openai.OpenAI, name: str, *, sees: bool, breaker: Breaker, sleep: Callable[[float], None]
    ) -> None:
        self.name: str | None = name
        self.sees = sees
        self._client = client
        self._breaker = breaker
        self._sleep = sleep
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._schemas = True
        """Whether the endpoint takes schemas; the prompts ask for the same form in words, for those that do not."""

    @property
    def prompts(self) -> str:
        """Answer the version of the prompts."""
        return prompts_version()

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()

    def understand(self, asked: Passages, tools: ToolTable, leash: Leash) -> tuple[Proposal, ...]:
        """Answer the proposed findings; see the port."""
        return tuple(self._structured("understand", _data(asked), _Findings, tools, leash).findings)

    def opine(self, asked: CaseSheet, tools: ToolTable, leash: Leash) -> tuple[Suggestion, ...]:
        """Answer the suggested diseases; see the port."""
        return tuple(self._structured("opine", _data(asked), _Suggestions, tools, leash).suggestions)

    def read(self, image: bytes, media_type: str, leash: Leash) -> tuple[SeenItem, ...]:
        """Answer the lines of a report; see the port."""
        shown = f"data:{media_type};base64,{base64.b64encode(image).decode()}"
        content = [{"type": "image_url", "image_url": {"url": shown, "detail": "high"}}]
        found = self._structured("read", content, _Items, ToolTable(), leash)
        return tuple(SeenItem(name=each.name, value=each.value, unit=each.unit) for each in found.items)

    def phrase(self, asked: Phrasing, leash: Leash) -> Generator[str]:
        """Answer the pieces of the phrased text; see the port. Closing the iterator early ends the request."""
        with self._part(leash):
            pieces = self._request("phrase", _messages("phrase", _data(asked)), leash, Answer())
            yield from without_thoughts(pieces)

    # --- one task

    def _structured(self, task: Task, content: Any, form: type[F], tools: ToolTable, leash: Leash) -> F:
        messages = _messages(task, content)
        with self._part(leash):
            for number in range(MOST_ROUNDS):
                offered = tools.tools if number < MOST_ROUNDS - 1 else ()
                answer = Answer()
                for _ in self._request(task, messages, leash, answer, form=form, tools=offered):
                    pass
                if not answer.calls:
                    return _validated(form, answer.text)
                if not offered:
                    raise LanguageModelAway("tools")
                messages += _called(answer, tools)
        raise LanguageModelAway("tools")

    @contextmanager
    def _part(self, leash: Leash) -> Iterator[None]:
        """Take a place and pass the breaker for one task; what happens inside closes or opens the breaker."""
        leash.require()
        self._breaker.enter()
        if not self._places.acquire(timeout=min(0.2, leash.left_s)):
            raise LanguageModelAway("busy")
        try:
            with bound(leash):
                yield
        except GeneratorExit:
            raise  # the reader had heard enough; that is no failure of the endpoint
        except BaseException as error:
            # A turn that has spent its tokens says nothing of the endpoint: one resident's long story must not end it for all.
            if not (isinstance(error, LanguageModelAway) and error.reason == "budget"):
                self._breaker.failed()
            raise
        else:
            self._breaker.answered()
        finally:
            self._places.release()

    def _request(
        self,
        task: Task,
        messages: list[dict[str, Any]],
        leash: Leash,
        answer: Answer,
        *,
        form: type[_Form] | None = None,
        tools: tuple[Tool, ...] = (),
    ) -> Iterator[str]:
        """Answer the pieces of one request's answer, and count its tokens."""
        asked = sum(_tokens(message) for message in messages)
        leash.require(asked + 1)
        given: dict[str, Any] = {
            "model": self.name,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0,
            "max_tokens": min(_MOST_ANSWER[task], leash.tokens - asked),
        }
        if form is not None and self._schemas:
            schema = {"name": task, "strict": True, "schema": form.model_json_schema()}
            given["response_format"] = {"type": "json_schema", "json_schema": schema}
        if tools:
            given["tools"] = [_offered(each) for each in tools]
        try:
            yield from answer.pieces(self._opened(given, leash), leash)
        finally:
            leash.spend(answer.tokens or asked + len(answer.text) // 2)

    def _opened(self, given: dict[str, Any], leash: Leash) -> Any:
        """Answer the open stream.

        A busy server that says when to come again is asked once more, if that is within the leash; and one that does not
        take schemas, without them, from then on.
        """
        for again in (True, False):
            try:
                return self._client.chat.completions.create(**given, timeout=max(0.05, leash.left_s))
            except openai.APIStatusError as error:
                if again and error.status_code in _NOT_TAKEN and "response_format" in given:
                    self._schemas = False
                    del given["response_format"]
                    continue
                wait_s = _retry_after(error)
                if not again or error.status_code not in _BUSY or wait_s is None:
                    raise away(error, leash) from None
                if wait_s + _LEAST_LEFT_S > leash.left_s:
                    raise LanguageModelAway("busy") from None
                self._sleep(wait_s)
            except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
                raise away(error, leash) from None
        raise LanguageModelAway("busy")


def _data(asked: PortValue) -> str:
    return asked.model_dump_json()


def _messages(task: Task, content: Any) -> list[dict[str, Any]]:
    return [{"role": "system", "content": prompt(task)}, {"role": "user", "content": content}]


def _offered(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.about,
        "strict": True,
        "parameters": tool.arguments.model_json_schema(),
    }
    return {"type": "function", "function": function}


def _called(answer: Answer, tools: ToolTable) -> list[dict[str, Any]]:
    """Answer the messages that carry the calls and their results on."""
    calls = [
        (call.id or f"call_{number}", call.name, call.arguments)
        for number, call in enumerate(answer.calls[index] for index in sorted(answer.calls))
    ]
    said = [
        {"id": some_id, "type": "function", "function": {"name": name, "arguments": arguments}}
        for some_id, name, arguments in calls
    ]
    results = [
        {"role": "tool", "tool_call_id": some_id, "content": tools.call(name, arguments)}
        for some_id, name, arguments in calls
    ]
    return [{"role": "assistant", "content": answer.text or None, "tool_calls": said}, *results]


def _validated(form: type[F], text: str) -> F:
    try:
        return form.model_validate_json(json_of(text))
    except ValidationError:
        raise LanguageModelAway("malformed") from None


def _tokens(message: dict[str, Any]) -> int:
    """Answer about how many tokens a message has, on the high side: one for each Chinese character, one for three others.

    An image counts as 1,500, about what endpoints charge for a page.
    """
    content = message.get("content")
    if isinstance(content, list):
        return 1500
    text = f"{content or ''}{json.dumps(message.get('tool_calls') or '')}"
    wide = sum(letter > "\u2e80" for letter in text)
    return 8 + wide + (len(text) - wide) // 3


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Answer the seconds that a busy server asks to wait; None where it does not say, or says it as a date."""
    try:
        wait_s = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return wait_s if 0 <= wait_s < 3600 else None  # noqa: PLR2004 - an hour is never within a turn
