"""A language server on loopback and consultations that are assisted by it: SDK, transport, leash, prompts and guards are the real ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from agents.graph import Consultation
from agents.knowledge import Knowledge
from agents.language.assistant import Assistant
from agents.language.offline import Offline
from app.language.connect import assistant_of
from app.language.endpoint import endpoint_from
from app.settings import LanguageSettings
from tests.fakes.language_server import LanguageServer


@pytest.fixture
def server() -> Iterator[LanguageServer]:
    with LanguageServer().running() as running:
        yield running


class Timed:
    """A model that also counts the seconds that it was waited for."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.spent_s = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.model, name)
        return self._timed(found, name) if name in {"understand", "opine", "read", "phrase"} else found

    def _timed(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def waited(*given: Any) -> Any:
            started = time.monotonic()
            try:
                answer = call(*given)
                return iter_closed(answer, self) if name == "phrase" else answer
            finally:
                self.spent_s += time.monotonic() - started

        return waited


def iter_closed(pieces: Any, timed: Timed) -> Iterator[str]:
    started = time.monotonic()
    try:
        yield from pieces
    finally:
        timed.spent_s += time.monotonic() - started


@pytest.fixture(scope="session")
def tables(knowledge: Knowledge) -> dict[str, Any]:
    """The look-up tables, which take seconds to build: once for all assistants."""
    assistant = Assistant(knowledge, Offline())
    assistant.warm()
    return {"candidates": assistant.candidates, "names": assistant.names}


@pytest.fixture
def assistant(
    knowledge: Knowledge, server: LanguageServer, tables: dict[str, Any]
) -> Iterator[Callable[..., Assistant]]:
    """Make an assistant at the server; settings by name."""
    all_made: list[Assistant] = []

    def make(**settings: Any) -> Assistant:
        values = {
            "llm_base_url": server.url,
            "llm_model": "fake-7b",
            "llm_boundary": "inside",
            "llm_api_key": "sk-test-key",
            "llm_deadline_s": 60.0,
        }
        chosen = LanguageSettings(**{**values, **settings})
        made = assistant_of(chosen, endpoint_from(chosen), knowledge)
        assert made is not None
        made = replace(made, model=Timed(made.model))
        made.__dict__.update(tables)
        all_made.append(made)
        return made

    yield make
    for each in all_made:
        each.close()


@pytest.fixture
def assisted(knowledge: Knowledge, assistant: Callable[..., Assistant]) -> Callable[..., Consultation]:
    """Make a consultation with an assistant at the server; settings by name."""

    def make(reader: Any = None, **settings: Any) -> Consultation:
        language = assistant(**settings)
        made = Consultation(knowledge, reader, language=language)
        made.timed = language.model  # type: ignore[attr-defined]
        return made

    return make
