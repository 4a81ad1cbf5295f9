"""A sealing key inside HashiCorp Vault (or OpenBao): Transit's encrypt and decrypt with `associated_data`, in batches.

Not used are `rewrap` and `datakey`: both know no associated data (hashicorp/vault#29532, #31791), and a data key that is not
bound to its owner could be moved to another resident. Each key-encryption key is a Transit key of its own, `jiayi-<key id>`, of
type aes256-gcm96, not exportable. API: https://developer.hashicorp.com/vault/api-docs/secret/transit
"""

from __future__ import annotations

import base64
import binascii
import secrets
import ssl
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from records.store.errors import KeysAway, KeyStoreError
from records.store.kek.port import RemoteKey

_TIMEOUT: Final = httpx.Timeout(5.0, connect=3.0)
_BATCH: Final = 250
_LONGEST: Final = 512
_PREFIX: Final = b"vault:v"
_RENEW_AT: Final = 0.5
"""Part of a token's life after which it is renewed."""
_OK, _NO_CONTENT, _BAD, _FORBIDDEN, _NOT_FOUND = 200, 204, 400, 403, 404


@dataclass(frozen=True)
class VaultAddress:
    """Where a Vault is: its URL, the mount of Transit, an enterprise namespace and the authority of its certificate, or empty."""

    url: str
    mount: str = "transit"
    namespace: str = ""
    ca: str = ""

    def __post_init__(self) -> None:
        local = self.url.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
        if not self.url.startswith("https://") and not local:
            raise KeyStoreError(f"{self.url!r} is no https:// address: a Vault token must not travel in clear")


