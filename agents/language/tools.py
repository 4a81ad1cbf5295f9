"""The functions that a model may call: a closed table of look-ups in the graph, the scores of this case, and medicines by name.

Nothing here reads a file, opens a connection, changes anything or takes more than a few milliseconds; what is answered comes from
the graph, or from scores that the specialties computed. Arguments are validated; a call that does not fit is told so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_RESULT: Final = 3000
"""Characters of one result."""
MOST_ARGUMENTS: Final = 2000
"""Characters of one call's arguments."""


class Arguments(BaseModel):
    """Base of arguments: nothing unknown, nothing coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, cache_strings="none")


Words = Annotated[str, Field(min_length=1, max_length=80)]


class ByWords(Arguments):
    """Find by name or by everyday words, Chinese or English."""

    words: Words


class ById(Arguments):
    """One item by its id."""

    id: Annotated[str, Field(min_length=1, max_length=80)]


class ByNames(Arguments):
    """Medicines by their names."""

    names: Annotated[list[Words], Field(min_length=1, max_length=6)]


class Nothing(Arguments):
    """No arguments."""


@dataclass(frozen=True)
class Tool:
    """One function: its name and description for the model, the form of its arguments, and what it does."""

    name: str
    about: str
    arguments: type[Arguments]
    run: Callable[[Any], object]


@dataclass(frozen=True)
class ToolTable:
    """The functions of one request. What is not in it does not exist."""

    tools: tuple[Tool, ...] = ()

    def call(self, name: str, arguments: str) -> str:
        """Answer the result as JSON text of at most `MOST_RESULT` characters, or what was wrong with the call. Never raises."""
        tool = next((each for each in self.tools if each.name == name), None)
        if tool is None:
            return _wrong("there is no such function")
        if len(arguments) > MOST_ARGUMENTS:
            return _wrong("the arguments are too long")
        try:
            given = tool.arguments.model_validate_json(arguments or "{}")
        except ValidationError:
            return _wrong("the arguments do not fit the function's schema")
        text = json.dumps(tool.run(given), ensure_ascii=False)
        return text if len(text) <= MOST_RESULT else _wrong("the result is too long; ask more narrowly")


def _wrong(what: str) -> str:
    return json.dumps({"error": what})
