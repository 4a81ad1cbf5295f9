"""Everything that can go wrong in `kg`, as one tree.

KgError
├── GraphInvalid    the authored data cannot be used; carries every issue found, never only the first
├── UnknownId       an id that the graph does not hold
└── WrongAnswer     an answer that its question does not offer

Messages carry ids, files and fields; never a patient's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an issue: file (relative to the data folder), line (1-based, when known), section, id, field."""

    file: str = ""
    line: int | None = None
    section: str = ""
    id: str = ""
    field: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return " ".join(part for part in (place, self.section, self.id, self.field) if part)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with the graph, and how to mend it."""

    level: Literal["error", "warning"]
    where: Where
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message} -> {self.remedy}"


class KgError(Exception):
    """Root of the package's errors."""


class GraphInvalid(KgError):
    """The data folder does not hold a usable graph. `issues` lists all that was found."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        self.issues = issues
        shown = "\n".join(str(issue) for issue in issues[:20])
        more = f"\nand {len(issues) - 20} more" if len(issues) > 20 else ""  # noqa: PLR2004 - one screenful
        super().__init__(f"{len(issues)} issues in the knowledge graph\n{shown}{more}")

    def __reduce__(self) -> tuple[type[GraphInvalid], tuple[tuple[Issue, ...]]]:
        """Travel between processes as what it was made of."""
        return type(self), (self.issues,)


class UnknownId(KgError):
    """An id was used that the graph does not hold: a bug of the caller, or state made by another graph version."""

    def __init__(self, kind: str, unknown: str) -> None:
        self.kind = kind
        self.unknown = unknown
        super().__init__(f"the graph holds no {kind} {unknown!r}")


class WrongAnswer(KgError):
    """An answer names an option that the question does not offer."""

    def __init__(self, question: str, option: int) -> None:
        super().__init__(f"question {question!r} offers no option {option}")
