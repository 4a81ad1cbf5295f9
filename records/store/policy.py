"""Who may do what, as one table: role x action -> scope. What the table does not say is refused.

A record of another community is answered exactly like one that does not exist. A role that lacks an action altogether
is told so, because that says nothing about any record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from records.store.errors import NotAllowed, NotVisible


class Role(StrEnum):
    """Who acts."""

    RESIDENT = "resident"
    DOCTOR = "doctor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    NODE = "node"
    ARCHIVE_WORKER = "archive_worker"
    SYSTEM = "system"
    """The store's own opener, and the command line on the commission's machine."""


class Action(StrEnum):
    """What may be done. Names are those of the audit trail."""

    LIST_ENCOUNTERS = "list_encounters"
    TAKE_ENCOUNTER = "take_encounter"
    SEARCH_RESIDENTS = "search_residents"
    READ_ENCOUNTER = "read_encounter"
    READ_ATTACHMENT = "read_attachment"
    EDIT_NOTE = "edit_note"
    RATE = "rate"
    ACT = "act"
    WRITE_MESSAGE = "write_message"
    RELEASE_ADVICE = "release_advice"
    CONFIRM_DIAGNOSIS = "confirm_diagnosis"
    SIGN = "sign"
    ADD_ADDENDUM = "add_addendum"
    PLAN_FOLLOW_UP = "plan_follow_up"
    READ_DANGEROUS = "read_dangerous"
    SEARCH_CODES = "search_codes"
    LIST_DELIVERIES = "list_deliveries"
    RETRY_DELIVERY = "retry_delivery"
    DELIVER = "deliver"
    FETCH_ESSENTIALS = "fetch_essentials"
    STORE_ENVELOPE = "store_envelope"
    READ_MAILBOX = "read_mailbox"
    RELEASE_ESSENTIALS = "release_essentials"
    DRAW_ADMISSION = "draw_admission"
    MAKE_SHARE = "make_share"
    OPEN_SHARE = "open_share"
    REVOKE_SHARE = "revoke_share"
    REGISTER_NODE = "register_node"
    MANAGE_COMMUNITIES = "manage_communities"
    MANAGE_CLINICIANS = "manage_clinicians"
    MANAGE_MAGNETS = "manage_magnets"
    MANAGE_NODES = "manage_nodes"
    ERASE_RESIDENT = "erase_resident"
    VERIFY_AUDIT = "verify_audit"
    READ_AUDIT = "read_audit"
    MANAGE_KEYS = "manage_keys"
    MANAGE_TARGETS = "manage_targets"
    OWN_ACCOUNT = "own_account"
    READ_RESIDENT = "read_resident"
    CONFIRM_IDENTITY = "confirm_identity"
    WITHDRAW_IDENTITY = "withdraw_identity"
    WITHDRAW_IDENTITIES = "withdraw_identities"
    READ_QUALITY = "read_quality"
    EXPORT_FIGURES = "export_figures"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    MANAGE_INTAKE = "manage_intake"
    MANAGE_RULES = "manage_rules"
    READ_OPERATIONS = "read_operations"
    MARK_ENCOUNTERS = "mark_encounters"


class Scope(StrEnum):
    """How far an action reaches."""

    OWN = "own"
    """Records of the actor's own communities."""
    ALL = "all"
    """Things that belong to no community, or to every one."""


_CLINICAL_READING = (Action.LIST_ENCOUNTERS, Action.READ_ENCOUNTER, Action.READ_ATTACHMENT, Action.LIST_DELIVERIES)
_CLINICAL_WRITING = (
    Action.EDIT_NOTE,
    Action.RATE,
    Action.ACT,
    Action.WRITE_MESSAGE,
    Action.RELEASE_ADVICE,
    Action.CONFIRM_DIAGNOSIS,
    Action.SIGN,
    Action.ADD_ADDENDUM,
    Action.PLAN_FOLLOW_UP,
    Action.RETRY_DELIVERY,
)
_MANAGING = (
    Action.MANAGE_COMMUNITIES,
    Action.MANAGE_CLINICIANS,
    Action.MANAGE_MAGNETS,
    Action.MANAGE_NODES,
    Action.ERASE_RESIDENT,
)

