"""Texts that are canonical JSON and texts that are nearly so (FORMAT.md, notation), with what a reader of a signed payload says to each."""

from __future__ import annotations

from typing import Any

from seal_maker.writer import b64u

_DEEPEST = b'{"a":' + b"[" * 31 + b"[]" + b"]" * 31 + b"}"
CANONICAL: dict[str, bytes] = {
    "empty": b"{}",
    "keys in the order of their bytes": b'{"":0,"!":1,"A":2,"Z":3,"_":4,"a":5,"b":6,"~":7}',
    "a key of the language": b'{"__proto__":{"a":1},"constructor":2,"toString":3}',
    "numeric keys as text": b'{"1":0,"10":1,"2":2}',
    "short escapes": rb'{"a":"\"\\\b\f\n\r\t"}',
    "long escapes": rb'{"a":"\u0000\u001f"}',
    "no escape for the rest": '{"a":"/\x7f\u0080\u2028\u2029\ufeff😀"}'.encode(),
    "the largest integers": b'{"a":9007199254740991,"b":-9007199254740991}',
    "constants": b'{"a":[null,true,false,0,-1]}',
    "32 levels": _DEEPEST,
}
NOT_CANONICAL: dict[str, bytes] = {
    "space after a colon": b'{"a": 1}',
    "space before the end": b'{"a":1 }',
    "line end behind": b'{"a":1}\n',
    "space in front": b' {"a":1}',
    "tab in a list": b'{"a":[1,\t2]}',
    "keys not in order": b'{"b":1,"a":2}',
    "numeric keys by their value": b'{"1":0,"2":2,"10":1}',
    "inner keys not in order": b'{"a":{"c":1,"b":2}}',
    "a key twice": b'{"a":1,"a":1}',
    "a key twice, once escaped": rb'{"a":1,"\u0061":1}',
    "__proto__ twice": b'{"__proto__":1,"__proto__":1}',
    "escaped letter": rb'{"a":"\u0041"}',
    "escaped slash": rb'{"a":"\/"}',
    "escape in capitals": rb'{"a":"\u001F"}',
    "long escape where a short one is": rb'{"a":"\u000a"}',
    "escaped pair": rb'{"a":"\ud83d\ude00"}',
    "escaped line separator": rb'{"a":"\u2028"}',
    "lone surrogate": rb'{"a":"\ud800"}',
    "lone surrogate in a key": rb'{"\ude00":1}',
    "key that is not ASCII": '{"é":1}'.encode(),
    "fraction of nothing": b'{"a":1.0}',
    "fraction": b'{"a":0.5}',
    "exponent": b'{"a":1e3}',
    "minus zero": b'{"a":-0}',
    "minus zero with a fraction": b'{"a":-0.0}',
    "2^53": b'{"a":9007199254740992}',
    "-2^53": b'{"a":-9007199254740992}',
    "beyond a double": b'{"a":1e999}',
    "a very long number": b'{"a":' + b"9" * 400 + b"}",
    "a number longer than some readers take": b'{"a":' + b"9" * 5000 + b"}",
    "33 levels": b'{"a":[' + _DEEPEST[5:-1] + b"]}",
}
NOT_JSON: dict[str, bytes] = {
    "nothing": b"",
    "list": b"[]",
    "text": b'"a"',
    "null": b"null",
    "comma at the end": b'{"a":1,}',
    "no end": b'{"a":1',
    "two values": b"{}{}",
    "leading zero": b'{"a":01}',
    "plus": b'{"a":+1}',
    "point at the end": b'{"a":1.}',
    "hexadecimal": b'{"a":0x1}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "single quotes": b"{'a':1}",
    "comment": b'{"a":1/**/}',
    "control character": b'{"a":"\n"}',
    "NUL behind": b'{"a":1}\0',
    "byte-order mark": b'\xef\xbb\xbf{"a":1}',
    "not UTF-8": b'{"a":"\xff"}',
    "overlong": b'{"a":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"a":"\xf4\x90\x80\x80"}',
    "escape of three digits": rb'{"a":"\u041"}',
    "unknown escape": rb'{"a":"\x41"}',
}


def canonical_texts() -> list[dict[str, Any]]:
    texts: list[tuple[str, bytes, str | None]] = [(name, raw, None) for name, raw in CANONICAL.items()]
    texts += [(name, raw, "not_canonical") for name, raw in NOT_CANONICAL.items()]
    texts += [(name, raw, "json") for name, raw in NOT_JSON.items()]
    return [{"name": name, "raw": b64u(raw), "reason": reason} for name, raw, reason in texts]
