"""What could not be used as it was said is named, with its words and where they stand."""

from __future__ import annotations

import pytest

from agents.doubts import doubts_json, doubts_of
from app.knowledge import load_knowledge
from kg.text import understand


@pytest.mark.parametrize(
    ("text", "kind", "item", "words"),
    [
        ("发烧，没有发烧", "contradiction", "fever", "发烧 … 发烧"),
        ("体温375，咳嗽", "implausible", "temperature", "375"),
        ("I have a fever. I do not have a fever.", "contradiction", "fever", "fever"),
        ("Мне очень плохо и болит голова", "unreadable", None, "Мне"),
    ],
)
def test_a_doubt_names_what_and_where(text: str, kind: str, item: str | None, words: str) -> None:
    knowledge = load_knowledge()
    found = doubts_of(understand(knowledge.lexicon, text), text, knowledge.graph)
    assert [each.kind for each in found] == [kind]
    doubt = found[0]
    assert doubt.id == item
    assert words in doubt.words
    assert all(0 <= span.start < span.end <= len(text) for span in doubt.spans)
    told = doubts_json(found, "zh")[0]
    assert told["kind"] == kind
    assert told["spans"]


def test_a_clear_text_leaves_no_doubt() -> None:
    knowledge = load_knowledge()
    text = "咳嗽三天，没有发烧，体温36.8度"
    assert doubts_of(understand(knowledge.lexicon, text), text, knowledge.graph) == ()
