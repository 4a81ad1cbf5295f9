"""Laws of admission: what was not signed admits nobody, nothing is spent twice, an allowance is never exceeded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.compute.admission import Admission, AdmissionKeys
from records.errors import CannotOpen, Reason
from records.seal.channel import OpenedRequest, RequestPayload
from records.trust import blinding
from records.trust.blindsign import BlindSigner
from records.trust.tokens import DAY_S, DAYS_AHEAD, Token, check_token
from records.trust.values import AdmissionKeyRef
from tests.fakes.admission import fresh_signer

NODE = "ab" * 16
DAY = 20_000
NOW_MS = DAY * DAY_S * 1000


@pytest.fixture(scope="module")
def signer() -> BlindSigner:
    return fresh_signer()


@pytest.fixture(scope="module")
def token(signer: BlindSigner) -> bytes:
    return token_of(signer, DAY + 1)


def token_of(signer: BlindSigner, day: int) -> bytes:
    begun = blinding.begin(signer.public, NODE, day)
    return begun.finish(signer.blind_sign(begun.blinded))


def admits(signer: BlindSigner, raw: bytes, *, now_ms: int = NOW_MS, earliest_day: int = 0) -> bool:
    try:
        check_token(raw, NODE, {signer.key_id: signer.public}.get, now_ms=now_ms, earliest_day=earliest_day)
    except CannotOpen as error:
        if error.reason is not Reason.TOKEN:
            raise AssertionError(f"refused as {error.reason}") from error
        return False
    return True


@settings(max_examples=300)
@given(at=st.integers(0, 435), change=st.integers(1, 255))
def test_no_altered_byte_admits(signer: BlindSigner, token: bytes, at: int, change: int) -> None:
    altered = bytearray(token)
    altered[at] ^= change
    assert not admits(signer, bytes(altered))


@settings(max_examples=200)
@given(raw=st.binary(max_size=900))
def test_no_other_bytes_admit(signer: BlindSigner, raw: bytes) -> None:
    assert not admits(signer, raw)


@settings(max_examples=60)
@given(day=st.integers(0, 2**32 - 1) | st.integers(DAY - 3, DAY + 5), today=st.integers(DAY - 3, DAY + 5))
def test_a_token_admits_on_its_day_and_the_two_before(signer: BlindSigner, day: int, today: int) -> None:
    raw = token_of(signer, day)
    assert Token.read(raw).to_bytes() == raw
    assert admits(signer, raw, now_ms=today * DAY_S * 1000) == (today <= day <= today + DAYS_AHEAD)
    assert not admits(signer, raw, now_ms=today * DAY_S * 1000, earliest_day=day + 1)


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(-1, 3)), min_size=1, max_size=25))
def test_a_token_is_spent_for_one_consultation_whatever_the_clock_does(
    signer: BlindSigner, steps: list[tuple[int, int, int]]
) -> None:
    """Tokens of three days, asked for in any order by three consultations while days pass and the clock steps back."""
    tokens = _tokens(signer)
    keys = AdmissionKeys()
    keys.learn(AdmissionKeyRef.until(signer.public.modulus, (DAY + 100) * DAY_S), DAY * DAY_S)
    door = Admission(keys, capacity=3)
    owners: dict[int, int] = {}
    today = DAY
    for number, consultation, days in steps:
        today = max(0, today + days)
        payload = RequestPayload(f"{consultation:032x}", {}, None, 0, admission=tokens[number])
        asked = OpenedRequest(f"{consultation + 10:032x}", 0, payload, (), bytes(32))
        try:
            door.check_token(asked, NODE, today * DAY_S * 1000)
        except CannotOpen:
            continue
        assert owners.setdefault(number, consultation) == consultation
        assert today <= DAY + number <= today + DAYS_AHEAD


_MADE: dict[str, list[bytes]] = {}


def _tokens(signer: BlindSigner) -> list[bytes]:
    if signer.key_id not in _MADE:
        _MADE[signer.key_id] = [token_of(signer, DAY + number) for number in range(4)]
    return _MADE[signer.key_id]
