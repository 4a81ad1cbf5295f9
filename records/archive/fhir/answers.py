"""What a FHIR server's answer to a transaction means: taken, come again, or not this one.

R4, 3.1.0.11 (transaction), 3.1.0.1.6 (OperationOutcome with errors), 2.28.4 (issue types): https://hl7.org/fhir/R4/http.html. Nothing
but an answer that speaks for every entry is taken for success.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, NoReturn

from records.archive.errors import DeliveryRefused, DestinationAway, Reason

_PASSING: Final = frozenset({"transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled"})
_BY_ISSUE: Final[Mapping[str, Reason]] = {
    "structure": Reason.INVALID,
    "invalid": Reason.INVALID,
    "extension": Reason.INVALID,
    "not-supported": Reason.INVALID,
    "required": Reason.REQUIRED,
    "value": Reason.VALUE,
    "too-long": Reason.VALUE,
    "code-invalid": Reason.CODE,
    "invariant": Reason.RULE,
    "business-rule": Reason.RULE,
    "multiple-matches": Reason.SEVERAL,
    "duplicate": Reason.SEVERAL,
    "too-costly": Reason.TOO_LARGE,
}
_ENTRY: Final = re.compile(r"entry\[(\d+)\]")
_ELEMENT: Final = re.compile(r"[A-Z][A-Za-z]{2,40}(\.[A-Za-z]{1,40}(\[\d{1,4}\])?){0,8}")
_LONGEST_WAIT_S: Final = 3600.0
_DETAIL: Final = 1000


def require_taken(answer: bytes, status: int, headers: Mapping[str, str], kinds: Sequence[str], now: datetime) -> None:
    """Return where the server says that it holds every entry; `kinds` are those of the entries that were sent.

    Raises:
        DestinationAway: it cannot take it now, or did not answer for all of it.
        DeliveryRefused: it will not take it.
    """
    try:
        _judge(answer, status, headers, kinds, now)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        # An answer of no form that we know must not end the delivery: it would be tried no more, and nobody told.
        raise DestinationAway(f"the FHIR server answered {status} in no known form", reason=Reason.NO_FHIR) from error


def _judge(answer: bytes, status: int, headers: Mapping[str, str], kinds: Sequence[str], now: datetime) -> None:
    said = _json(answer)
    if status >= HTTPStatus.BAD_REQUEST:
        _raise(status, said, headers, kinds, None, now)
    if status >= HTTPStatus.MULTIPLE_CHOICES or status < HTTPStatus.OK:
        raise DestinationAway(f"the FHIR server answered {status}", reason=Reason.ADDRESS)
    if said is None:
        reason = Reason.CUT if answer.lstrip().startswith(b"{") else Reason.NO_FHIR
        raise DestinationAway("the FHIR server's answer is no whole JSON", reason=reason)
    if said.get("resourceType") != "Bundle" or said.get("type") not in ("transaction-response", "batch-response"):
        raise DestinationAway("what answered is no FHIR server", reason=Reason.NO_FHIR)
    entries = said.get("entry", [])
    if not isinstance(entries, list) or len(entries) != len(kinds):
        raise DestinationAway(f"the FHIR server did not answer for all of {len(kinds)} entries", reason=Reason.CUT)
    for number, entry in enumerate(entries):
        response = entry.get("response", {}) if isinstance(entry, dict) else {}
        code = str(response.get("status", ""))[:3]
        inner = int(code) if code.isdigit() else 0
        if not HTTPStatus.OK <= inner < HTTPStatus.MULTIPLE_CHOICES:
            _raise(inner, response.get("outcome"), headers, kinds, kinds[number], now)


def _raise(
    status: int, said: Any, headers: Mapping[str, str], kinds: Sequence[str], kind: str | None, now: datetime
) -> NoReturn:
    issues = _issues(said)
    codes = [str(each.get("code", "")) for each in issues]
    wait_s = _retry_after(headers, now)
    message = f"the FHIR server answered {status or 'nothing'}"
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise DestinationAway(f"the FHIR server does not let us in ({status})", reason=Reason.LOGIN)
    if kind is None and status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE):
        raise DestinationAway(message, reason=Reason.ADDRESS)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_EARLY):
        raise DestinationAway(message, reason=Reason.BUSY, retry_after_s=wait_s)
    if status == 0 or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        raise DestinationAway(message, reason=Reason.SERVER_ERROR, retry_after_s=wait_s)
    if status == HTTPStatus.CONFLICT:
        raise DestinationAway(message, reason=Reason.CONFLICT, retry_after_s=wait_s)
    if codes and all(code in _PASSING for code in codes):
        raise DestinationAway(f"{message} ({codes[0]})", reason=Reason.SERVER_ERROR, retry_after_s=wait_s)
    if kind is None and not issues and status not in (
        HTTPStatus.BAD_REQUEST, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY
    ):  # fmt: skip
        raise DestinationAway(message, reason=Reason.NO_FHIR)
    reason = next((_BY_ISSUE[code] for code in codes if code in _BY_ISSUE), Reason.REFUSED)
    if status == HTTPStatus.PRECONDITION_FAILED:
        reason = Reason.SEVERAL
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        reason = Reason.TOO_LARGE
    place = _place(issues, kinds, kind)
    raise DeliveryRefused(
        f"the FHIR server refused {place or 'it'} ({status}{', ' + codes[0] if codes and codes[0] in _BY_ISSUE else ''})",
        reason=reason,
        place=place,
        detail=_detail(issues),
    )


def _json(answer: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _issues(said: Any) -> list[dict[str, Any]]:
    """Answer the errors of an OperationOutcome; warnings refuse nothing."""
    given = said.get("issue", []) if isinstance(said, dict) else []
    found = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    return [each for each in found if each.get("severity") in ("fatal", "error")] or found


def _place(issues: Sequence[Mapping[str, Any]], kinds: Sequence[str], kind: str | None) -> str:
    """Answer the element that the first issue names, such as `Condition.code`, or the kind of resource, or nothing."""
    for issue in issues:
        for path in [*_strings(issue.get("expression")), *_strings(issue.get("location"))]:
            entry = _ENTRY.search(path)
            if entry and int(entry[1]) < len(kinds):
                rest = re.sub(r"^\.(resource\b\.?)?(ofType\(\w+\)\.?)?", "", path[entry.end() :])
                return f"{kinds[int(entry[1])]}.{rest}".rstrip(".") if _plain(rest) else kinds[int(entry[1])]
            if _ELEMENT.fullmatch(path) and path.partition(".")[0] in kinds:
                return path
    return kind or ""


def _plain(rest: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{1,40}(\[\d{1,4}\])?(\.[A-Za-z]{1,40}(\[\d{1,4}\])?){0,8}", rest))


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _detail(issues: Sequence[Mapping[str, Any]]) -> str:
    words = []
    for issue in issues:
        details = issue.get("details")
        text = details.get("text") if isinstance(details, dict) else None
        words += [str(each) for each in (text, issue.get("diagnostics")) if each]
    return "; ".join(dict.fromkeys(words))[:_DETAIL]


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Answer the seconds of a Retry-After, given as seconds or as a date (RFC 9110, 10.2.3); at most an hour."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return min(float(given), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    wait_s = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(wait_s, 0.0), _LONGEST_WAIT_S)
