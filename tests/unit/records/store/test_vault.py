"""Sealing at rest: bound to its place, refusing every change, and equal values meet in the index only when they should."""

from __future__ import annotations

import hmac
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.seal.suites import SUITE_1, SUITE_2, Sm4Gcm
from records.store.errors import SealBroken
from records.store.kek.local import FileKek
from records.store.kek.port import DataKey
from records.store.vault import Place, Vault, normal_name, normal_phone

KEY = DataKey(bytes(range(32)))
PLACE = Place("note", "a/1", "body")


def vault() -> Vault:
    return Vault(FileKek(b"k" * 32), index_key=b"i" * 32, waiting_root=b"w" * 32, audit_key=b"a" * 32)


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_in_its_place(body: bytes) -> None:
    assert vault().open(KEY, PLACE, vault().seal(KEY, PLACE, body)) == body


def sealed_length(body: bytes) -> int:
    return len(vault().seal(KEY, PLACE, body)) - 2 - 12 - 16


def test_long_values_are_deflated_and_all_are_padded_to_a_size_class() -> None:
    assert sealed_length(b"x" * 10_000) == 256
    assert sealed_length(secrets.token_bytes(10_000)) == 16_384
    assert {sealed_length(b"x" * length) for length in range(253)} == {256}
    assert sealed_length(b"x" * 253) == 512  # too short to deflate, and a byte too many for the class


def test_what_was_sealed_under_one_suite_opens_under_the_other_and_under_its_own_key_only() -> None:
    keys = {"index_key": b"i" * 32, "waiting_root": b"w" * 32, "audit_key": b"a" * 32}
    first, second = (Vault(FileKek(b"k" * 32), suite=suite, **keys) for suite in (SUITE_1, SUITE_2))
    for body in (b"", "胸闷".encode() * 200):
        one, two = first.seal(KEY, PLACE, body), second.seal(KEY, PLACE, body)
        assert (one[0], two[0]) == (1, 2)
        assert first.open(KEY, PLACE, two) == second.open(KEY, PLACE, one) == body
        for sealed, other in ((one, b"\2"), (two, b"\1"), (one, b"\3"), (two, b"\0")):
            with pytest.raises(SealBroken):
                first.open(KEY, PLACE, other + sealed[1:])


def test_the_second_suite_is_sm4_under_a_key_that_sm3_derived() -> None:
    """Built again from the docstring's text alone."""
    sealed = Vault(
        FileKek(b"k" * 32), index_key=b"i" * 32, waiting_root=b"w" * 32, audit_key=b"a" * 32, suite=SUITE_2
    ).seal(KEY, PLACE, b"secret")
    prk = hmac.digest(bytes(32), KEY, "sm3")
    key = hmac.digest(prk, b"jiayi/v1/at-rest-key\0\2\1", "sm3")[:16]
    aad = b"jiayi/v1/at-rest\0" + sealed[:2] + b"note\0a/1\0body"
    assert Sm4Gcm(key).decrypt(sealed[2:14], sealed[14:], aad) == b"\0\0\0\6secret".ljust(256, b"\0")


@pytest.mark.parametrize(
    "place",
    [
        Place("notes", "a/1", "body"),
        Place("note", "a/2", "body"),
        Place("note", "a/1", "text"),
        Place("note", "a", "1/body"),
    ],
)
def test_in_another_place_it_does_not_open(place: Place) -> None:
    with pytest.raises(SealBroken):
        vault().open(KEY, place, vault().seal(KEY, PLACE, b"secret"))


@given(st.data())
def test_no_changed_byte_opens(data: st.DataObject) -> None:
    sealed = bytearray(vault().seal(KEY, PLACE, b"secret" * data.draw(st.sampled_from([1, 100]))))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        vault().open(KEY, PLACE, bytes(sealed))


@pytest.mark.parametrize("cut", range(0, 36, 3))
def test_no_shortened_value_opens(cut: int) -> None:
    sealed = vault().seal(KEY, PLACE, b"secret")
    with pytest.raises(SealBroken):
        vault().open(KEY, PLACE, sealed[:cut] if cut < len(sealed) else sealed[:-1])


def test_a_data_key_opens_for_its_owner_under_its_kek_only() -> None:
    key, wrapped = vault().new_data_key("r1")
    assert vault().data_key(wrapped, "r1") == key
    assert bytes(key) not in wrapped
    other = Vault(FileKek(b"o" * 32), index_key=b"i" * 32, waiting_root=b"w" * 32, audit_key=b"a" * 32)
    for attempt in (
        lambda: vault().data_key(wrapped, "r2"),
        lambda: other.data_key(wrapped, "r1"),
        lambda: vault().data_key(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), "r1"),
        lambda: vault().data_key(b"", "r1"),
    ):
        with pytest.raises(SealBroken):
            attempt()


def test_waiting_keys_differ_by_encounter_and_last() -> None:
    assert vault().waiting_key("a") == vault().waiting_key("a")
    assert vault().waiting_key("a") != vault().waiting_key("b")


def test_indexes_differ_by_kind_value_and_key() -> None:
    other = Vault(FileKek(b"k" * 32), index_key=b"j" * 32, waiting_root=b"w" * 32, audit_key=b"a" * 32)
    assert vault().index("phone", "1") == vault().index("phone", "1")
    different = {
        vault().index("phone", "1"),
        vault().index("name", "1"),
        vault().index("phone", "2"),
        other.index("phone", "1"),
    }
    assert len(different) == 4


def test_short_keys_are_refused() -> None:
    with pytest.raises(SealBroken):
        FileKek(b"short")
    with pytest.raises(SealBroken):
        Vault(FileKek(b"k" * 32), index_key=b"", waiting_root=b"w" * 32, audit_key=b"a" * 32)


@pytest.mark.parametrize(
    "phone",
    [
        "13809510042",
        "+86 138 0951 0042",
        "0086-13809510042",
        "8613809510042",
        "138-0951-0042",
        "１３８０９５１００４２",
    ],
)
def test_one_phone_number_has_one_form(phone: str) -> None:
    assert normal_phone(phone) == "13809510042"


def test_other_phone_numbers_keep_their_digits() -> None:
    assert normal_phone("0951-5550120") == "09515550120"
    assert normal_phone("8612345") == "8612345"
    assert normal_phone("无") == ""


@pytest.mark.parametrize("name", ["买买提·艾力", "买买提•艾力", "买买提 艾力", "买买提．艾力"])
def test_one_name_has_one_form(name: str) -> None:
    assert normal_name(name) == "买买提艾力"
    assert normal_name("Ｗang Fang") == normal_name("wang fang") == "wangfang"
