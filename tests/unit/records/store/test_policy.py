"""The policy as a matrix: every role with every action, written out a second time, by hand."""

from __future__ import annotations

import itertools

import pytest

from records.store.errors import NotAllowed, NotVisible
from records.store.policy import TABLE, Action, Actor, Role, Scope, require, require_community

A = Action
READING = {A.LIST_ENCOUNTERS, A.READ_ENCOUNTER, A.READ_ATTACHMENT, A.LIST_DELIVERIES}
CARING = {
    A.EDIT_NOTE,
    A.RATE,
    A.ACT,
    A.WRITE_MESSAGE,
    A.RELEASE_ADVICE,
    A.CONFIRM_DIAGNOSIS,
    A.SIGN,
    A.RETRY_DELIVERY,
    A.SEARCH_CODES,
}
REVIEWING = {A.ADD_ADDENDUM, A.PLAN_FOLLOW_UP}
MANAGING = {A.MANAGE_COMMUNITIES, A.MANAGE_CLINICIANS, A.MANAGE_MAGNETS, A.MANAGE_NODES, A.ERASE_RESIDENT}
MAY = {
    Role.RESIDENT: {A.STORE_ENVELOPE, A.READ_MAILBOX, A.RELEASE_ESSENTIALS, A.DRAW_ADMISSION}
    | {A.MAKE_SHARE, A.OPEN_SHARE, A.REVOKE_SHARE},
    Role.DOCTOR: READING | CARING | REVIEWING | {A.TAKE_ENCOUNTER, A.SEARCH_RESIDENTS, A.OWN_ACCOUNT},
    Role.SUPERVISOR: READING
    | {A.RATE, A.RETRY_DELIVERY, A.SEARCH_CODES, A.READ_DANGEROUS, A.SEARCH_RESIDENTS, A.OWN_ACCOUNT},
    Role.ADMINISTRATOR: MANAGING | {A.MANAGE_TARGETS, A.OWN_ACCOUNT},
    Role.AUDITOR: {A.VERIFY_AUDIT, A.READ_AUDIT, A.OWN_ACCOUNT},
    Role.NODE: {A.REGISTER_NODE},
    Role.ARCHIVE_WORKER: {A.READ_ENCOUNTER, A.DELIVER, A.FETCH_ESSENTIALS},
    Role.SYSTEM: MANAGING
    | {A.STORE_ENVELOPE, A.VERIFY_AUDIT, A.MANAGE_KEYS, A.MANAGE_TARGETS, A.LIST_DELIVERIES, A.RETRY_DELIVERY},
}
MAY[Role.DOCTOR] = MAY[Role.DOCTOR] | {A.READ_RESIDENT, A.BREAK_GLASS, A.CONFIRM_IDENTITY, A.WITHDRAW_IDENTITY}
MAY[Role.SUPERVISOR] = MAY[Role.SUPERVISOR] | {A.READ_RESIDENT, A.READ_QUALITY, A.EXPORT_FIGURES, A.REVIEW_BREAK_GLASS}
MAY[Role.ADMINISTRATOR] = MAY[Role.ADMINISTRATOR] | {
    A.MANAGE_INTAKE, A.MANAGE_RULES, A.READ_OPERATIONS, A.RETRY_DELIVERY, A.WITHDRAW_IDENTITIES,
}  # fmt: skip
MAY[Role.AUDITOR] = MAY[Role.AUDITOR] | {A.REVIEW_BREAK_GLASS}
MAY[Role.SYSTEM] = MAY[Role.SYSTEM] | {A.EXPORT_FIGURES, A.MANAGE_INTAKE, A.MANAGE_RULES, A.MARK_ENCOUNTERS}
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
    [
        (r, a)
        for r, a in EVERYBODY
        if a in (READING | CARING | REVIEWING | {A.READ_DANGEROUS}) and r in (Role.DOCTOR, Role.SUPERVISOR)
    ],
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
    everywhere = {(role, action) for (role, action), scope in TABLE.items() if scope is Scope.ALL and action in READING}
    # The command line lists which deliveries wait, by id: it opens none.
    assert everywhere == {(Role.ARCHIVE_WORKER, A.READ_ENCOUNTER), (Role.SYSTEM, A.LIST_DELIVERIES)}
