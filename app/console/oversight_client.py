"""The parts of the commission's API that oversight uses: resident page, figures, administration, audit."""

from __future__ import annotations

from typing import Any

from app.console.client import CommissionClient

Json = dict[str, Any]


class OversightClient:
    """Calls with the session of a `CommissionClient`; raises as it does."""

    def __init__(self, client: CommissionClient) -> None:
        self._client = client

    def resident(self, resident_id: str) -> Json:
        """Answer one resident's page."""
        return self._client.call("GET", f"/v1/residents/{resident_id}")

    def risk(self, resident_id: str, given: Json) -> Json:
        """Answer the risk scores, with what is given for this once."""
        return self._client.call("POST", f"/v1/residents/{resident_id}/risk", json=given)

    def card_seen(self, resident_id: str, number: str, name: str) -> None:
        """Say that this number and this name were seen on the resident's identity card."""
        self._client.call("PUT", f"/v1/residents/{resident_id}/identity-card", json={"number": number, "name": name})

    def card_not_seen(self, resident_id: str) -> None:
        """Take that back."""
        self._client.call("DELETE", f"/v1/residents/{resident_id}/identity-card")

    def break_glass(self, phone: str, reason: str) -> list[Json]:
        """Open the records of the residents with this number."""
        return list(self._client.call("POST", "/v1/break-glass", json={"phone": phone, "reason": reason})["opened"])

    def broken_glass(self, *, open_only: bool) -> list[Json]:
        """Answer what was opened in an emergency."""
        return list(self._client.call("GET", "/v1/break-glass", params={"open_only": open_only})["items"])

    def review_glass(self, glass_id: str, verdict: str, note: str) -> None:
        """Say whether it was justified."""
        self._client.call("POST", f"/v1/break-glass/{glass_id}/review", json={"verdict": verdict, "note": note})

    def quality(self, days: int) -> Json:
        """Answer how it went in the last days."""
        return self._client.call("GET", "/v1/quality", params={"days": days})

    def surge(self, days: int) -> Json:
        """Answer counts by complaint group and day, with thresholds."""
        return self._client.call("GET", "/v1/surge", params={"days": days})

    def export(self, period: str) -> Json:
        """Answer figures of one month that may leave the commission."""
        return self._client.call("POST", "/v1/quality/export", json={"period": period})

    def administration(self) -> Json:
        """Answer how the house stands: accounts, communities, rules, nodes, keys."""
        return self._client.call("GET", "/v1/admin")

    def make_community(self, community: Json) -> None:
        """Make a community."""
        self._client.call("POST", "/v1/admin/communities", json=community)

    def update_community(self, community_id: str, changes: Json) -> None:
        """Change what a community is called, and its number."""
        self._client.call("PATCH", f"/v1/admin/communities/{community_id}", json=changes)

    def make_account(self, account: Json) -> None:
        """Make an account."""
        self._client.call("POST", "/v1/admin/accounts", json=account)

    def set_password(self, username: str, password: str, present: str | None = None) -> None:
        """Give an account a new password; `present` is one's own, where the account is."""
        told = {"password": password, **({} if present is None else {"present": present})}
        self._client.call("PUT", f"/v1/admin/accounts/{username}/password", json=told)

    def update_account(self, username: str, changes: Json) -> None:
        """Change an account's name, number or communities."""
        self._client.call("PATCH", f"/v1/admin/accounts/{username}", json=changes)

    def forget_second_factor(self, username: str) -> None:
        """Take another's authenticator away."""
        self._client.call("DELETE", f"/v1/admin/accounts/{username}/second-factor")

    def close_account(self, username: str, magnets_to: dict[str, str]) -> None:
        """Close an account; its magnets go to who is named for each community."""
        self._client.call("POST", f"/v1/admin/accounts/{username}/closing", json={"magnets_to": magnets_to})

    def withdraw_cards(self, username: str, since_ms: int) -> int:
        """Take back which identity cards an account confirmed since then, and answer how many."""
        path = f"/v1/admin/accounts/{username}/identity-cards"
        return int(self._client.call("DELETE", path, params={"since_ms": since_ms})["cards"])

    def identities(self, after: str) -> Json:
        """Answer a page of links to the provider, by username."""
        return self._client.call("GET", "/v1/admin/identities", params={"after": after})

    def link_identity(self, username: str, by: str, value: str) -> None:
        """Link an account to the provider's subject, or invite a name."""
        self._client.call("PUT", f"/v1/admin/accounts/{username}/identity", json={"by": by, "value": value})

    def unlink_identity(self, username: str) -> None:
        """Take a link away; the account's sessions end."""
        self._client.call("DELETE", f"/v1/admin/accounts/{username}/identity")

    def set_rule(self, name: str, value: int) -> None:
        """Set a rule of the house."""
        self._client.call("PUT", f"/v1/admin/rules/{name}", json={"value": value})

    def magnets(self, before: Json | None) -> Json:
        """Answer a page of magnets, the newest first, or the one that is `named`."""
        return self._client.call("GET", "/v1/admin/magnets", params=before or {})

    def issue_magnets(self, community_id: str, doctor: str, count: int) -> list[str]:
        """Make magnets and answer their links."""
        body = {"community_id": community_id, "doctor": doctor, "count": count}
        return list(self._client.call("POST", "/v1/admin/magnets", json=body)["links"])

    def hand_on(self, community_id: str, from_doctor: str, doctor: str) -> int:
        """Hand all magnets of a doctor in a community on, and answer how many."""
        body = {"community_id": community_id, "from_doctor": from_doctor, "doctor": doctor}
        return int(self._client.call("POST", "/v1/admin/magnets/hand-on", json=body)["magnets"])

    def assign_magnet(self, magnet_id: str, doctor: str) -> None:
        """Hand one magnet on."""
        self._client.call("PUT", f"/v1/admin/magnets/{magnet_id}/doctor", json={"doctor": doctor})

    def replace_magnet(self, magnet_id: str, doctor: str) -> list[str]:
        """End a magnet, and answer the link of the one in its place."""
        path = f"/v1/admin/magnets/{magnet_id}/replacement"
        return list(self._client.call("POST", path, json={"doctor": doctor})["links"])

    def end_magnet(self, magnet_id: str, *, lost: bool) -> None:
        """Make a magnet useless from now on."""
        ended_as = "lost" if lost else "revoked"
        self._client.call("DELETE", f"/v1/admin/magnets/{magnet_id}", params={"ended_as": ended_as})

    def revoke_node(self, node_id: str, why: str) -> None:
        """Take a compute node out at once."""
        self._client.call("POST", f"/v1/admin/nodes/{node_id}/revoke", json={"why": why})

    def failed(self, before: int | None) -> Json:
        """Answer a page of envelopes that did not open."""
        return self._client.call("GET", "/v1/admin/failed", params={} if before is None else {"before": before})

    def retry_failed(self, intake_id: int) -> Json:
        """Try an envelope again."""
        return self._client.call("POST", f"/v1/admin/failed/{intake_id}/retry")

    def discard_failed(self, intake_id: int, why: str) -> None:
        """Drop an envelope's bytes for good."""
        self._client.call("POST", f"/v1/admin/failed/{intake_id}/discard", json={"why": why})

    def deliveries(self) -> list[Json]:
        """Answer deliveries to the archive that failed or wait; no names."""
        return list(self._client.call("GET", "/v1/admin/deliveries")["items"])

    def retry_delivery(self, encounter_id: str) -> None:
        """Try a delivery again."""
        self._client.call("POST", f"/v1/sync/{encounter_id}/retry")

    def audit(self, wanted: Json) -> Json:
        """Answer a page of the audit trail."""
        return self._client.call("GET", "/v1/audit", params={name: value for name, value in wanted.items() if value})

    def check_audit(self) -> Json:
        """Walk the audit chain."""
        return self._client.call("POST", "/v1/audit/check")