class TransitVault:
    """One Vault, with a token that `ask_token` answers and that is renewed halfway through its life."""

    def __init__(
        self,
        address: VaultAddress,
        ask_token: Callable[[], str],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address
        self._ask_token = ask_token
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._renew_at = float("inf")
        headers = {"X-Vault-Request": "true"}
        if address.namespace:
            headers["X-Vault-Namespace"] = address.namespace
        try:
            verify = ssl.create_default_context(cafile=address.ca) if address.ca else True
        except OSError as error:
            raise KeyStoreError(f"the authority {address.ca} of the Vault cannot be read: {error.strerror}") from error
        self._client = httpx.Client(
            base_url=f"{address.url.rstrip('/')}/v1/", headers=headers, timeout=_TIMEOUT, verify=verify, trust_env=False
        )
        weakref.finalize(self, self._client.close)
        try:
            self._take_token()
        except Exception:
            self.close()
            raise

    def generate(self) -> str:
        """Make a key that stays in Vault, and answer its id. Raises `KeysAway`, `KeyStoreError`."""
        key_id = secrets.token_hex(16)
        body = {"type": "aes256-gcm96", "exportable": False, "allow_plaintext_backup": False}
        self.call("POST", self._path("keys", key_id), body)
        return key_id

    def holds(self, key_id: str) -> bool:
        """Tell whether Vault has this key. Raises `KeysAway`, `KeyStoreError`."""
        try:
            self.call("GET", self._path("keys", key_id))
        except _NotThere:
            return False
        return True

    def destroy(self, key_id: str) -> None:
        """Delete a key in Vault; one that is not there is no error. Raises `KeysAway`, `KeyStoreError`."""
        try:
            self.call("POST", f"{self._path('keys', key_id)}/config", {"deletion_allowed": True})
            self.call("DELETE", self._path("keys", key_id))
        except _NotThere:
            return

    def batch(self, what: str, key_id: str, items: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
        """Run encrypt or decrypt over a batch and answer its results, in order. Raises `KeysAway`, `KeyStoreError`."""
        results: list[dict[str, Any]] = []
        for start in range(0, len(items), _BATCH):
            part = list(items[start : start + _BATCH])
            try:
                answer = self.call("POST", self._path(what, key_id), {"batch_input": part})
            except _NotThere:
                raise KeysAway(
                    f"Vault has no key jiayi-{key_id} at {self.address.mount}; restore it from Vault's own backup"
                ) from None
            found = answer.get("data", {}).get("batch_results")
            if not isinstance(found, list) or len(found) != len(part):
                raise KeysAway("Vault answered something that is no batch; is this address a Vault?")
            results += found
        return results

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Make one call with a live token; a refused one is made again with a new token. Raises `KeysAway`, `KeyStoreError`."""
        self._renew()
        response = self._send(method, path, body)
        if response.status_code == _FORBIDDEN:
            self._take_token()
            response = self._send(method, path, body)
        return self._answer(response)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _path(self, what: str, key_id: str) -> str:
        return f"{self.address.mount}/{what}/jiayi-{key_id}"

    def _take_token(self) -> None:
        with self._lock:
            token = self._ask_token().strip()
            if not token.isascii() or not token.isprintable() or not token:
                raise KeyStoreError("the Vault token is empty or has characters that no token has")
            self._client.headers["X-Vault-Token"] = token
            found = self._answer(self._send("GET", "auth/token/lookup-self", None)).get("data", {})
            self._plan(found.get("ttl"), renewable=found.get("renewable") is True)

    def _renew(self) -> None:
        if self._monotonic() < self._renew_at:
            return
        with self._lock:
            if self._monotonic() < self._renew_at:
                return
            response = self._send("POST", "auth/token/renew-self", {})
            if response.status_code == _OK:
                auth = self._answer(response).get("auth") or {}
                self._plan(auth.get("lease_duration"), renewable=auth.get("renewable") is True)
            else:
                self._renew_at = float("inf")  # it serves until it ends; then a new one is asked for

    def _plan(self, ttl_s: object, *, renewable: bool) -> None:
        known = isinstance(ttl_s, int) and ttl_s > 0 and renewable
        self._renew_at = self._monotonic() + _RENEW_AT * ttl_s if known and isinstance(ttl_s, int) else float("inf")

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        try:
            return self._client.request(method, path, json=body)
        except (httpx.HTTPError, OSError) as error:
            raise KeysAway(
                f"Vault at {self.address.url} does not answer ({type(error).__name__}); nothing was changed meanwhile"
            ) from error

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        status = response.status_code
        if status == _NO_CONTENT:
            return {}
        try:
            body = response.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise KeysAway(f"{self.address.url} answered {status} without JSON; is this address a Vault?")
        # A batch of which some did not open is answered with 400 and its results.
        if status == _OK or (status == _BAD and isinstance((body.get("data") or {}).get("batch_results"), list)):
            return body
        said = "; ".join(str(each) for each in body.get("errors") or ()) or "no reason given"
        if status == _FORBIDDEN:
            raise KeysAway(f"Vault does not let us in ({said}); give it a token whose policy allows jiayi-* at Transit")
        if status == _NOT_FOUND or (status == _BAD and "not found" in said):
            raise _NotThere
        if status in {429, 472, 473, 500, 501, 502, 503, 504}:
            raise KeysAway(f"Vault is not ready ({status}: {said}); unseal it or wait, nothing was changed meanwhile")
        raise KeyStoreError(f"Vault refused ({status}: {said})")

    def __repr__(self) -> str:
        return f"<TransitVault {self.address.url}>"


class _NotThere(Exception):
    """Vault has no such key or path."""


class TransitKey(RemoteKey):
    """One Transit key."""

    where = "Vault"

    def __init__(self, vault: TransitVault, key_id: str) -> None:
        self._vault = vault
        self._id = key_id

    @property
    def key_id(self) -> str:
        """Answer the key's id: the end of its name in Vault."""
        return self._id

    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal pairs of text and associated data, in order. Raises `KeysAway`."""
        asked = [{"plaintext": _b64(text), "associated_data": _b64(aad)} for text, aad in items]
        made = []
        for result in self._vault.batch("encrypt", self._id, asked):
            sealed = result.get("ciphertext")
            if not isinstance(sealed, str) or not sealed.isascii() or not _fits(sealed.encode()):
                raise KeysAway(f"Vault sealed nothing ({result.get('error') or 'no ciphertext'})")
            made.append(sealed.encode())
        return made

    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open pairs of sealed bytes and associated data, in order; None for what does not open. Raises `KeysAway`."""
        fitting = [place for place, (sealed, _) in enumerate(items) if sealed.isascii() and _fits(sealed)]
        asked = [{"ciphertext": items[at][0].decode(), "associated_data": _b64(items[at][1])} for at in fitting]
        answer: list[bytes | None] = [None] * len(items)
        for place, result in zip(fitting, self._vault.batch("decrypt", self._id, asked), strict=True):
            text = result.get("plaintext")
            if isinstance(text, str) and not result.get("error"):
                try:
                    answer[place] = base64.b64decode(text, validate=True)
                except (binascii.Error, ValueError):
                    answer[place] = None
        return answer

    def __repr__(self) -> str:
        return f"<TransitKey {self._id}>"


def _fits(sealed: bytes) -> bool:
    return sealed.startswith(_PREFIX) and len(sealed) <= _LONGEST


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
