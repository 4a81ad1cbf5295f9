"""What can keep an auditor from reading a log.

CannotCheck    the log cannot be reached, or answers what is no answer; nothing is known about it
"""

from __future__ import annotations


class CannotCheck(Exception):
    """What was wrong, in one plain sentence."""
