"""A server that speaks HashiCorp Vault's Transit protocol on loopback: real AES-GCM, tokens that end, policies, a seal, slowness.

Shapes of requests and answers are those of Vault's API documentation (secret/transit, auth/token, system/seal).
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclass
class FakeVault:
    """State that a test may turn: `sealed`, `slow_s`, `forbidden` paths, tokens with the time at which they end."""

    sealed: bool = False
    slow_s: float = 0.0
    forbidden: str | None = None
    ttl_s: float = 3600.0
    keys: dict[str, bytes] = field(default_factory=dict)
    deletable: set[str] = field(default_factory=set)
    tokens: dict[str, float] = field(default_factory=dict)
    renewed: int = 0
    calls: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        vault = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = vault.answer(
                    self.command, self.path, self.headers.get("X-Vault-Token", ""), json.loads(body or b"{}")
                )
                payload = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                with suppress(BrokenPipeError):  # whoever asked did not wait
                    self.wfile.write(payload)

            do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}"

    def token(self) -> str:
        made = f"hvs.{secrets.token_urlsafe(18)}"
        self.tokens[made] = time.monotonic() + self.ttl_s
        return made

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        self.calls.append(f"{method} {path}")
        self.bodies.append(body)
        time.sleep(self.slow_s)
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if self.tokens.get(token, 0.0) <= time.monotonic():
            return 403, {"errors": ["permission denied", "invalid token"]}
        if self.forbidden is not None and re.search(self.forbidden, path):
            return 403, {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
        if path.startswith("/v1/auth/token/"):
            return self._token(path.rpartition("/")[2], token)
        found = re.fullmatch(r"/v1/transit/(keys|encrypt|decrypt)/([\w-]+)(/config)?", path)
        if found is None:
            return 404, {"errors": []}
        what, name, config = found.groups()
        return self._keys(method, name, config is not None, body) if what == "keys" else self._crypt(what, name, body)

    def _token(self, what: str, token: str) -> tuple[int, dict[str, Any]]:
        if what == "lookup-self":
            return 200, {"data": {"ttl": int(self.tokens[token] - time.monotonic()), "renewable": True}}
        self.renewed += 1
        self.tokens[token] = time.monotonic() + self.ttl_s
        return 200, {"auth": {"lease_duration": int(self.ttl_s), "renewable": True}}

    def _keys(self, method: str, name: str, config: bool, body: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        if method == "POST" and not config:
            assert body["type"] == "aes256-gcm96"
            self.keys.setdefault(name, secrets.token_bytes(32))
            return 200, {"data": {"name": name, "type": body["type"], "exportable": body["exportable"]}}
        if name not in self.keys:
            return (
                (400, {"errors": [f"no existing key named {name} could be found: not found"]})
                if config
                else (404, {"errors": []})
            )
        if config:
            if body.get("deletion_allowed"):
                self.deletable.add(name)
            return 204, None
        if method == "DELETE":
            if name not in self.deletable:
                return 400, {"errors": ["deletion is not allowed for this key"]}
            del self.keys[name]
            return 204, None
        return 200, {"data": {"name": name, "latest_version": 1}}

    def _crypt(self, what: str, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = self.keys.get(name)
        if key is None:
            return 400, {"errors": ["encryption key not found"]}
        results = [self._one(what, AESGCM(key), item) for item in body["batch_input"]]
        failed = any("error" in result for result in results)
        return (400 if failed else 200), {"data": {"batch_results": results}}

    @staticmethod
    def _one(what: str, aead: AESGCM, item: dict[str, str]) -> dict[str, Any]:
        aad = base64.b64decode(item.get("associated_data", ""))
        if what == "encrypt":
            nonce = secrets.token_bytes(12)
            sealed = nonce + aead.encrypt(nonce, base64.b64decode(item["plaintext"]), aad)
            return {"ciphertext": f"vault:v1:{base64.b64encode(sealed).decode()}", "key_version": 1}
        try:
            sealed = base64.b64decode(item["ciphertext"].removeprefix("vault:v1:"), validate=True)
            return {"plaintext": base64.b64encode(aead.decrypt(sealed[:12], sealed[12:], aad)).decode()}
        except (InvalidTag, ValueError):
            return {"error": "cipher: message authentication failed"}
