"""Errors of measuring.

EvaluationError
    FileRefused
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

MOST_SHOWN: Final = 5
"""Issues of a file that are shown; the rest is counted."""


class EvaluationError(Exception):
    """What was to be measured cannot be: what was wrong and how to mend it."""


class FileRefused(EvaluationError):
    """A file of cases does not hold what it should; `issues` name line, field, what is wrong and how to mend it."""

    def __init__(self, path: Path, issues: Sequence[str]) -> None:
        self.path = path
        self.issues = tuple(issues)
        more = len(self.issues) - MOST_SHOWN
        lines = [*self.issues[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        super().__init__(f"{path}: " + "; ".join(lines))
