"""Both sides' parts: the same where they say the same, whatever numbers and characters a server answers with."""

from __future__ import annotations

import pytest

from records.archive.fhir.holdings import held_parts

BASE = "https://archive.example/fhir"


def observation(**more):
    identifier = [{"system": "urn:jiayi:finding", "value": "0011223344556677.1"}]
    return {"resourceType": "Observation", "id": "7", "identifier": identifier, **more}


@pytest.mark.parametrize("value", [2**70, -(2**70), "\ud800", 1e300, True, None, [2**64]])
def test_whatever_a_server_answers_has_a_digest_of_its_own(value):
    (held,) = held_parts([observation(valueQuantity={"value": value})], BASE).values()
    (other,) = held_parts([observation(valueQuantity={"value": 1})], BASE).values()
    assert held != other
    assert len(held) == 64


def test_order_and_a_whole_number_s_point_make_no_difference():
    one = held_parts([observation(valueQuantity={"value": 2.0, "unit": "x"}, status="final")], BASE)
    other = held_parts([observation(status="final", valueQuantity={"unit": "x", "value": 2})], BASE)
    assert one == other
