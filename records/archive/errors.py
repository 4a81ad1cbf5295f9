"""Errors of the archive, and the closed list of reasons that a doctor is told in words (`records.archive.words`).

RecordsError
    ArchiveError              has a `reason` and, for a refusal, the `place` that it concerns
        DestinationAway       not this encounter's fault: tried again, after `retry_after_s` where the destination said so
        DeliveryRefused       will not become right by itself: a person must look

Messages carry ids and elements, never a patient's words. What a destination said itself may quote them: that is `detail`, which is
kept sealed or not at all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from records.errors import RecordsError


class Reason(StrEnum):
    """Why a delivery did not happen. The upper ones pass by themselves or by mending the line; the lower ones need a person."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    NO_FHIR = "no_fhir"
    CUT = "cut"
    LOGIN = "login"
    ADDRESS = "address"
    HOST_KEY = "host_key"
    STORAGE = "storage"
    FONTS = "fonts"
    CONFLICT = "conflict"

    FORM = "form"
    INVALID = "invalid"
    REQUIRED = "required"
    VALUE = "value"
    CODE = "code"
    RULE = "rule"
    SEVERAL = "several"
    TOO_LARGE = "too_large"
    NAME_TAKEN = "name_taken"
    REFUSED = "refused"


PASSING: Final = frozenset(
    {
        Reason.UNREACHABLE,
        Reason.BUSY,
        Reason.SERVER_ERROR,
        Reason.NO_FHIR,
        Reason.CUT,
        Reason.LOGIN,
        Reason.ADDRESS,
        Reason.HOST_KEY,
        Reason.STORAGE,
        Reason.FONTS,
        Reason.CONFLICT,
    }
)
"""What is tried again by itself."""


class ArchiveError(RecordsError):
    """A delivery to the archive did not happen."""

    def __init__(self, message: str, *, reason: Reason, place: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.place = place
        self.detail = detail


class DestinationAway(ArchiveError):
    """The destination cannot take it now; the delivery is tried again."""

    def __init__(
        self, message: str, *, reason: Reason = Reason.UNREACHABLE, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, reason=reason)
        self.retry_after_s = retry_after_s


class DeliveryRefused(ArchiveError):
    """The destination will not take this delivery; a person must look."""

    def __init__(self, message: str, *, reason: Reason = Reason.REFUSED, place: str = "", detail: str = "") -> None:
        super().__init__(message, reason=reason, place=place, detail=detail)
