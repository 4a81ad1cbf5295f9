"""An OpenID provider on loopback, true to the protocol, with real keys; `wrong` makes it misbehave in one way at a time.

It checks what a provider checks: client and secret, the exact redirect URI, PKCE, that a code is used once. Its login page is a form with
one button, for journeys; tests without a browser use `sign_in`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "jiayi console:1", "s:ecret/ä"


@cache
def _keys() -> dict[str, Key]:
    return {
        "RS256": RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig", "alg": "RS256"}),
        "ES256": ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"}),
    }


class Provider:
    """One provider. `person` is who signs in; `claims` are put over those of a true token."""

    def __init__(self, *, host: str = "127.0.0.1", redirect_uri: str = "http://console.test/jiayi/provider/callback"):
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.provider = self
        self._server.daemon_threads = True
        self.issuer = f"http://{host}:{self._server.server_port}"
        self.redirect_uri = redirect_uri
        self.keys = dict(_keys())
        self.algorithm = "RS256"
        self.person: dict[str, Any] = {
            "sub": "u-4711",
            "email": "Wang@Hospital.example",
            "email_verified": True,
            "preferred_username": "wang.yisheng",
        }
        self.now_s: Callable[[], float] = time.time
        self.wrong = ""
        self.claims: dict[str, Any] = {}
        self.metadata_changes: dict[str, Any] = {}
        self.asked: list[str] = []
        self.prompts: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def rotate(self) -> None:
        """Sign with a new key from now on; the old one is announced no more."""
        self.keys["RS256"] = RSAKey.generate_key(2048, {"kid": f"rsa-{secrets.token_hex(4)}", "use": "sig"})

    def sign_in(self, url: str, *, error: str | None = None) -> dict[str, str]:
        """Answer what the browser is sent back with after the person has signed in at `url`."""
        sent = parse_qs(urlsplit(self.authorize(url, error=error)).query)
        return {name: values[0] for name, values in sent.items()}

    def authorize(self, url: str, *, error: str | None = None) -> str:
        """Answer where the browser is sent."""
        asked = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
        self.prompts.append(asked)
        assert asked["redirect_uri"] == self.redirect_uri, "another redirect URI: no provider goes there"
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        back = {"state": asked["state"], "iss": self.issuer}
        if error:
            back["error"] = error
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = asked
        return f"{self.redirect_uri}?{urlencode(back)}"

    def metadata(self) -> dict[str, Any]:
        """Answer what it announces."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata_changes,
        }

    def trade(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Answer the token endpoint's answer."""
        known = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote_plus(known[0]), unquote_plus(known[2])) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        fits = asked is not None and asked["code_challenge"] == challenge.rstrip("=")
        if asked is None or not fits or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        token = self.token(asked["nonce"])
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def token(self, nonce: str) -> str:
        """Answer an ID token, true or wrong."""
        now = int(self.now_s())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": nonce,
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.keys[self.algorithm]
        if self.wrong in FORGED:
            return FORGED[self.wrong](key, claims)
        head = {"alg": self.algorithm} if self.wrong == "no key id" else {"alg": self.algorithm, "kid": key.kid}
        return jwt.encode(head, claims, key, algorithms=[self.algorithm])

    def key_set(self) -> dict[str, Any]:
        """Answer the public keys, and some that nobody can use."""
        others = [OctKey.generate_key(256, {"kid": "shared"}).as_dict(), {"kty": "AKP", "kid": "pq"}, {"kid": "none"}]
        others += [{"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}, {"kty": "OKP", "crv": "Ed999", "x": "AA"}]
        return {"keys": [*others, *(key.as_dict(private=False) for key in self.keys.values())]}

    def wait(self, seconds: float = 30) -> bool:
        """Wait until the provider is closed, or so long; tells whether it is."""
        return self._ended.wait(seconds)


class _Server(ThreadingHTTPServer):
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        provider, path = self.server.provider, urlsplit(self.path).path
        provider.asked.append(path)
        if path == "/authorize":
            page = f'<form method="post" action="{self.path}"><button>sign in here</button></form>'
            self._say(200, page.encode(), "text/html")
        elif path == "/.well-known/openid-configuration":
            self._document("metadata", provider.metadata())
        elif path == "/keys":
            self._document("keys", provider.key_set())
        else:
            self._say(404, b"{}")

    def do_POST(self) -> None:
        provider, path = self.server.provider, urlsplit(self.path).path
        provider.asked.append(path)
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        if path == "/authorize":
            self.send_response(302)
            self.send_header("location", provider.authorize(self.path))
            self.end_headers()
        elif path == "/token":
            status, content = provider.trade(dict(parse_qsl(body)), self.headers.get("authorization", ""))
            self._document("token", content, status)

    def _document(self, name: str, content: dict[str, Any], status: int = 200) -> None:
        how = self.server.provider.wrong.removeprefix(f"{name} ")
        if how in _NONSENSE:
            self._say(*_NONSENSE[how])
        elif how == "slow":
            self.server.provider.wait()
        elif how == "drips":
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            with suppress(OSError):
                while not self.server.provider.wait(0.05):
                    self.wfile.write(b" ")
        elif how == "elsewhere":
            self.send_response(302)
            self.send_header("location", f"{self.server.provider.issuer}/keys")
            self.end_headers()
        else:
            kind = "text/html" if how == "mislabelled" else "application/json; charset=utf-8"
            self._say(status, json.dumps(content).encode(), kind)

    def _say(self, status: int, body: bytes, kind: str = "application/json; charset=utf-8") -> None:
        with suppress(OSError):
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


_NONSENSE: Final[dict[str, tuple[int, bytes, str]]] = {
    "huge": (200, b'{"a": "' + b"x" * 400_000 + b'"}', "application/json"),
    "html": (200, b"<html>sign in to the hotel's network</html>", "text/html"),
    "array": (200, b"[]", "application/json"),
    "deep": (200, b"[" * 100_000, "application/json"),
    "broken": (200, b'{"issuer": ', "application/json"),
    "down": (503, b"{}", "application/json"),
}


def _own_key(_key: Key, claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048, {"kid": "mine"})
    head = {"alg": "RS256", "kid": "mine", "jwk": key.as_dict(private=False)}
    return jwt.encode(head, claims, key, algorithms=["RS256"])


def _changed(key: Key, claims: dict[str, Any]) -> str:
    head, _, tail = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key).split(".")
    return f"{head}.{_b64({**claims, 'sub': 'u-other'})}.{tail}"


def _strange(key: Key, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, RSAKey.generate_key(2048))


def _hs256(secret: bytes, head: dict[str, Any], claims: dict[str, Any]) -> str:
    signed = f"{_b64(head)}.{_b64(claims)}"
    return f"{signed}.{_b64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _b64(content: dict[str, Any]) -> str:
    return _b64url(json.dumps(content).encode())


def _b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


FORGED: Final[dict[str, Callable[[Key, dict[str, Any]], str]]] = {
    "alg none": lambda _key, claims: f"{_b64({'alg': 'none'})}.{_b64(claims)}.",
    "hs256 with the public key": lambda key, claims: _hs256(
        key.as_pem(private=False), {"alg": "HS256", "kid": key.kid}, claims
    ),
    "hs256 called rs256": lambda key, claims: _hs256(
        key.as_pem(private=False), {"alg": "RS256", "kid": key.kid}, claims
    ),
    "a stranger's key": _strange,
    "its own key in the head": _own_key,
    "a changed claim": _changed,
    "no token": lambda _key, _claims: "<html>",
}
"""Tokens that the provider has not signed."""
