"""A short hunt: what was said is found nowhere, although nodes and commission crashed in the middle. The long one is `scripts/hunt.py`."""

from __future__ import annotations

from pathlib import Path

from tests.hunt.hunt import hunt


def test_nothing_of_what_was_said_is_found_anywhere(tmp_path: Path) -> None:
    found = hunt(tmp_path, consultations=4, seed=5, kills=2, at_once=2)
    assert found.hits == []
    assert found.done["deaths_of_node"] == found.done["deaths_of_commission"] == 1
    assert found.done["photos"] == 1
    assert found.done["signed"] == found.done["archived"] == 2
    assert found.done["may_leave_core_files"] == []
    assert found.done["errors"] >= 1  # of six; the node may be dead just then
    assert found.done["turns"] > 20
    for place in (
        "wire of node 0",
        "wire of the commission",
        "commission's dump",
        "metrics, health and /proc while they lived",
    ):
        assert found.searched[place] > 1_000
