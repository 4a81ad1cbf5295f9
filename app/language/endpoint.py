"""The one address that a language model is reached at, made ready before a process locks itself down.

Names are resolved and trust roots are loaded here, so that afterwards no name is looked up and no file is needed. Nothing here starts a
thread or imports the SDK: a compute node enters its sandbox after it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import certifi

from app.language.errors import LanguageSettingsWrong
from app.settings import LanguageSettings


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers. `addresses` are what its name stood for when the process began; `tls` is None for plain HTTP."""

    url: str
    host: str
    port: int
    addresses: tuple[str, ...]
    tls: ssl.SSLContext | None


def endpoint_from(settings: LanguageSettings) -> Endpoint | None:
    """Answer the endpoint of the settings, None where no model is set.

    Raises:
        LanguageSettingsWrong: it cannot be used.
    """
    if settings.llm_base_url is None:
        return None
    endpoint = endpoint_of(settings.llm_base_url, settings.llm_ca)
    if settings.llm_boundary == "outside":
        require_private(endpoint)
    elif endpoint.tls is None and any(ipaddress.ip_address(each).is_global for each in endpoint.addresses):
        # Nothing is masked inside of the boundary, and an address of the open net is not inside of anything.
        raise LanguageSettingsWrong("JIAYI_LLM_BASE_URL: to an address of the open net only https is spoken")
    return endpoint


def endpoint_of(url: str, ca: Path | None = None) -> Endpoint:
    """Answer the endpoint of a base URL such as `http://127.0.0.1:8000/v1`.

    Args:
        url: with scheme and host; without user, query or fragment.
        ca: certificate authority of the endpoint's HTTPS, when it is not a public one.

    Raises:
        LanguageSettingsWrong: the URL is none of that kind, or its name does not resolve.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise LanguageSettingsWrong("JIAYI_LLM_BASE_URL: the port is no port") from None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise LanguageSettingsWrong("JIAYI_LLM_BASE_URL: an address like https://host/v1 is needed")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise LanguageSettingsWrong(
            "JIAYI_LLM_BASE_URL: without user, query or fragment; the key goes into JIAYI_LLM_API_KEY"
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise LanguageSettingsWrong(
            f"JIAYI_LLM_BASE_URL: the name {host} does not resolve ({error.strerror})"
        ) from error
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    return Endpoint(url, host, port, addresses, _tls(ca) if parts.scheme == "https" else None)


def require_private(endpoint: Endpoint) -> None:
    """Raise LanguageSettingsWrong when words would leave this machine in clear."""
    if endpoint.tls is None and not all(ipaddress.ip_address(each).is_loopback for each in endpoint.addresses):
        raise LanguageSettingsWrong(
            "JIAYI_LLM_BASE_URL: outside of the boundary and of this machine only https is spoken"
        )


def _tls(ca: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca) if ca is not None else None)
    if ca is None:
        context.load_verify_locations(certifi.where())
    return context
