"""Sealing at rest: bound to its place, refusing every change, and equal values meet in the index only when they should."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_long_values_are_deflated_and_short_ones_are_not() -> None:
    assert len(vault().seal(KEY, PLACE, b"x" * 10_000)) < 200
    noise = secrets.token_bytes(10_000)
    assert len(vault().seal(KEY, PLACE, noise)) == 2 + 12 + 16 + len(noise)
    assert len(vault().seal(KEY, PLACE, b"x" * 100)) == 2 + 12 + 16 + 100


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
