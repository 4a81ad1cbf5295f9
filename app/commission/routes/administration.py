"""What an administrator does from the console: accounts, communities, rules, what failed, nodes; keys to look at.

Changing keys stays at the command line of the commission's own machine; revoking a node begins a new epoch of the state keys by itself.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from app.commission.access import Held, Token
from app.commission.schemas import NO_NUL, Body, Done, Problem
from app.logs import log
from records.store import accounts, changing, revoking
from records.store.calling import LONGEST_COMMUNITY, LONGEST_NAME, LONGEST_PHONE
from records.store.errors import KeyStoreError, Refused
from records.store.identity_card import withdraw_all
from records.store.keyfolder.checking import check
from records.store.nodes import list_nodes
from records.store.oversight import keeping, operations, rules
from records.store.oversight.keeping import FailedPage
from records.store.oversight.operations import DeliveryState, StateView
from records.store.oversight.rules import RuleView
from records.store.policy import Role
from records.store.revoking import RevokedWhy
from records.store.sessions import authenticate, show_password

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1/admin", tags=["administration"], responses=_REFUSALS)
Username = Annotated[str, Path(max_length=200)]
CommunityId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Communities = Annotated[list[CommunityId], Field(max_length=500)]
IntakeId = Annotated[int, Path(ge=1, le=2**62)]


class AccountAnswer(Body):
    """An account; never the password."""

    id: str
    username: str
    name: str
    phone: str
    role: str
    communities: list[str]
    closed: bool
    cards: int
    """Identity cards that it confirmed, as far as that stands."""
    magnets: dict[str, int]
    """Magnets in use that show this doctor, by community."""


class CommunityRow(Body):
    """A community."""

    id: str
    name_zh: str
    name_en: str
    phone: str


class NodeAnswer(Body):
    """A compute node."""

    node_id: str
    state: str
    url: str
    evidence: str
    measurement: str
    admitted_at_ms: int
    expires_at_ms: int


class KeyAnswer(Body):
    """What a check of the keys found."""

    weight: Literal["fine", "soon", "wrong"]
    about: str
    says: str


class HouseAnswer(Body):
    """How the house stands."""

    state: StateView
    communities: list[CommunityRow]
    accounts: list[AccountAnswer]
    rules: list[RuleView]
    nodes: list[NodeAnswer]
    keys: list[KeyAnswer]


class NewCommunity(Body):
    """A community's names."""

    name_zh: Annotated[str, Field(max_length=LONGEST_COMMUNITY)]
    name_en: Annotated[str, Field(max_length=LONGEST_COMMUNITY)]
    phone: Annotated[str, Field(max_length=LONGEST_PHONE)] = ""


class CommunityChanges(Body):
    """What a community is called from now on."""

    name_zh: Annotated[str | None, Field(max_length=LONGEST_COMMUNITY)] = None
    name_en: Annotated[str | None, Field(max_length=LONGEST_COMMUNITY)] = None
    phone: Annotated[str | None, Field(max_length=LONGEST_PHONE)] = None


class NewAccount(Body):
    """A new account and its first password."""

    username: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    phone: Annotated[str, Field(max_length=40)] = ""
    role: Literal["doctor", "supervisor", "administrator", "auditor"]
    communities: Communities = Field(default_factory=list)


class Closing(Body):
    """Who takes the magnets in use over, by community."""

    magnets_to: dict[CommunityId, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict, max_length=500)


class AccountChanges(Closing):
    """How an account is from now on."""

    name: Annotated[str | None, Field(max_length=LONGEST_NAME)] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    communities: Communities | None = None


class Made(Body):
    """What was made."""

    id: str


class NewPassword(Body):
    """A new password; with one's own account the present one as well."""

    password: Annotated[str, Field(max_length=1000)]
    present: Annotated[str, Field(max_length=1000)] | None = None


class CardsWithdrawn(Body):
    """Of how many residents the identity card is no longer confirmed."""

    cards: int


class RuleValue(Body):
    """A rule's number."""

    value: Annotated[int, Field(ge=0, le=2**31 - 1)]


class RevokeNode(Body):
    """Why a node is taken out."""

    why: RevokedWhy


class NodesRevoked(Body):
    """The epoch of the state keys that began."""

    epoch: int


class Discard(Body):
    """Why it is dropped."""

    why: keeping.DiscardWhy


class Retried(Body):
    """How it ended."""

    state: str
    reason: str | None


class Deliveries(Body):
    """Failed ones first."""

    items: list[DeliveryState]


@router.get("")
def house(held: Held, token: Token) -> HouseAnswer:
    """Accounts, communities, rules, nodes, keys, and what waits."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        state = operations.state(unit, actor)
        communities = accounts.list_communities(unit, actor)
        people = accounts.list_clinicians(unit, actor)
        house_rules = rules.list_rules(unit, actor)
        nodes = list_nodes(unit.connection, unit.now_ms, limit=200)
    return HouseAnswer(
        state=state,
        communities=[CommunityRow(**asdict(row)) for row in communities],
        accounts=[AccountAnswer(**{**asdict(row), "communities": list(row.communities)}) for row in people],
        rules=house_rules,
        nodes=[NodeAnswer(**_only(asdict(row), NodeAnswer)) for row in nodes],
        # The keys' folder is read outside of the transaction: a token or a Vault may be slow.
        keys=[KeyAnswer(**asdict(finding)) for finding in check(held.keys)],
    )


@router.post("/communities")
def make_community(asked: NewCommunity, held: Held, token: Token) -> Made:
    """Make a community."""
    with held.database.transaction() as unit:
        return Made(
            id=accounts.create_community(unit, authenticate(unit, token), asked.name_zh, asked.name_en, asked.phone)
        )


@router.patch("/communities/{community_id}")
def update_community(
    community_id: Annotated[str, Path(max_length=64, pattern=NO_NUL)], asked: CommunityChanges, held: Held, token: Token
) -> Done:
    """Change what a community is called, and its number; what is left out stays."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        changing.update_community(unit, actor, community_id, **asked.model_dump())
    return Done()


