"""The commission's clinician API, as the console calls it. Answers are JSON values as the API gives them; nothing is kept."""

from __future__ import annotations

import re
from typing import Any, Final

import httpx

from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut, Stale

Json = dict[str, Any]

_RETRY_S = 60
_PROVIDER_S: Final = 25.0
"""The commission asks the provider up to three times, five seconds each."""
_PATH: Final = re.compile(r"(/[^/?#\\\s]+)+")
_DOTS: Final = (".", "..")


class CommissionClient:
    """Calls with one clinician's session token; without one it can only log in.

    `address` is where the clinician's browser is, for the throttling of log-ins: None when it is on this machine.
    """

    def __init__(self, http: httpx.Client, token: str | None = None, address: str | None = None) -> None:
        self._http = http
        self._token = token
        self._address = address

    def log_in(self, username: str, password: str) -> Json:
        """Answer token, name, role and communities. Raises Refused for a wrong password, LockedOut after many."""
        return self._call("POST", "/v1/session", json={"username": username, "password": password}, signing_in=True)

    def ways_in(self) -> Json:
        """Answer whether there is a provider (its name) and who may use a password."""
        return self._call("GET", "/v1/session/ways")

    def begin_at_provider(self, browser_digest: str) -> str:
        """Begin a sign-in through the provider for the browser with this digest; answers where to send it."""
        return str(self._call("POST", "/v1/session/provider/begin", json={"browser": browser_digest})["url"])

    def finish_at_provider(self, came: Json) -> Json:
        """Finish a sign-in with what the provider sent the browser back with; answers a session."""
        return self._call("POST", "/v1/session/provider", json=came, timeout=_PROVIDER_S)

    def log_out(self) -> None:
        """End the session."""
        self._call("DELETE", "/v1/session")

    def show_code(self, code: str) -> Json:
        """Complete a log-in with a code of the authenticator; answers the full session."""
        return self._call("POST", "/v1/session/code", json={"code": code})

    def begin_second_factor(self, code: str) -> Json:
        """Answer secret and URI of a new authenticator; `code` is of the present one, if there is one."""
        return self._call("POST", "/v1/account/second-factor", json={"code": code})

    def confirm_second_factor(self, code: str) -> Json:
        """Put the new authenticator in force; answers recovery codes and a new session."""
        return self._call("POST", "/v1/account/second-factor/confirmation", json={"code": code})

    def account(self) -> Json:
        """Answer the own account."""
        return self._call("GET", "/v1/account")

    def alive(self) -> None:
        """Ask whether the session goes on, without keeping it alive; raises SignedOut."""
        self._call("GET", "/v1/session/alive", background=True)

    def note_tour(self, *, seen: bool) -> None:
        """Note that the tour was seen, or is wanted again."""
        self._call("POST", "/v1/account/tour", json={"seen": seen})

    def log_out_everywhere(self) -> None:
        """End all sessions of the account."""
        self._call("DELETE", "/v1/sessions")

    def work_list(self, filters: Json, *, background: bool = False) -> Json:
        """Answer a page of the work list, most urgent first. `background`: the screen asks by itself."""
        return self._call("GET", "/v1/worklist", params=filters, background=background)

    def take(self, encounter_id: str, *, mine: bool) -> None:
        """Take an encounter over, or give it to the community's list."""
        self._call("PUT", f"/v1/encounters/{encounter_id}/doctor", json={"mine": mine})

    def search(self, query: str) -> Json:
        """Answer residents with this whole name or whole phone number."""
        return self._call("POST", "/v1/resident-search", json={"query": query})

    def encounter(self, encounter_id: str) -> Json:
        """Answer one encounter, whole."""
        return self._call("GET", f"/v1/encounters/{encounter_id}")

    def attachment(self, encounter_id: str, attachment_id: str) -> bytes:
        """Answer a photo."""
        return self._send("GET", f"/v1/encounters/{encounter_id}/attachments/{attachment_id}").content

    def save_note(self, encounter_id: str, note: Json, version: int, urgency: str | None = None) -> int:
        """Save the note; answers the new version. Raises Stale when somebody was faster."""
        body = {"note": note, "version": version, "urgency": urgency}
        return int(self._call("PUT", f"/v1/encounters/{encounter_id}/note", json=body)["version"])

    def rate(self, encounter_id: str, target: str, rating: str, comment: str) -> None:
        """Rate one part of the answer."""
        self._call(
            "POST",
            f"/v1/encounters/{encounter_id}/ratings",
            json={"target": target, "rating": rating, "comment": comment},
        )

    def act(
        self,
        encounter_id: str,
        kind: str,
        text: str,
        text_to_resident: str | None,
        *,
        detail: Json | None = None,
        action_id: str | None = None,
    ) -> None:
        """Note a call, an invitation or a referral, and tell the resident when there is a text. The same id does nothing twice."""
        body = {
            "id": action_id,
            "kind": kind,
            "text": text,
            "detail": detail,
            "text_to_resident": text_to_resident or None,
        }
        self._call("POST", f"/v1/encounters/{encounter_id}/actions", json=body)

    def message(self, encounter_id: str, text: str, message_id: str | None = None) -> None:
        """Write to the resident. The same id sends nothing twice."""
        self._call("POST", f"/v1/encounters/{encounter_id}/messages", json={"id": message_id, "text": text})

    def release_advice(self, encounter_id: str, wish: Json, release_id: str) -> None:
        """Release guidance that waits, or note that it was told. The same id releases nothing twice."""
        self._call("POST", f"/v1/encounters/{encounter_id}/advice", json={"id": release_id, **wish})

    def confirm(self, encounter_id: str, icd10: str, name: str, urgency: str | None = None) -> int:
        """Confirm a diagnosis, and how urgent it turned out to be; answers the version to sign."""
        body = {"icd10": icd10, "name": name, "urgency": urgency}
        return int(self._call("POST", f"/v1/encounters/{encounter_id}/diagnosis", json=body)["version"])

    def note_history(self, encounter_id: str) -> list[Json]:
        """Answer every version of the note, the assistant's draft first."""
        return list(self._call("GET", f"/v1/encounters/{encounter_id}/note/history")["versions"])

    def signature(self, encounter_id: str) -> Json:
        """Answer the newest signature and whether it is valid."""
        return self._call("GET", f"/v1/encounters/{encounter_id}/signature")

    def add_addendum(self, encounter_id: str, text: str, addendum_id: str, corrected: tuple[str, str] | None) -> None:
        """Add to what was signed, with a corrected diagnosis (code, name) where there is one."""
        right = {"icd10": corrected[0], "name": corrected[1]} if corrected else None
        body = {"id": addendum_id, "text": text, "diagnosis": right}
        self._call("POST", f"/v1/encounters/{encounter_id}/addenda", json=body)

    def plan_follow_up(self, encounter_id: str, due_on: str, text: str, follow_up_id: str) -> None:
        """Plan a task for a day (ISO date)."""
        body = {"id": follow_up_id, "due_on": due_on, "text": text}
        self._call("POST", f"/v1/encounters/{encounter_id}/follow-ups", json=body)

    def finish_follow_up(self, encounter_id: str, follow_up_id: str) -> Json:
        """Note that a task is done, and answer since when and by whose word."""
        return self._call("POST", f"/v1/encounters/{encounter_id}/follow-ups/{follow_up_id}/done")

    def reopen_follow_up(self, encounter_id: str, follow_up_id: str, done_at_ms: int) -> None:
        """Take back that a task was done at that time."""
        seen = {"done_at_ms": done_at_ms}
        self._call("DELETE", f"/v1/encounters/{encounter_id}/follow-ups/{follow_up_id}/done", params=seen)

    def due_follow_ups(self, *, limit: int, background: bool = False) -> Json:
        """Answer the tasks that are due today or overdue, at most so many, and how many there are in all."""
        return self._call("GET", "/v1/follow-ups", params={"limit": limit}, background=background)

    def dangerous(self) -> list[Json]:
        """Answer what was rated dangerous and nobody has read."""
        return list(self._call("GET", "/v1/ratings/dangerous")["items"])

    def read_dangerous(self, rating_id: str) -> None:
        """Note that a dangerous rating was read."""
        self._call("POST", f"/v1/ratings/{rating_id}/read")

    def letter(self, encounter_id: str, action_id: str) -> bytes:
        """Answer the letter of a referral as PDF."""
        return self._send("GET", f"/v1/encounters/{encounter_id}/actions/{action_id}/letter").content

    def paper(self, encounter_id: str, paper: str) -> bytes:
        """Answer a form of a signed encounter as PDF."""
        return self._send("GET", f"/v1/encounters/{encounter_id}/papers/{paper}").content

    def magnet_sheets(self, magnets: list[str]) -> bytes:
        """Answer A4 sheets of these magnets as PDF."""
        return self._send("POST", "/v1/magnet-sheets", json={"magnets": magnets}).content

    def sign(self, encounter_id: str, version: int) -> None:
        """Sign what was seen."""
        self._call("POST", f"/v1/encounters/{encounter_id}/signature", json={"version": version})

    def icd10(self, query: str) -> list[Json]:
        """Search ICD-10."""
        return list(self._call("GET", "/v1/icd10", params={"q": query})["items"])

    def deliveries(self) -> list[Json]:
        """Answer where signed encounters stand on their way to the archive."""
        return list(self._call("GET", "/v1/sync")["items"])

    def retry_delivery(self, encounter_id: str) -> None:
        """Try a delivery again."""
        self._call("POST", f"/v1/sync/{encounter_id}/retry")

    def call(self, method: str, path: str, **options: Any) -> Json:
        """Answer what a part of the API answers that has a client of its own."""
        return self._call(method, path, **options)

    def archive_state(self, encounter_id: str) -> Json:
        """Answer where a signed encounter stands on its way to the archive, in words."""
        return self._call("GET", f"/v1/encounters/{encounter_id}/archive")

    def essentials(self, encounter_id: str) -> Json:
        """Answer allergies, problems, medicines and readings of the resident, with their origins."""
        return self._call("GET", f"/v1/encounters/{encounter_id}/essentials")

    def _call(
        self, method: str, path: str, *, signing_in: bool = False, background: bool = False, **options: Any
    ) -> Json:
        answer: Json = self._send(method, path, signing_in=signing_in, background=background, **options).json()
        return answer

    def _send(
        self, method: str, path: str, *, signing_in: bool = False, background: bool = False, **options: Any
    ) -> httpx.Response:
        if not _PATH.fullmatch(path) or any(part in _DOTS for part in path.split("/")):
            # A part of it came from the page's address: no link that somebody sends may ask for another thing with this token.
            raise NoLonger("not_found")
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        if background:
            headers["x-jiayi-background"] = "1"
        if self._address:
            headers["x-forwarded-for"] = self._address
        try:
            answer = self._http.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise Away("the commission does not answer") from error
        if answer.is_success:
            return answer
        raise _error(answer, signing_in=signing_in)


def _error(answer: httpx.Response, *, signing_in: bool) -> Exception:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}  # a proxy's page, not the commission's words
    code = str(problem.get("error", answer.status_code))
    if answer.status_code == httpx.codes.UNAUTHORIZED and not signing_in:
        return SignedOut(code)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        # A proxy may answer with a date instead of seconds.
        after = answer.headers.get("retry-after", "")
        return LockedOut(int(after) if after.isdecimal() else _RETRY_S)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return NoLonger(code)
    if code == "stale":
        return Stale(code)
    if answer.is_server_error:
        return Away(code)
    return Refused(code)
