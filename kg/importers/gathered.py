"""What an importer finds wrong, what it assumes and what it leaves out: all kept until the end, so that everything is seen at once.

Owns the counting. An error is said once for each place; an assumption or an omission once for each kind, with how often and
where first, because a file from elsewhere lacks the same thing thousands of times.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.errors import Issue, Where


@dataclass(slots=True)
class _Kind:
    where: Where
    remedy: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


_EXAMPLES = 3


class Gathered:
    """Errors and warnings of one import, in the order in which they were found."""

    def __init__(self) -> None:
        self.errors: list[Issue] = []
        self._warnings: list[Issue] = []
        self._assumed: dict[str, _Kind] = {}
        self._skipped: dict[str, _Kind] = {}

    def error(self, where: Where, message: str, remedy: str) -> None:
        """Keep what makes the file unusable."""
        self.errors.append(Issue("error", where, message, remedy))

    def warn(self, where: Where, message: str, remedy: str) -> None:
        """Keep a choice that was made at one place."""
        self._warnings.append(Issue("warning", where, message, remedy))

    def assume(self, where: Where, message: str, remedy: str, example: str = "") -> None:
        """Count an assumption that stands for what the file does not say."""
        self._count(self._assumed, where, message, remedy, example)

    def skip(self, where: Where, what: str, remedy: str, example: str = "") -> None:
        """Count something that the graph has no place for."""
        self._count(self._skipped, where, what, remedy, example)

    @staticmethod
    def _count(kinds: dict[str, _Kind], where: Where, message: str, remedy: str, example: str) -> None:
        kind = kinds.setdefault(message, _Kind(where, remedy))
        kind.count += 1
        if example and example not in kind.examples and len(kind.examples) < _EXAMPLES:
            kind.examples.append(example)

    @property
    def skipped(self) -> dict[str, int]:
        """Answer how much of what was left out, by name."""
        return {what: kind.count for what, kind in sorted(self._skipped.items())}

    def warnings(self) -> list[Issue]:
        """Answer the assumptions, the omissions and the choices, in this order."""
        found = []
        for kinds, lead in ((self._assumed, ""), (self._skipped, "left out: ")):
            for message, kind in kinds.items():
                such = f", such as {', '.join(kind.examples)}" if kind.examples else ""
                often = "once" if kind.count == 1 else f"{kind.count} times"
                found.append(Issue("warning", kind.where, f"{lead}{message} ({often}{such})", kind.remedy))
        return found + self._warnings