CLINICIANS = (Role.DOCTOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
"""Who has an account and signs in."""

TABLE: Mapping[tuple[Role, Action], Scope] = MappingProxyType(
    {
        **{(Role.DOCTOR, action): Scope.OWN for action in (*_CLINICAL_READING, *_CLINICAL_WRITING)},
        (Role.DOCTOR, Action.SEARCH_CODES): Scope.ALL,
        (Role.DOCTOR, Action.TAKE_ENCOUNTER): Scope.OWN,
        (Role.DOCTOR, Action.SEARCH_RESIDENTS): Scope.OWN,
        (Role.SUPERVISOR, Action.SEARCH_RESIDENTS): Scope.OWN,
        (Role.ADMINISTRATOR, Action.MANAGE_TARGETS): Scope.ALL,
        (Role.SYSTEM, Action.MANAGE_TARGETS): Scope.ALL,
        **{(role, Action.OWN_ACCOUNT): Scope.ALL for role in CLINICIANS},
        **{(Role.SUPERVISOR, action): Scope.OWN for action in _CLINICAL_READING},
        (Role.SUPERVISOR, Action.RATE): Scope.OWN,
        (Role.SUPERVISOR, Action.READ_DANGEROUS): Scope.OWN,
        (Role.SUPERVISOR, Action.RETRY_DELIVERY): Scope.OWN,
        (Role.SUPERVISOR, Action.SEARCH_CODES): Scope.ALL,
        **{(Role.ADMINISTRATOR, action): Scope.ALL for action in _MANAGING},
        (Role.AUDITOR, Action.VERIFY_AUDIT): Scope.ALL,
        (Role.AUDITOR, Action.READ_AUDIT): Scope.ALL,
        (Role.NODE, Action.REGISTER_NODE): Scope.ALL,
        (Role.RESIDENT, Action.STORE_ENVELOPE): Scope.ALL,
        (Role.RESIDENT, Action.READ_MAILBOX): Scope.ALL,
        (Role.RESIDENT, Action.RELEASE_ESSENTIALS): Scope.ALL,
        (Role.RESIDENT, Action.DRAW_ADMISSION): Scope.ALL,
        (Role.RESIDENT, Action.MAKE_SHARE): Scope.ALL,
        (Role.RESIDENT, Action.OPEN_SHARE): Scope.ALL,
        (Role.RESIDENT, Action.REVOKE_SHARE): Scope.ALL,
        (Role.ARCHIVE_WORKER, Action.READ_ENCOUNTER): Scope.ALL,
        (Role.ARCHIVE_WORKER, Action.DELIVER): Scope.ALL,
        (Role.ARCHIVE_WORKER, Action.FETCH_ESSENTIALS): Scope.ALL,
        **{(Role.SYSTEM, action): Scope.ALL for action in (*_MANAGING, Action.STORE_ENVELOPE, Action.VERIFY_AUDIT)},
        (Role.SYSTEM, Action.MANAGE_KEYS): Scope.ALL,
        # Oversight.
        (Role.DOCTOR, Action.READ_RESIDENT): Scope.OWN,
        (Role.DOCTOR, Action.CONFIRM_IDENTITY): Scope.OWN,
        (Role.DOCTOR, Action.WITHDRAW_IDENTITY): Scope.OWN,
        (Role.DOCTOR, Action.BREAK_GLASS): Scope.ALL,
        **{
            (Role.SUPERVISOR, action): Scope.OWN
            for action in (
                Action.READ_RESIDENT,
                Action.READ_QUALITY,
                Action.EXPORT_FIGURES,
                Action.REVIEW_BREAK_GLASS,
            )
        },
        **{
            (Role.ADMINISTRATOR, action): Scope.ALL
            for action in (
                Action.MANAGE_INTAKE,
                Action.MANAGE_RULES,
                Action.READ_OPERATIONS,
                Action.RETRY_DELIVERY,
                Action.WITHDRAW_IDENTITIES,
            )
        },
        (Role.AUDITOR, Action.REVIEW_BREAK_GLASS): Scope.ALL,
        **{
            (Role.SYSTEM, action): Scope.ALL
            for action in (
                Action.EXPORT_FIGURES,
                Action.MANAGE_INTAKE,
                Action.MANAGE_RULES,
                Action.MARK_ENCOUNTERS,
            )
        },
        (Role.SYSTEM, Action.LIST_DELIVERIES): Scope.ALL,
        (Role.SYSTEM, Action.RETRY_DELIVERY): Scope.ALL,
    }
)


@dataclass(frozen=True)
class Actor:
    """Who acts, in which role, and for which communities."""

    role: Role
    id: str
    communities: frozenset[str] = frozenset()
    name: str = ""


SYSTEM = Actor(Role.SYSTEM, "system")


def require(actor: Actor, action: Action) -> Scope:
    """Answer how far the actor's role may do this; raises `NotAllowed` where it may not at all."""
    scope = TABLE.get((actor.role, action))
    if scope is None:
        raise NotAllowed(f"{actor.role} may not {action}")
    return scope


def require_community(actor: Actor, action: Action, community_id: str | None) -> None:
    """Let the actor do this to something of that community; raises `NotAllowed`, or `NotVisible` for a foreign one.

    Something of no community (an encounter that waits for its identity) is visible to nobody.
    """
    scope = require(actor, action)
    if community_id is None or (scope is Scope.OWN and community_id not in actor.communities):
        raise NotVisible("no such record")
