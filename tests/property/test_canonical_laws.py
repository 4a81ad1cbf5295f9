"""Two readers of canonical and of plain JSON agree on whatever text there is: on its value, and on why it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import CannotOpen, Reason
from records.seal.wire import canonical_json, parse_canonical_object, parse_plain_object
from tests.vectors.second_reader import notation as second

_KEYS = st.text(st.characters(max_codepoint=127), max_size=3) | st.sampled_from(["a", "b", "__proto__", "1", "10", "é"])
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from(["\ud800", "\u2028", "\x00", '"', "\\", "/", "😀"])
)
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3))
_PIECES = st.sampled_from(
    [
        " ",
        "\n",
        ",",
        ":",
        "0",
        ".0",
        "e1",
        "-",
        '"',
        "\\u0041",
        "\\/",
        "{",
        "}",
        "[",
        "]",
        '"a":1,',
        "null",
        "\ufeff",
        "\x7f",
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A text of an object, canonical or written some other way, and now and then with a piece put in or a byte changed."""
    value = draw(st.dictionaries(_KEYS, _VALUES, max_size=4))
    loose = draw(st.booleans())
    ascii_only, ordered = (draw(st.booleans()), draw(st.booleans())) if loose else (False, True)
    written = json.dumps(value, ensure_ascii=ascii_only, sort_keys=ordered, separators=(",", ":"))
    text = written.encode("utf-8", "surrogatepass")
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(_PIECES).encode() + text[at + draw(st.integers(0, 1)) :]
    return text


def told(read: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "value", read()
    except CannotOpen as refused:
        return "reason", refused.reason.value
    except second.Refused as refused:
        return "reason", refused.reason


@settings(max_examples=400, deadline=None)
@given(text=texts())
def test_two_readers_of_canonical_json_agree(text: bytes) -> None:
    first = told(lambda: parse_canonical_object(text, malformed=Reason.JSON))
    assert first == told(lambda: second.canonical_object(text, "json"))
    if first[0] == "value":
        assert canonical_json(first[1]) == text == second.canonical(first[1])


@settings(max_examples=400, deadline=None)
@given(text=texts())
def test_two_readers_of_plain_json_agree(text: bytes) -> None:
    assert told(lambda: parse_plain_object(text)) == told(lambda: second.plain_object(text))
