"""Errors of the console.

ConsoleError
    Away            the commission does not answer; nothing was changed
    SignedOut       the session has ended
    LockedOut       too many wrong passwords
    NoLonger        there is no such encounter, or not for this clinician
    Refused         the commission said no; the code says why
        Stale       somebody or something was faster
"""

from __future__ import annotations


class ConsoleError(Exception):
    """Something the clinician is told in words."""


class Away(ConsoleError):
    """The commission does not answer."""


class SignedOut(ConsoleError):
    """The session has ended."""


class LockedOut(ConsoleError):
    """Too many wrong passwords; try again after `retry_after_s`."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"locked for {retry_after_s} s")
        self.retry_after_s = retry_after_s


class NoLonger(ConsoleError):
    """No such encounter, or not for this clinician."""


class Refused(ConsoleError):
    """The commission said no."""


class Stale(Refused):
    """The page is not the newest."""
