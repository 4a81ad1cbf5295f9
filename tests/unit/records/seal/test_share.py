"""What the commission checks of a shared summary, against the vectors of FORMAT.md, section 13."""

from __future__ import annotations

import hashlib

import pytest

from records.seal.share import SEALED_LENGTHS, has_length, proves
from tests.unit.records.seal.vectors import Case, cases, raw
from tests.vectors.second_reader.notation import Refused
from tests.vectors.second_reader.shares import proof, read_share

CASES = cases("share")
OPENING = [case for case in CASES if "opens" in case["wants"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_second_reader_comes_to_the_same(case: Case) -> None:
    given = case["given"]
    share_id, link_key, code = bytes.fromhex(given["share_id"]), raw(given["link_key"]), given["code"]
    sealed = raw(given["sealed"])
    if "reason" in case["wants"]:
        with pytest.raises(Refused) as refused:
            read_share(sealed, share_id=share_id, link_key=link_key, code=code)
        assert refused.value.reason == case["wants"]["reason"]
        return
    body = read_share(sealed, share_id=share_id, link_key=link_key, code=code)
    assert case["wants"]["opens"]["body"] == body
    made = proof(share_id, link_key, code)
    assert made == raw(case["wants"]["opens"]["proof"])
    assert hashlib.sha256(made).hexdigest() == case["wants"]["opens"]["proof_digest"]


@pytest.mark.parametrize("case", OPENING, ids=lambda case: case["name"])
def test_a_right_proof_is_known_by_its_digest_and_no_other(case: Case) -> None:
    opens = case["wants"]["opens"]
    right = raw(opens["proof"])
    assert proves(right, opens["proof_digest"])
    for other in (right[:-1], right + b"\0", bytes(32), b""):
        assert not proves(other, opens["proof_digest"])


def test_what_a_phone_seals_has_one_of_four_lengths() -> None:
    lengths = {len(raw(case["given"]["sealed"])) for case in OPENING}
    assert lengths <= set(SEALED_LENGTHS)
    assert len(lengths) > 1
    for length in SEALED_LENGTHS:
        assert has_length(bytes(length))
        assert not has_length(bytes(length - 1))
        assert not has_length(bytes(length + 1))
