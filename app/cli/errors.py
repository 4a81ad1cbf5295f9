"""Errors of the command line.

CliError
    PortTaken
    FileRefused    (`app.cli.issues`)
"""

from __future__ import annotations


class CliError(Exception):
    """The world said no: what was wrong and how to mend it, in one or two plain sentences."""


class PortTaken(CliError):
    """A port that a process needs is in use."""
