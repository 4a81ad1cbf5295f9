"""The floor: what stands in the model's place where there is none. It proposes nothing, and says every text as it was given."""

from __future__ import annotations

from collections.abc import Generator

from agents.language.leash import Leash
from agents.language.port import CaseSheet, Passages, Phrasing, Proposal, SeenItem, Suggestion
from agents.language.prompts import prompts_version
from agents.language.tools import ToolTable


class Offline:
    """A `LanguageModel` that leaves everything to the engine and the templates."""

    name: str | None = None
    sees: bool = False

    @property
    def prompts(self) -> str:
        """Answer the version of the prompts that would be used."""
        return prompts_version()

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def understand(self, asked: Passages, tools: ToolTable, leash: Leash) -> tuple[Proposal, ...]:
        """Answer nothing: what the dictionary did not read stays unread."""
        del asked, tools, leash
        return ()

    def phrase(self, asked: Phrasing, leash: Leash) -> Generator[str]:
        """Answer the text as it is."""
        del leash
        yield asked.text

    def opine(self, asked: CaseSheet, tools: ToolTable, leash: Leash) -> tuple[Suggestion, ...]:
        """Answer nothing: the graph's ranking stands alone."""
        del asked, tools, leash
        return ()

    def read(self, image: bytes, media_type: str, leash: Leash) -> tuple[SeenItem, ...]:
        """Answer nothing: the report reader reads alone."""
        del image, media_type, leash
        return ()
