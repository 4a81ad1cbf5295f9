"""Errors of the archive.

RecordsError
    ArchiveError
        DestinationAway
        DeliveryRefused
"""

from __future__ import annotations

from records.errors import RecordsError


class ArchiveError(RecordsError):
    """A delivery to the archive did not happen. Messages carry ids, never a patient's words."""


class DestinationAway(ArchiveError):
    """The destination cannot be reached now; the delivery is tried again."""


class DeliveryRefused(ArchiveError):
    """The destination will not take this delivery; a person must look."""
