"""A key-encryption key in a real SoftHSM token: it never leaves, what it wraps is bound to its owner, and losing it is said."""

from __future__ import annotations

import threading
from pathlib import Path

import pkcs11
import pytest

from records.store.errors import KeysAway, KeyStoreError, SealBroken
from records.store.kek.port import DataKey, KeyWrap
from records.store.kek.token import Session, Token, TokenKey
from tests.fakes.softhsm import PIN, SoftHsm

KEY = DataKey(bytes(range(32)))


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    return SoftHsm.make(tmp_path / "hsm", "jiayi-test")


@pytest.fixture
def token(hsm: SoftHsm) -> Token:
    return Token(hsm.module, hsm.label, lambda: PIN)


def test_a_key_is_made_in_the_token_and_cannot_be_taken_out(token: Token) -> None:
    key_id = token.generate()
    assert token.holds(key_id)

    def look(session: Session) -> None:
        key = session.find(key_id)
        assert not key[pkcs11.Attribute.EXTRACTABLE]
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]

    token.use(look)


def test_what_it_wraps_is_bound_to_its_owner_and_its_key(token: Token) -> None:
    one, other = (KeyWrap(TokenKey(token, token.generate())) for _ in range(2))
    wrapped = one.wrap(KEY, "r1")
    assert one.unwrap(wrapped, "r1") == KEY
    assert KEY not in wrapped
    altered = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    moved = wrapped[:1] + bytes.fromhex(other.kek_id) + wrapped[17:]
    for opens in (
        lambda: one.unwrap(wrapped, "r2"),
        lambda: other.unwrap(wrapped, "r1"),
        lambda: other.unwrap(moved, "r1"),
        lambda: one.unwrap(altered, "r1"),
        lambda: one.unwrap(wrapped[:20], "r1"),
    ):
        with pytest.raises(SealBroken):
            opens()
    assert one.unwrap_many([(wrapped, "r1"), (wrapped, "r2"), (altered, "r1")]) == [KEY, None, None]


def test_a_pulled_token_is_said_and_one_put_back_serves_again(hsm: SoftHsm, token: Token) -> None:
    kek = KeyWrap(TokenKey(token, token.generate()))
    wrapped = kek.wrap(KEY, "r1")
    hsm.pull()
    for _ in range(2):
        with pytest.raises(KeysAway, match="jiayi-test"):
            kek.unwrap(wrapped, "r1")
    hsm.put_back()
    assert kek.unwrap(wrapped, "r1") == KEY


def test_lost_sessions_are_taken_up_again_by_many_threads_at_once(token: Token) -> None:
    kek = KeyWrap(TokenKey(token, token.generate()))
    wrapped = kek.wrap(KEY, "r1")
    pkcs11.lib(token.module).reinitialize()  # as a token does that was reset: every session is gone
    opened: list[object] = []

    def work() -> None:
        for _ in range(20):
            try:
                opened.append(kek.unwrap(wrapped, "r1"))
            except Exception as error:  # noqa: BLE001 - the assertion below shows it
                opened.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [KEY] * 120


def test_a_destroyed_key_is_gone_from_the_token(token: Token) -> None:
    key_id = token.generate()
    kek = KeyWrap(TokenKey(token, key_id))
    wrapped = kek.wrap(KEY, "r1")
    token.destroy(key_id)
    token.destroy(key_id)
    assert not token.holds(key_id)
    with pytest.raises(KeysAway, match="holds no key"):
        kek.unwrap(wrapped, "r1")


def test_what_is_wrong_with_a_token_is_said(hsm: SoftHsm) -> None:
    with pytest.raises(KeysAway, match="no such token"):
        Token(hsm.module, "another", lambda: PIN)
    with pytest.raises(KeyStoreError, match="cannot be loaded"):
        Token("/nowhere/library.so", hsm.label, lambda: PIN)
    pkcs11.lib(hsm.module).reinitialize()
    with pytest.raises(KeyStoreError, match="PIN"):
        Token(hsm.module, hsm.label, lambda: "1111")
