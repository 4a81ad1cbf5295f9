"""What routes depend on: the services, a ready store, and who is asking."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from app.commission.services import Services
from records.store.errors import BadCredentials

_NETWORK_BITS: Final = 64
"""Of an IPv6 address, what a provider gives to one subscriber (RFC 6177; BCOP 690): whoever has one has all the addresses in it."""


async def services(request: Request) -> Services:
    """Answer the process's services."""
    held = request.app.state.services
    if not isinstance(held, Services):
        raise TypeError("the application was not made by create_app")
    return held


async def ready_services(request: Request) -> Services:
    """Answer the services once the store is ready; raises `StoreUnavailable`."""
    held = await services(request)
    held.require_ready()
    return held


def bearer(request: Request) -> str:
    """Answer the bearer token of a request; raises `BadCredentials` when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 200:  # noqa: PLR2004 - ours have 43 characters
        raise BadCredentials("no token")
    return token


async def address(request: Request) -> str:
    """Answer where a request comes from, for throttling only; never logged or kept in clear."""
    return origin_of(request.client.host) if request.client else "unknown"


def origin_of(host: str) -> str:
    """Answer what counts as one address: of IPv6 the network, or one subscriber could try anything 2^64 times over."""
    try:
        at = ip_address(host)
    except ValueError:
        return host
    if not isinstance(at, IPv6Address):
        return host
    if at.ipv4_mapped is not None:
        return str(at.ipv4_mapped)
    network = int(at) >> (128 - _NETWORK_BITS) << (128 - _NETWORK_BITS)
    return f"{IPv6Address(network)}/{_NETWORK_BITS}"


async def by_itself(request: Request) -> bool:
    """Tell whether the screen asks by itself (`X-Jiayi-Background: 1`), which does not keep a session alive."""
    return request.headers.get("x-jiayi-background") == "1"


Held = Annotated[Services, Depends(ready_services)]
Anyhow = Annotated[Services, Depends(services)]


class Bearer(SecurityBase):
    """`bearer` as a dependency that the description of the interface knows as its security."""

    scheme_name = "session"
    model = HTTPBearer(description="The token of `POST /v1/session`.")

    async def __call__(self, request: Request) -> str:
        """Answer the token; raises `BadCredentials` when there is none."""
        return bearer(request)


Token = Annotated[str, Depends(Bearer())]
Address = Annotated[str, Depends(address)]
Background = Annotated[bool, Depends(by_itself)]
