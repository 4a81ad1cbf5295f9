"""The policy as a matrix: every role with every action, written out a second time, by hand."""

from __future__ import annotations

import itertools

import pytest

from records.store.errors import NotAllowed, NotVisible
from records.store.policy import TABLE, Action, Actor, Role, Scope, require, require_community

A = Action
READING = {A.LIST_ENCOUNTERS, A.READ_ENCOUNTER, A.READ_ATTACHMENT, A.LIST_DELIVERIES}
CARING = {A.EDIT_NOTE, A.RATE, A.ACT, A.WRITE_MESSAGE, A.CONFIRM_DIAGNOSIS, A.SIGN, A.RETRY_DELIVERY, A.SEARCH_CODES}
MANAGING = {A.MANAGE_COMMUNITIES, A.MANAGE_CLINICIANS, A.MANAGE_MAGNETS, A.MANAGE_NODES, A.ERASE_RESIDENT}
MAY = {
    Role.RESIDENT: {A.STORE_ENVELOPE, A.READ_MAILBOX, A.RELEASE_ESSENTIALS, A.DRAW_ADMISSION}
    | {A.MAKE_SHARE, A.OPEN_SHARE, A.REVOKE_SHARE},
    Role.DOCTOR: READING | CARING,
    Role.SUPERVISOR: READING | {A.RATE, A.RETRY_DELIVERY, A.SEARCH_CODES},
    Role.ADMINISTRATOR: MANAGING,
    Role.AUDITOR: {A.VERIFY_AUDIT, A.READ_AUDIT},
    Role.NODE: {A.REGISTER_NODE},
    Role.ARCHIVE_WORKER: {A.READ_ENCOUNTER, A.DELIVER},
    Role.SYSTEM: MANAGING | {A.STORE_ENVELOPE, A.VERIFY_AUDIT, A.MANAGE_KEYS},
}
EVERYBODY = [(role, action) for role, action in itertools.product(Role, Action)]


@pytest.mark.parametrize(("role", "action"), EVERYBODY)
def test_a_role_may_what_the_matrix_says_and_nothing_else(role: Role, action: Action) -> None:
    actor = Actor(role, "x", frozenset({"own"}))
    if action in MAY[role]:
        assert require(actor, action) in Scope
    else:
        with pytest.raises(NotAllowed):
            require(actor, action)


@pytest.mark.parametrize(
    ("role", "action"),
    [(r, a) for r, a in EVERYBODY if a in (READING | CARING) and r in (Role.DOCTOR, Role.SUPERVISOR)],
)
def test_clinicians_reach_their_own_communities_only(role: Role, action: Action) -> None:
    if action not in MAY[role] or action is A.SEARCH_CODES:
        return
    actor = Actor(role, "x", frozenset({"own"}))
    require_community(actor, action, "own")
    for community in ("foreign", None):
        with pytest.raises(NotVisible):
            require_community(actor, action, community)


def test_nobody_at_all_sees_what_waits_for_its_identity() -> None:
    for role, action in TABLE:
        with pytest.raises(NotVisible):
            require_community(Actor(role, "x", frozenset({"own"})), action, None)


def test_no_role_reads_everything_but_the_archive_worker() -> None:
    everywhere = {role for (role, action), scope in TABLE.items() if scope is Scope.ALL and action in READING}
    assert everywhere == {Role.ARCHIVE_WORKER}
