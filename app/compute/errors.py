"""Errors of a compute node.

ComputeError
    NotReady
"""

from __future__ import annotations


class ComputeError(Exception):
    """A compute node cannot do its work. Messages carry no resident's word."""


class NotReady(ComputeError):
    """The node holds no keys yet, or its admission has ended."""
