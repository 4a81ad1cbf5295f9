"""What the commission checks of a shared summary, against the vectors of FORMAT.md, section 13."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from records.errors import Reason
from records.seal.share import SEALED_LENGTHS, has_length, proves
from records.seal.wire import from_b64u

CASES = json.loads((Path(__file__).parents[3] / "vectors" / "seal" / "share.json").read_text(encoding="utf-8"))["cases"]
OPENING = [case for case in CASES if "opens" in case["wants"]]


@pytest.mark.parametrize("case", OPENING, ids=lambda case: case["name"])
def test_a_right_proof_is_known_by_its_digest_and_no_other(case: dict) -> None:
    opens = case["wants"]["opens"]
    proof = from_b64u(opens["proof"], reason=Reason.JSON)
    assert proves(proof, opens["proof_digest"])
    for other in (proof[:-1], proof + b"\0", bytes(32), b""):
        assert not proves(other, opens["proof_digest"])


def test_what_a_phone_seals_has_one_of_four_lengths() -> None:
    lengths = {
        len(from_b64u(case["given"]["sealed"], reason=Reason.JSON))
        for case in OPENING
        if isinstance(case["given"]["sealed"], str)
    }
    assert lengths <= set(SEALED_LENGTHS)
    assert len(lengths) > 1
    for length in SEALED_LENGTHS:
        assert has_length(bytes(length))
        assert not has_length(bytes(length - 1))
        assert not has_length(bytes(length + 1))
