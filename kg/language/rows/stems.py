"""A light stem of English words, by own rules: enough that "coughing", "coughs" and "cough" are one word.

Only equality of stems matters, not their look. A stem is never shorter than three letters.
"""

from __future__ import annotations

import re

_SPELLING = (
    ("aemia", "emia"),
    ("haem", "hem"),
    ("oedema", "edema"),
    ("rrhoea", "rrhea"),
    ("oesoph", "esoph"),
    ("paed", "ped"),
    ("tumour", "tumor"),
    ("colour", "color"),
    ("pnoea", "pnea"),
    ("faec", "fec"),
    ("gynaec", "gynec"),
    ("anaes", "anes"),
    ("coeliac", "celiac"),
    ("metre", "meter"),
    ("litre", "liter"),
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


_SHORTEST = 3
"""Words up to this length have nothing to strip: "leg", "eye"."""
_ENDINGS = (
    (re.compile(r"(?<=....)iness$"), "y"),
    (re.compile(r"(?<=....)ness$"), ""),
    (re.compile(r"(?<=..)ies$"), "y"),
    (re.compile(r"(?<=ss)es$|(?<=sh)es$|(?<=ch)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<![sui])s$"), ""),
)
_VERBAL = re.compile(r"^(.*[aeiouy].*)(?:ing|ed)$")
_FINAL = ((re.compile(r"e$"), ""), (re.compile(r"y$"), "i"))


def stem(word: str) -> str:
    """Answer the stem of a folded English word; British spelling becomes American first."""
    for british, american in _SPELLING:
        if british in word:
            word = word.replace(british, american)
    if len(word) <= _SHORTEST:
        return word
    nouns = _ENDINGS[:2], _ENDINGS[2:]
    for rules in nouns:
        for pattern, ending in rules:
            shorter, count = pattern.subn(ending, word)
            if count:
                word = shorter
                break
    verb = _VERBAL.match(word)
    if verb is not None and len(verb.group(1)) >= _SHORTEST:
        word = _DOUBLED.sub(r"\1", verb.group(1))
    for pattern, ending in _FINAL:
        if len(word) > _SHORTEST:
            word = pattern.sub(ending, word)
    return word
