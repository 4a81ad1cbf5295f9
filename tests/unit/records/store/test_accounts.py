"""Accounts, magnets and nodes as administration keeps them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from records.errors import NotAdmitted
from records.store import accounts
from records.store.errors import BadCredentials, NotAllowed, NotVisible, Refused
from records.store.magnets import list_magnets
from records.store.nodes import live_nodes
from records.store.policy import SYSTEM, Actor, Role
from records.store.sessions import authenticate, log_in
from tests.fakes.commission import PASSWORD, World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_passwords_are_kept_as_argon2id_with_their_own_salt() -> None:
    kept = {accounts.hash_password(PASSWORD) for _ in range(2)}
    assert len(kept) == 2
    assert all(one.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for one in kept)
    assert all(accounts.password_fits(one, PASSWORD) for one in kept)
    assert not any(accounts.password_fits(one, PASSWORD + "x") for one in kept)
    assert not accounts.password_fits(None, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_weak_and_endless_passwords_are_refused(world: World, password: str) -> None:
    with pytest.raises(Refused) as refused:
        world.admin.create_clinician(
            username="li", password=password, name="x", phone="", role="doctor", communities=()
        )
    assert refused.value.code == "password"
    assert [row.username for row in world.admin.list_clinicians()] == ["wang"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": "Wang"}, "username_taken"),
        ({"username": "a b"}, "username"),
        ({"username": "王"}, "username"),
        ({"username": "x" * 41}, "username"),
        ({"role": "node"}, "role"),
        ({"role": "system"}, "role"),
        ({"name": "  "}, "no_name"),
        ({"name": "x" * 61}, "no_name"),
        ({"name": "李\n医生"}, "no_name"),
        ({"phone": "问村委会"}, "phone"),
        ({"phone": "120"}, "phone"),
        ({"phone": "1" * 31}, "phone"),
        ({"communities": ("0" * 32,)}, "community"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(world: World, changes: dict[str, object], code: str) -> None:
    values = {"username": "li", "password": PASSWORD, "name": "李", "phone": "", "role": "doctor", "communities": ()}
    with pytest.raises(Refused) as refused:
        world.admin.create_clinician(**{**values, **changes})  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_new_password_ends_the_sessions_of_the_old_one(world: World) -> None:
    token = log_in(world.database, "wang", PASSWORD, "1.2.3.4").token
    world.admin.set_password("wang", "another password")
    with pytest.raises(BadCredentials), world.database.transaction() as unit:
        authenticate(unit, token)
    with pytest.raises(BadCredentials):
        log_in(world.database, "wang", PASSWORD, "1.2.3.4")
    assert log_in(world.database, "wang", "another password", "1.2.3.4").actor.id == world.doctor_id


def test_only_who_administrates_makes_accounts(world: World) -> None:
    with pytest.raises(NotAllowed), world.database.transaction() as unit:
        accounts.create_community(unit, world.doctor, "x", "x")
    administrator = Actor(Role.ADMINISTRATOR, world.doctor_id)
    with world.database.transaction() as unit:
        accounts.create_community(unit, administrator, "新社区", "New")
    assert [row.name_en for row in world.admin.list_communities()] == ["New", "Demo community"]


def test_magnets_belong_to_a_doctor_of_the_community(world: World) -> None:
    issued = world.admin.issue_magnets(world.community, "wang", 20)
    assert len(set(issued)) == 20
    assert {row.id for row in world.admin.list_magnets()} == {*issued, world.magnet}
    elsewhere = world.admin.create_community("别处", "Elsewhere")
    world.create_clinician("zhao", role="supervisor", communities=(world.community,))
    for community, doctor in ((elsewhere, "wang"), (world.community, "nobody"), (world.community, "zhao")):
        with pytest.raises(NotVisible):
            world.admin.issue_magnets(community, doctor, 1)
    for count in (0, 10_001):
        with pytest.raises(Refused):
            world.admin.issue_magnets(world.community, "wang", count)
    world.admin.revoke_magnet(issued[0])
    revoked = {row.id for row in world.admin.list_magnets() if row.revoked_at_ms is not None}
    assert revoked == {issued[0]}
    with pytest.raises(NotVisible):
        world.admin.revoke_magnet("nothing")


def test_a_magnet_goes_to_the_only_doctor_where_nobody_is_named(world: World) -> None:
    world.admin.issue_magnets(world.community, None, 1)
    world.create_clinician("zhang", communities=(world.community,))
    with pytest.raises(Refused, match="2 doctors: name one of wang, zhang"):
        world.admin.issue_magnets(world.community, None, 1)
    with pytest.raises(NotVisible, match="no such community"):
        world.admin.issue_magnets("nowhere", None, 1)
    with pytest.raises(NotVisible, match="no doctor works"):
        world.admin.issue_magnets(world.admin.create_community("空", "Empty"), None, 1)


def test_magnets_of_a_doctor_who_leaves_are_handed_on(world: World) -> None:
    ended, *held = world.admin.issue_magnets(world.community, "wang", 3)
    world.admin.revoke_magnet(ended)
    world.create_clinician("zhang", communities=(world.community,))
    elsewhere = world.admin.create_community("别处", "Elsewhere")
    world.create_clinician("qian", communities=(elsewhere,))
    with pytest.raises(NotVisible):
        world.admin.assign_magnets(held, "qian")
    with pytest.raises(Refused, match="has ended"):
        world.admin.assign_magnets([held[0], ended], "zhang")
    assert {row.doctor_username for row in world.admin.list_magnets()} == {"wang"}  # all or none
    assert world.admin.assign_magnets(held, "zhang") == held
    assert world.admin.assign_magnets(held, "zhang") == []
    assert {row.id for row in world.admin.list_magnets(doctor="zhang", in_use=True)} == set(held)
    with pytest.raises(Refused, match="1 magnets of 示范社区 show this doctor: name who takes them"):
        world.admin.close_clinician("wang")
    for heir in ("qian", "wang"):
        with pytest.raises((NotVisible, Refused)):
            world.admin.close_clinician("wang", magnets_to={world.community: heir})
    assert not world.admin.list_clinicians()[1].closed
    world.admin.close_clinician("wang", magnets_to={world.community: "zhang"})
    assert {row.id for row in world.admin.list_magnets(doctor="zhang", in_use=True)} == {*held, world.magnet}
    assert [row.id for row in world.admin.list_magnets() if row.doctor_left] == [ended]
    with pytest.raises(NotVisible):
        world.admin.issue_magnets(world.community, "wang", 1)


def test_a_magnet_ends_once_and_is_replaced_once(world: World) -> None:
    lost, worn = world.admin.issue_magnets(world.community, "wang", 2)
    world.admin.revoke_magnet(lost, ended_as="lost")
    world.admin.revoke_magnet(lost)
    new = {lost: world.admin.replace_magnet(lost), worn: world.admin.replace_magnet(worn)}
    found = {row.id: row for row in world.admin.list_magnets()}
    assert (found[lost].ended_as, found[lost].replaced_by) == ("lost", new[lost])
    assert (found[worn].ended_as, found[worn].replaced_by) == ("replaced", new[worn])
    assert found[new[worn]].revoked_at_ms is None
    with pytest.raises(Refused, match="replaced before"):
        world.admin.replace_magnet(worn)
    world.admin.close_clinician("wang")
    with pytest.raises(NotVisible, match="no doctor wang works"):
        world.admin.replace_magnet(new[worn])
    assert {row.id for row in world.admin.list_magnets(in_use=True)} == {world.magnet, *new.values()}


def test_a_magnet_is_named_by_link_by_id_or_by_the_number_printed_on_it(world: World) -> None:
    (magnet,) = world.admin.issue_magnets(world.community, "wang", 1)
    for name in (magnet, f"https://jiayi.example/m/{magnet}#pin", f" {magnet[:8].upper()} "):
        assert [row.id for row in world.admin.find_magnets([name])] == [magnet]
    for name in (magnet[:7], "0" * 32, "%", "", "https://jiayi.example/m/"):
        with pytest.raises(NotVisible):
            world.admin.find_magnets([name])
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql(
            "insert into magnet (id, community_id, clinician_id, issued_at_ms) select %s, community_id, clinician_id, 0 from magnet "
            "where id = %s",
            (magnet[:8] + "0" * 24, magnet),
        )
    with pytest.raises(Refused, match="several magnets begin"):
        world.admin.find_magnets([magnet[:8]])
    with pytest.raises(NotAllowed), world.database.transaction() as unit:
        list_magnets(unit, world.doctor)


def test_a_node_that_was_revoked_is_not_admitted_again(world: World) -> None:
    world.clock.pass_s(600)
    world.admit(world.node)
    with world.database.reading() as connection:
        (entry,) = live_nodes(connection, world.clock.now_ms)
        admitted = connection.exec_driver_sql("select admitted_at_ms from node").scalar_one()
    assert entry.expires_at == world.clock.now_ms // 1000 + 3600
    assert admitted == world.clock.now_ms - 600_000  # what it signed since the first time stays valid
    world.admin.revoke_node(world.node.key_id)
    with pytest.raises(NotAdmitted):
        world.admit(world.node)
    with world.database.reading() as connection:
        assert live_nodes(connection, world.clock.now_ms) == []
    with pytest.raises(NotVisible):
        world.admin.revoke_node("0" * 32)


def test_an_expired_node_leaves_the_directory(world: World) -> None:
    world.clock.pass_s(3601)
    with world.database.reading() as connection:
        assert live_nodes(connection, world.clock.now_ms) == []


@pytest.mark.parametrize(
    "first", [accounts.forget_authenticator, partial(accounts.set_password, password="anew-anew-1")]
)
def test_one_administrator_alone_signs_in_as_nobody_else(world: World, first: Callable[..., None]) -> None:
    """Password and authenticator of an account are taken by two people, or a day apart, or at the machine itself."""
    world.create_clinician("zhang")
    one, other = (
        Actor(Role.ADMINISTRATOR, world.create_clinician(name, role=Role.ADMINISTRATOR)) for name in ("a1", "a2")
    )
    both = [accounts.forget_authenticator, partial(accounts.set_password, password="anew-anew-1")]
    second = next(each for each in both if getattr(each, "func", each) is not getattr(first, "func", first))

    def done(what: Callable[..., None], actor: Actor) -> None:
        with world.database.transaction() as unit:
            what(unit, actor, "zhang")

    done(first, one)
    with pytest.raises(Refused) as refused:
        done(second, one)
    assert refused.value.code == "two_people"
    done(first, one)  # the same once more is no other thing
    done(second, other)
    done(second, SYSTEM)
    world.clock.pass_s(2 * 24 * 3600 + 1)
    done(second, one)


def test_the_password_of_ones_own_account_is_not_set_without_the_present_one(world: World) -> None:
    actor = Actor(Role.ADMINISTRATOR, world.create_clinician("boss", role=Role.ADMINISTRATOR, communities=()))
    with pytest.raises(Refused) as refused, world.database.transaction() as unit:
        accounts.set_password(unit, actor, "BOSS", "another one 2")
    assert refused.value.code == "own_password"
    with world.database.transaction() as unit:
        accounts.set_password(unit, actor, "boss", "another one 2", shown=True)
    world.admin.set_password("boss", "a third one 3")  # who is at the machine has no password to show