@router.post("/accounts")
def make_account(asked: NewAccount, held: Held, token: Token) -> Made:
    """Make an account."""
    with held.database.transaction() as unit:
        made = accounts.create_clinician(
            unit,
            authenticate(unit, token),
            username=asked.username,
            password=asked.password,
            name=asked.name,
            phone=asked.phone,
            role=Role(asked.role),
            communities=tuple(asked.communities),
        )
    return Made(id=made)


@router.put("/accounts/{username}/password")
def set_password(username: Username, asked: NewPassword, held: Held, token: Token) -> Done:
    """Give an account a new password; its sessions end. Of one's own account the present one is asked for."""
    if asked.present is not None:
        show_password(held.database, token, asked.present)
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        accounts.set_password(unit, actor, username, asked.password, shown=asked.present is not None)
    return Done()


@router.patch("/accounts/{username}")
def update_account(username: Username, asked: AccountChanges, held: Held, token: Token) -> Done:
    """Change an account's name, number or communities; what is left out stays."""
    with held.database.transaction() as unit:
        changing.update_clinician(
            unit,
            authenticate(unit, token),
            username,
            name=asked.name,
            phone=asked.phone,
            communities=asked.communities,
            magnets_to=asked.magnets_to,
        )
    return Done()


@router.post("/accounts/{username}/closing")
def close_account(username: Username, asked: Closing, held: Held, token: Token) -> Done:
    """Close an account, not one's own; its sessions end, its magnets go to who is named."""
    with held.database.transaction() as unit:
        changing.close_clinician(unit, authenticate(unit, token), username, magnets_to=asked.magnets_to)
    return Done()


@router.delete("/accounts/{username}/second-factor")
def forget_second_factor(username: Username, held: Held, token: Token) -> Done:
    """Take another's authenticator away, because phone and recovery codes are lost; its sessions end."""
    with held.database.transaction() as unit:
        accounts.forget_authenticator(unit, authenticate(unit, token), username)
    return Done()


@router.delete("/accounts/{username}/identity-cards")
def withdraw_cards(
    username: Username, held: Held, token: Token, since_ms: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> CardsWithdrawn:
    """Take back which identity cards an account confirmed, all of them or those since a time; what was signed stays as it is."""
    with held.database.transaction() as unit:
        return CardsWithdrawn(cards=withdraw_all(unit, authenticate(unit, token), username, since_ms=since_ms))


@router.put("/rules/{name}")
def set_rule(
    name: Annotated[str, Path(max_length=40, pattern=NO_NUL)], asked: RuleValue, held: Held, token: Token
) -> Done:
    """Set a rule of the house from now on."""
    with held.database.transaction() as unit:
        rules.set_rule(unit, authenticate(unit, token), name, asked.value)
    return Done()


@router.post("/nodes/{node_id}/revoke")
def revoke_node(
    node_id: Annotated[str, Path(max_length=64, pattern=NO_NUL)], asked: RevokeNode, held: Held, token: Token
) -> NodesRevoked:
    """Take a node out at once; 422 `keys` when the state keys cannot be changed now: then it is still in."""
    try:
        _, epoch = revoking.revoke_nodes(
            held.database, held.keys, lambda unit: authenticate(unit, token), "node", node_id, asked.why
        )
    except KeyStoreError as error:
        log().error("a node was not revoked: the state keys cannot be changed", why=str(error))
        raise Refused("keys", "the state keys cannot be changed now; nothing was revoked") from error
    return NodesRevoked(epoch=epoch)


@router.get("/failed")
def failed(held: Held, token: Token, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> FailedPage:
    """Envelopes that did not open, with their reason."""
    with held.database.transaction() as unit:
        return keeping.list_failed(unit, authenticate(unit, token), before=before)


@router.post("/failed/{intake_id}/retry")
def retry_failed(intake_id: IntakeId, held: Held, token: Token) -> Retried:
    """Try an envelope again, because somebody mended what was wrong."""
    with held.database.transaction() as unit:
        keeping.require_retry(unit, authenticate(unit, token), intake_id)
    opened = held.opener.retry(intake_id)
    return Retried(state=opened.state, reason=opened.reason)


@router.post("/failed/{intake_id}/discard")
def discard_failed(intake_id: IntakeId, asked: Discard, held: Held, token: Token) -> Done:
    """Drop an envelope's bytes for good, with a reason."""
    with held.database.transaction() as unit:
        keeping.discard(unit, authenticate(unit, token), intake_id, asked.why)
    return Done()


@router.get("/deliveries")
def deliveries(held: Held, token: Token) -> Deliveries:
    """Deliveries to the archive that failed or wait; ids, no names."""
    with held.database.transaction() as unit:
        return Deliveries(items=operations.deliveries(unit, authenticate(unit, token)))


def _only(row: dict[str, Any], model: type[Body]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields}
