"""Sources by their titles, wherever the record names one."""

from __future__ import annotations

from app.console.sources import titled


def test_titles_stand_where_ids_stood_and_nothing_else_changes():
    record = {
        "urgency_reasons": [{"source": "esc_acs_2023", "id": "esc_acs_2023"}, {"source": None}],
        "differential": [{"evidence": [{"source": "unknown"}, {"source": "esc_acs_2023"}]}],
    }
    seen = titled({"record": record, "version": 3, "sources": {"esc_acs_2023": "Acute coronary syndromes, 2023"}})
    told = seen["record"]
    assert told["urgency_reasons"] == [
        {"source": "Acute coronary syndromes, 2023", "id": "esc_acs_2023"},
        {"source": None},
    ]
    assert [one["source"] for one in told["differential"][0]["evidence"]] == [
        "unknown",
        "Acute coronary syndromes, 2023",
    ]
    assert seen["version"] == 3
    assert record["urgency_reasons"][0]["source"] == "esc_acs_2023"  # what was read stays as it was read
