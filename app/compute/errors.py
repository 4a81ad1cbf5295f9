"""Errors of a compute node. Messages carry no resident's word.

ComputeError
├── NotReady            it holds no keys yet, or its admission has ended
├── Busy                it has as many turns, waiting requests or bytes at once as it takes
├── CommissionUnknown   the commission's address is none, or its name does not resolve
├── HardwareUnusable    the hardware that is to prove it cannot be used
└── WrongProcesses      more than one process was asked for, and they cannot be told apart
"""

from __future__ import annotations


class ComputeError(Exception):
    """A compute node cannot do its work."""


class NotReady(ComputeError):
    """The node holds no keys yet, or its admission has ended."""


class Busy(ComputeError):
    """The node takes no more at this moment; asking again soon helps."""


class HardwareUnusable(ComputeError):
    """The hardware that is to prove this node cannot be used; the message says why and what to do."""


class CommissionUnknown(ComputeError):
    """The commission's address is none, or its name does not resolve."""


class WrongProcesses(ComputeError):
    """More than one process was asked for, and they cannot be told apart: their addresses would be the same, or the ports run out."""
