"""A FHIR R4 server as destination: transactions with a token, and searches that tell what it holds."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import httpx

from records.archive.destinations.asking import ask
from records.archive.destinations.port import Parts, Sent
from records.archive.destinations.tokens import ClientCredentials
from records.archive.errors import DestinationAway, Reason
from records.archive.fhir.answers import require_taken
from records.archive.fhir.bundle import PARTIES
from records.archive.fhir.coding import Resource
from records.archive.fhir.entries import ENCOUNTER_TAG
from records.archive.fhir.holdings import KINDS, encounter_of, held_parts, sent_parts
from records.archive.values import Plan

_FHIR: Final = "application/fhir+json"
_PAGE: Final = 500
_ASKED_AT_ONCE: Final = 10
MOST_FOUND: Final = 20_000
"""By one search of a batch, each about one encounter or one resident: nobody has more, and a part is never taken for the whole."""


Alone = Callable[[], AbstractContextManager[object]]
"""Answers a turn that nobody else has meanwhile."""


class FhirServer:
    """One server. `http` has the server's authority and, where it asks for one, our certificate; threads share it.

    Processes that deliver to the same server share what `alone` answers; without it the threads of this one take turns.
    """

    name = "fhir"

    def __init__(
        self,
        base: str,
        http: httpx.Client,
        tokens: ClientCredentials | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        alone: Alone | None = None,
    ) -> None:
        self._base = base.rstrip("/")
        self._http = http
        self._tokens = tokens
        self._now = now
        self._known: set[str] = set()
        lock = threading.Lock()
        self._alone: Alone = alone or (lambda: lock)

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Send the bundle; see `Destination.deliver`. Only an answer for every entry counts as taken."""
        content = plan.bundle.content
        entries = plan.read_bundle["entry"]
        if overwrite:
            bundle = {**plan.read_bundle, "entry": [_overwriting(each) for each in entries]}
            content = json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()
        shared = {each["fullUrl"] for each in entries if each["resource"]["resourceType"] in PARTIES[:2]}
        if shared <= self._known:
            self._send(content, entries)
            return
        # Two transactions that both find no community would both make one, and every later one would find two.
        with self._alone():
            self._send(content, entries)
            self._known |= shared

    def parts(self, plan: Plan) -> Parts:
        """Answer the resources of the bundle that belong to the encounter; see `Destination.parts`."""
        return sent_parts(plan.read_bundle)

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """Answer the resources that bear the encounters' tags; see `Destination.held`."""
        answer: dict[str, Parts] = {}
        for start in range(0, len(sent), _ASKED_AT_ONCE):
            answer |= self._held([each.encounter_id for each in sent[start : start + _ASKED_AT_ONCE]])
        return answer

    def inventory(self) -> Iterator[str]:
        """Answer the encounters that bear an identifier of ours; see `Destination.inventory`."""
        seen: set[str] = set()
        for resource in self.search(f"Encounter?identifier={quote(ENCOUNTER_TAG, safe='')}%7C"):
            encounter_id = encounter_of(resource)
            if encounter_id is not None and encounter_id not in seen:
                seen.add(encounter_id)
                yield encounter_id

    def search(self, query: str) -> Iterator[Resource]:
        """Answer all that a search finds, page by page; raises `DestinationAway`."""
        url: str | None = f"{self._base}/{query}&_count={_PAGE}"
        seen: set[str] = set()
        while url is not None:
            if url in seen:
                raise DestinationAway("the FHIR server's search goes round in a circle", reason=Reason.SERVER_ERROR)
            seen.add(url)
            page = self._read(self._ask("GET", url))
            yield from _resources(page)
            url = self._next(page)

    def batch(self, queries: Sequence[str]) -> list[list[Resource]]:
        """Answer what each of several searches finds, in one request; a long one is read to its end.

        Raises `DestinationAway`, also where one finds more than `MOST_FOUND`.
        """
        requests = [{"request": {"method": "GET", "url": f"{query}&_count={_PAGE}"}} for query in queries]
        body = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": requests}).encode()
        entries = self._read(self._ask("POST", self._base, body)).get("entry", [])
        if len(entries) != len(queries):
            raise DestinationAway("the FHIR server did not answer every search", reason=Reason.CUT)
        answer = []
        for query, entry in zip(queries, entries, strict=True):
            status = str(entry.get("response", {}).get("status", ""))[:3]
            if not status.startswith("2"):
                raise DestinationAway(f"the FHIR server answered {status} to a search", reason=Reason.SERVER_ERROR)
            page = entry.get("resource", {})
            found = list(_resources(page))
            # A server may make smaller pages than it was asked for.
            if len(found) >= _PAGE or self._next(page) is not None:
                found = list(islice(self.search(query), MOST_FOUND + 1))
            if len(found) > MOST_FOUND:
                raise DestinationAway(
                    f"the FHIR server found more than {MOST_FOUND} resources at once", reason=Reason.SERVER_ERROR
                )
            answer.append(found)
        return answer

    def _next(self, page: Mapping[str, Any]) -> str | None:
        """Answer where a search goes on. The token goes to this server and to nobody whom its answer names."""
        links = page.get("link", [])
        named = [each for each in links if isinstance(each, dict)] if isinstance(links, list) else []
        url = next((str(each.get("url", "")) for each in named if each.get("relation") == "next"), None)
        if url is None:
            return None
        here = httpx.URL(f"{self._base}/")
        try:
            there = here.join(url)
        except httpx.InvalidURL:
            there = httpx.URL("about:blank")
        if (there.scheme, there.netloc, there.userinfo) != (here.scheme, here.netloc, here.userinfo):
            # To stop here would take a part for the whole.
            raise DestinationAway("the FHIR server's search goes on at another address", reason=Reason.ADDRESS)
        return str(there)

    def _held(self, encounters: Sequence[str]) -> dict[str, Parts]:
        tags = [f"{quote(ENCOUNTER_TAG, safe='')}%7C{each}" for each in encounters]
        found = self.batch([f"{kind}?_tag={tag}" for tag in tags for kind in KINDS])
        resources = [
            [each for part in found[start : start + len(KINDS)] for each in part]
            for start in range(0, len(found), len(KINDS))
        ]
        named = sorted({name for part in resources for name in _parties(part)})
        parties = self.batch([f"{kind}?_id={quote(some_id, safe='')}" for kind, some_id in named]) if named else []
        known = dict(zip(named, parties, strict=True))
        return {
            encounter_id: held_parts(
                [*part, *(each for name in sorted(_parties(part)) for each in known[name])], self._base
            )
            for encounter_id, part in zip(encounters, resources, strict=True)
        }

    def _send(self, content: bytes, entries: Sequence[Mapping[str, Any]]) -> None:
        answer = self._ask("POST", self._base, content)
        kinds = [each["resource"]["resourceType"] for each in entries]
        require_taken(answer.content, answer.status_code, answer.headers, kinds, self._now())

    def _ask(self, method: str, url: str, content: bytes | None = None) -> httpx.Response:
        """Ask once, and once more with another token where this one is refused; raises `DestinationAway`."""
        for _ in range(2):
            headers = {"accept": _FHIR, "content-type": _FHIR, "prefer": "return=minimal"}
            token = self._tokens.token() if self._tokens is not None else ""
            if token:
                headers["authorization"] = f"Bearer {token}"
            try:
                answer = ask(self._http, method, url, content=content, headers=headers)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                raise DestinationAway("the FHIR server broke off", reason=Reason.CUT) from error
            except httpx.HTTPError as error:
                raise DestinationAway(f"the FHIR server cannot be reached ({type(error).__name__})") from error
            if answer.status_code != HTTPStatus.UNAUTHORIZED or self._tokens is None:
                break
            self._tokens.forget(token)
        return answer

    def _read(self, answer: httpx.Response) -> Resource:
        """Answer the bundle that a search brought; raises `DestinationAway`: no answer is no empty one."""
        if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise DestinationAway(f"the FHIR server does not let us in ({answer.status_code})", reason=Reason.LOGIN)
        if not answer.is_success:
            raise DestinationAway(f"the FHIR server answered {answer.status_code}", reason=Reason.SERVER_ERROR)
        try:
            said = answer.json()
        except ValueError as error:
            raise DestinationAway("the FHIR server's answer is no whole JSON", reason=Reason.NO_FHIR) from error
        if not isinstance(said, dict) or said.get("resourceType") != "Bundle":
            raise DestinationAway("what answered is no FHIR server", reason=Reason.NO_FHIR)
        return said


def _overwriting(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Answer an entry that is written whether or not it is there."""
    request = entry["request"]
    if condition := request.get("ifNoneExist"):
        request = {"method": "PUT", "url": f"{request['url']}?{condition}"}
    return {**entry, "request": request}


def _resources(bundle: Mapping[str, Any]) -> Iterator[Resource]:
    for entry in bundle.get("entry", []):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and entry.get("search", {}).get("mode", "match") == "match":
            yield resource


def _parties(resources: Sequence[Resource]) -> set[tuple[str, str]]:
    """Answer kind and id of the people and communities that resources refer to."""
    found: set[tuple[str, str]] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("reference"), str):
                kind, _, some_id = "/".join(reference.split("/_history/")[0].split("/")[-2:]).partition("/")
                if kind in PARTIES and some_id:
                    found.add((kind, some_id))
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(list(resources))
    return found
