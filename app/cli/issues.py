"""What is wrong with a file that a command was given, in lines that a person can act on."""

from __future__ import annotations

from typing import Final

from app.cli.errors import CliError
from kg.errors import GraphInvalid

MOST: Final = 20
"""Issues that are shown; the rest is counted."""


class FileRefused(CliError):
    """A file does not hold what it should: each line names the place, what is wrong and how to mend it."""

    def __init__(self, invalid: GraphInvalid) -> None:
        issues = invalid.issues
        more = [f"and {len(issues) - MOST} more"] if len(issues) > MOST else []
        shown = [f"{issue.where}: {issue.message}; {issue.remedy}" for issue in issues[:MOST]]
        super().__init__("\n".join([*shown, *more]))
