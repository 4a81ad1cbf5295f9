"""Lists of words that a clinician reads and changes: the packaged YAML files under kg/data/lexicon, compiled to one pattern each.

A list says what it `means`; `zh` words are parts of a sentence, `en` words stand whole. "*" stands for any ending of an English word,
"…" for a few characters of the same clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from pydantic import Field, TypeAdapter

from kg.schema import Value

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""What reads these files: strings, lists and mappings."""
CIRCUMSTANCES: Final = "circumstances.yaml"
VALUES: Final = "values.yaml"
"""Files of such lists."""
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)
_WITHIN: Final = r"[^，。；！？,;!?\n]{0,8}?"
_WITHIN_EN: Final = r"[^.,;!?\n]{0,20}?"


class WordList(Value):
    """One list: what its words mean for the reader, and the words of each language."""

    means: str = Field(min_length=1)
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@cache
def word_lists(file: str) -> dict[str, WordList]:
    """Answer the lists of a packaged file by name.

    Raises: OSError, yaml.YAMLError or pydantic.ValidationError where the file is missing or wrong.
    """
    text = (files("kg") / "data" / "lexicon" / file).read_text(encoding="utf-8")
    told = yaml.load(text, Loader=LOADER)  # noqa: S506 -- it builds strings, lists and mappings only
    return TypeAdapter(dict[str, WordList]).validate_python(told)


@cache
def pattern(file: str, *names: str) -> re.Pattern[str]:
    """Answer what finds a word of these lists, longest first. KeyError where the file has no such list."""
    lists = [word_lists(file)[name] for name in names]
    return one_of([word for one in lists for word in (*one.zh, *one.en)])


def one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Answer what finds one of these words, longest first: those of Latin letters where they stand whole. Nothing is found for none."""
    longest = _longest(words)
    chinese = [_escaped(word, _WITHIN) for word in longest if not _LATIN.match(word)]
    english = [_escaped(word, _WITHIN_EN) for word in longest if _LATIN.match(word)]
    ways = [*chinese, *([rf"\b(?:{'|'.join(english)})(?!\w)"] if english else [])]
    return re.compile("|".join(ways) if ways else r"(?!)", re.IGNORECASE)


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _escaped(word: str, within: str) -> str:
    return re.escape(word).replace("…", within).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
