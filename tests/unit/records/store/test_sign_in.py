"""The second factor, half-way sessions, longer locks, and what keeps a session alive."""

from __future__ import annotations

import pyotp
import pytest

from records.store import second_factor
from records.store.errors import BadCredentials, LockedOut, NotVisible, Refused
from records.store.sessions import (
    LoggedIn,
    authenticate,
    confirm,
    enrol,
    forget_old_sessions,
    log_in,
    log_out_everywhere,
    note_tour,
    read_account,
    show_code,
)
from tests.fakes.commission import PASSWORD, World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

ADDRESS = "198.51.100.7"


def code_of(world: World, secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(world.clock.now_ms // 1000 + 30 * steps)


def enrolled(world: World) -> tuple[str, list[str]]:
    """Set up an authenticator for the doctor; answers its secret and the recovery codes. The step moves on."""
    token = log_in(world.database, "wang", PASSWORD, ADDRESS).token
    secret = enrol(world.database, token, "").secret
    codes, _ = confirm(world.database, token, code_of(world, secret))
    world.clock.pass_s(90)
    return secret, codes


def half_way(world: World) -> LoggedIn:
    session = log_in(world.database, "wang", PASSWORD, ADDRESS)
    assert session.stage == "code"
    return session


def alive(world: World, token: str, *, background: bool = False) -> bool:
    with world.database.transaction() as unit:
        try:
            authenticate(unit, token, background=background)
        except BadCredentials:
            return False
    return True


def test_a_code_completes_the_log_in_and_the_half_way_token_opens_nothing(world: World) -> None:
    secret, _ = enrolled(world)
    begun = half_way(world)
    assert not alive(world, begun.token)
    session = show_code(world.database, begun.token, code_of(world, secret))
    assert session.stage == "full"
    assert alive(world, session.token)
    with pytest.raises(BadCredentials):
        show_code(world.database, begun.token, code_of(world, secret, steps=1))  # it ended with its use


def test_a_code_is_taken_once_and_older_ones_never_after_it(world: World) -> None:
    secret, _ = enrolled(world)
    code = code_of(world, secret)
    before = code_of(world, secret, steps=-1)
    show_code(world.database, half_way(world).token, code)
    for again in (code, before):
        with pytest.raises(Refused) as refused:
            show_code(world.database, half_way(world).token, again)
        assert refused.value.code == "wrong_code"
    world.clock.pass_s(30)
    assert show_code(world.database, half_way(world).token, code_of(world, secret)).stage == "full"


def test_a_clock_may_be_one_step_off(world: World) -> None:
    secret, _ = enrolled(world)
    for steps, taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        world.clock.pass_s(300)
        token = half_way(world).token
        if taken:
            assert show_code(world.database, token, f" {code_of(world, secret, steps=steps)} ").stage == "full"
        else:
            with pytest.raises(Refused):
                show_code(world.database, token, code_of(world, secret, steps=steps))


def test_the_code_that_set_it_up_does_not_let_in_again(world: World) -> None:
    token = log_in(world.database, "wang", PASSWORD, ADDRESS).token
    secret = enrol(world.database, token, "").secret
    code = code_of(world, secret)
    confirm(world.database, token, code)
    with pytest.raises(Refused):
        show_code(world.database, half_way(world).token, code)


def test_a_recovery_code_lets_in_once_however_it_is_typed(world: World) -> None:
    _, codes = enrolled(world)
    assert len(set(codes)) == 10
    typed = f" {codes[3].upper().replace('-', ' ')} "
    session = show_code(world.database, half_way(world).token, typed)
    with world.database.transaction() as unit:
        assert read_account(unit, session.token).recovery_codes == 9
    with pytest.raises(Refused):
        show_code(world.database, half_way(world).token, codes[3])


def test_neither_secret_nor_recovery_code_is_in_the_database(world: World) -> None:
    secret, codes = enrolled(world)
    with world.database.reading() as connection:
        rows = [
            row
            for table in ("second_factor", "recovery_code", "audit_entry")
            for row in connection.exec_driver_sql(f"select * from {table}")
        ]
    kept = b"".join(part if isinstance(part, bytes) else str(part).encode() for row in rows for part in row)
    assert secret.encode() not in kept
    assert not any(code.replace("-", "").encode() in kept for code in codes)


def test_wrong_codes_lock_and_each_lock_is_longer(world: World) -> None:
    secret, _ = enrolled(world)
    waits = []
    for _ in range(5):
        token = half_way(world).token
        for _ in range(5):
            with pytest.raises(Refused):
                show_code(world.database, token, "000000")
        with pytest.raises(LockedOut) as locked:
            show_code(world.database, token, code_of(world, secret))
        waits.append(locked.value.retry_after_s // 60)
        world.clock.pass_s(locked.value.retry_after_s + 1)
    assert waits == [15, 30, 60, 120, 120]
    assert show_code(world.database, half_way(world).token, code_of(world, secret)).stage == "full"


def test_a_day_without_a_wrong_try_begins_anew(world: World) -> None:
    def lock() -> int:
        for _ in range(5):
            with pytest.raises(BadCredentials):
                log_in(world.database, "wang", "wrong wrong", ADDRESS)
        with pytest.raises(LockedOut) as locked:
            log_in(world.database, "wang", PASSWORD, ADDRESS)
        return locked.value.retry_after_s

    assert lock() == 15 * 60
    world.clock.pass_s(15 * 60 + 1)
    assert lock() == 30 * 60
    world.clock.pass_s(25 * 60 * 60)
    assert lock() == 15 * 60


def test_who_guesses_elsewhere_does_not_keep_the_doctor_out_at_once(world: World) -> None:
    for number in range(5):
        with pytest.raises(BadCredentials):
            log_in(world.database, "wang", f"wrong {number}", "203.0.113.9")
    with pytest.raises(LockedOut):
        log_in(world.database, "wang", PASSWORD, "203.0.113.9")
    assert log_in(world.database, "wang", PASSWORD, ADDRESS).stage == "full"
    # Many addresses together are held back all the same, and then from everywhere.
    for number in range(30):
        with pytest.raises(BadCredentials):
            log_in(world.database, "wang", "p" * 300, f"203.0.113.{number // 4 + 10}")
    with pytest.raises(LockedOut):
        log_in(world.database, "wang", PASSWORD, ADDRESS)


def test_a_half_way_session_ends_after_five_minutes(world: World) -> None:
    secret, _ = enrolled(world)
    token = half_way(world).token
    world.clock.pass_s(301)
    with pytest.raises(BadCredentials):
        show_code(world.database, token, code_of(world, secret))
    with world.database.transaction() as unit:
        assert forget_old_sessions(unit) == 1


def test_where_a_second_factor_is_required_nothing_else_comes_before_it(world: World) -> None:
    begun = log_in(world.database, "wang", PASSWORD, ADDRESS, second_factor_required=True)
    assert begun.stage == "enrol"
    assert not alive(world, begun.token)
    with pytest.raises(BadCredentials):
        show_code(world.database, begun.token, "000000")
    secret = enrol(world.database, begun.token, "").secret
    with pytest.raises(Refused):
        confirm(world.database, begun.token, "000000")
    _, session = confirm(world.database, begun.token, code_of(world, secret))
    assert alive(world, session.token)
    assert log_in(world.database, "wang", PASSWORD, ADDRESS, second_factor_required=True).stage == "code"


def test_an_unattended_screen_is_not_enough_to_change_the_authenticator(world: World) -> None:
    secret, codes = enrolled(world)
    session = show_code(world.database, half_way(world).token, code_of(world, secret))
    world.clock.pass_s(60)
    for code in ("", "000000"):
        with pytest.raises(Refused):
            enrol(world.database, session.token, code)
    other = enrol(world.database, session.token, codes[0]).secret
    world.clock.pass_s(60)
    assert show_code(world.database, half_way(world).token, code_of(world, secret)).stage == "full"  # still in force
    confirm(world.database, session.token, code_of(world, other))
    world.clock.pass_s(60)
    assert not alive(world, session.token)  # all sessions ended
    with pytest.raises(Refused):
        show_code(world.database, half_way(world).token, code_of(world, secret))
    with pytest.raises(Refused):
        show_code(world.database, half_way(world).token, codes[1])  # the old recovery codes went with it


def test_who_lost_phone_and_codes_is_let_in_by_administration(world: World) -> None:
    enrolled(world)
    token = half_way(world).token
    world.admin.forget_second_factor("wang")
    with pytest.raises(BadCredentials):
        show_code(world.database, token, "000000")
    assert log_in(world.database, "wang", PASSWORD, ADDRESS).stage == "full"
    with pytest.raises(NotVisible):
        world.admin.forget_second_factor("nobody")


def test_the_codes_are_those_of_the_rfc() -> None:
    # RFC 6238, appendix B (SHA-1, the last six of eight digits).
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for time_s, code in ((59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")):
        step = time_s // 30
        assert second_factor._step_of(secret, code, time_s * 1000, after=step - 1) == step
        assert second_factor._step_of(secret, code, time_s * 1000, after=step) is None


def test_what_the_screen_fetches_by_itself_does_not_keep_it_signed_in(world: World) -> None:
    token = log_in(world.database, "wang", PASSWORD, ADDRESS).token
    for _ in range(2):
        world.clock.pass_s(14 * 60)
        assert alive(world, token, background=True)
    world.clock.pass_s(3 * 60)
    assert not alive(world, token)
    token = log_in(world.database, "wang", PASSWORD, ADDRESS).token
    for _ in range(4):
        world.clock.pass_s(14 * 60)
        assert alive(world, token)


def test_signing_out_everywhere_ends_every_session_of_this_account_alone(world: World) -> None:
    world.create_clinician("li")
    mine = [log_in(world.database, "wang", PASSWORD, ADDRESS).token for _ in range(3)]
    other = log_in(world.database, "li", PASSWORD, ADDRESS).token
    with world.database.transaction() as unit:
        assert read_account(unit, mine[0]).sessions == 3
        assert log_out_everywhere(unit, mine[0]) == 3
    assert not any(alive(world, token) for token in mine)
    assert alive(world, other)


def test_the_tour_is_seen_once_on_whatever_machine(world: World) -> None:
    token = log_in(world.database, "wang", PASSWORD, ADDRESS).token
    for seen in (True, False):
        with world.database.transaction() as unit:
            assert read_account(unit, token).toured is not seen
            note_tour(unit, token, seen=seen)
        with world.database.transaction() as unit:
            assert read_account(unit, log_in(world.database, "wang", PASSWORD, ADDRESS).token).toured is seen
