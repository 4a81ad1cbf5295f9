"""Pieces of HTML: whatever a resident, a report or a node says stays text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from app.console import parts, words

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</div><iframe src='//evil.test'></iframe>",
    "a\n\n![x](https://evil.test/p.png)\n\n<b>b</b>",
    "' onmouseover='alert(1)",
    "&lt;b&gt; & co",
)
ALLOWED = {"div", "small", "table", "tr", "th", "td", "span", "b", "i"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.tags <= ALLOWED
    assert reader.attributes <= {"class", "style", "title", "role", "aria-label"}
    return reader


@pytest.mark.parametrize("words_said", HOSTILE)
def test_what_was_said_stays_text(words_said):
    turn = {"who": "resident", "text": words_said, "at_ms": 1_700_000_000_000, "attachment_id": None}
    assert read(parts.said(turn)).text.endswith(words_said)


@pytest.mark.parametrize("printed", HOSTILE)
def test_what_a_report_says_stays_text(printed):
    item = {
        "name": printed,
        "abbr": printed,
        "value": None,
        "value_text": printed,
        "unit": printed,
        "low": None,
        "high": 3.5,
        "flag": "critical_high",
        "confirmed_by_resident": False,
    }
    assert read(parts.items([item])).text.count(printed) == 4


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_node_names_stays_text(name):
    evidence = [
        {"log10_lr": -0.5, "source": name, "status": "absent", "name": {"zh": name}},
        {"log10_lr": 99.0, "source": None, "status": "present", "name": {"zh": name}},
    ]
    seen = read(parts.hypothesis({"name": {"zh": name}, "probability": 0.001, "evidence": evidence}))
    assert seen.text.count(name) == 3
    assert "0%" in seen.text


@pytest.mark.parametrize("urgency", list(words.URGENCY))
def test_an_urgency_is_a_word_and_a_picture_never_colour_alone(urgency):
    assert read(parts.urgency(urgency)).text == words.URGENCY[urgency][0]
    assert f".j-{urgency or 'none'}::before" in parts.style()
