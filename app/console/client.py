"""The commission's clinician API, as the console calls it. Answers are JSON values as the API gives them; nothing is kept."""

from __future__ import annotations

from typing import Any

import httpx

from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut, Stale

Json = dict[str, Any]

_RETRY_S = 60


class CommissionClient:
    """Calls with one clinician's session token; without one it can only log in."""

    def __init__(self, http: httpx.Client, token: str | None = None) -> None:
        self._http = http
        self._token = token

    def log_in(self, username: str, password: str) -> Json:
        """Answer token, name, role and communities. Raises Refused for a wrong password, LockedOut after many."""
        return self._call("POST", "/v1/session", json={"username": username, "password": password}, signing_in=True)

    def log_out(self) -> None:
        """End the session."""
        self._call("DELETE", "/v1/session")

    def work_list(self, status: str, urgency: str | None) -> Json:
        """Answer the work list, most urgent first."""
        return self._call("GET", "/v1/worklist", params={"status": status, "urgency": urgency or ""})

    def encounter(self, encounter_id: str) -> Json:
        """Answer one encounter, whole."""
        return self._call("GET", f"/v1/encounters/{encounter_id}")

    def attachment(self, encounter_id: str, attachment_id: str) -> bytes:
        """Answer a photo."""
        return self._send("GET", f"/v1/encounters/{encounter_id}/attachments/{attachment_id}").content

    def save_note(self, encounter_id: str, note: Json, version: int) -> int:
        """Save the note; answers the new version. Raises Stale when somebody was faster."""
        return int(
            self._call("PUT", f"/v1/encounters/{encounter_id}/note", json={"note": note, "version": version})["version"]
        )

    def rate(self, encounter_id: str, target: str, rating: str, comment: str) -> None:
        """Rate one part of the answer."""
        self._call(
            "POST",
            f"/v1/encounters/{encounter_id}/ratings",
            json={"target": target, "rating": rating, "comment": comment},
        )

    def act(self, encounter_id: str, kind: str, text: str, text_to_resident: str | None) -> None:
        """Note a call, an invitation or a referral, and tell the resident when there is a text."""
        body = {"kind": kind, "text": text, "text_to_resident": text_to_resident or None}
        self._call("POST", f"/v1/encounters/{encounter_id}/actions", json=body)

    def message(self, encounter_id: str, text: str) -> None:
        """Write to the resident."""
        self._call("POST", f"/v1/encounters/{encounter_id}/messages", json={"text": text})

    def confirm(self, encounter_id: str, icd10: str, name: str) -> int:
        """Confirm a diagnosis; answers the version to sign."""
        return int(
            self._call("POST", f"/v1/encounters/{encounter_id}/diagnosis", json={"icd10": icd10, "name": name})[
                "version"
            ]
        )

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

    def archive_state(self, encounter_id: str) -> Json:
        """Answer where a signed encounter stands on its way to the archive, in words."""
        return self._call("GET", f"/v1/encounters/{encounter_id}/archive")

    def essentials(self, encounter_id: str) -> Json:
        """Answer allergies, problems, medicines and readings of the resident, with their origins."""
        return self._call("GET", f"/v1/encounters/{encounter_id}/essentials")

    def _call(self, method: str, path: str, *, signing_in: bool = False, **options: Any) -> Json:
        answer: Json = self._send(method, path, signing_in=signing_in, **options).json()
        return answer

    def _send(self, method: str, path: str, *, signing_in: bool = False, **options: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
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
