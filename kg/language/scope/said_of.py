"""What only sounds like a finding, because it is said of something else: 药不肯吃 is no lost appetite, 鼻涕像水一样 no loose stool.

Owns the reading of `kg/data/lexicon/said_of.yaml`. Only a finding that a phrase has told is taken back, and only by words of its own
clause; whoever tells of the finding in other words beside it is believed.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml
from pydantic import Field, TypeAdapter

from kg.language.dictionary.word_lists import LOADER, one_of
from kg.language.mentions.around import words_before, words_behind, words_of
from kg.schema import FindingId, Status, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

FILE: Final = "said_of.yaml"
_KINDS: Final = frozenset({"finding", "disease", "sensation"})
_LED: Final = re.compile(
    r"(?:都|也|又|还|就|总是?|老是?|一直|怎么|死活|根本|现在|这几天|他|她|娃|孩子|宝宝|和[^，。]{1,4}|的|\s|\b(?:is|was|are|he|she|it|which|being)\b)*$",
    re.IGNORECASE,
)
"""What may stand between a thing and what is said of it."""
_ON: Final = re.compile(r"^(?:这种|那个|那种|这个|的|一?点|任何|\s|\b(?:any|of)\b)*", re.IGNORECASE)


class SaidOf(Value):
    """Words by which a finding is spoken of only. What each field holds stands at the head of the file."""

    findings: tuple[FindingId, ...] = ()
    words: tuple[str, ...] = Field(min_length=1)
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    earlier: bool = False
    unless: tuple[str, ...] = ()
    instead: FindingId | None = None


@cache
def said_of() -> dict[str, SaidOf]:
    """Answer what the packaged file holds, by name.

    Raises: OSError, yaml.YAMLError or pydantic.ValidationError where it is missing or wrong.
    """
    text = (files("kg") / "data" / "lexicon" / FILE).read_text(encoding="utf-8")
    told = yaml.load(text, Loader=LOADER)  # noqa: S506 -- it builds strings, lists and mappings only
    return TypeAdapter(dict[str, SaidOf]).validate_python(told)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    one = said_of()[name]
    return tuple(one_of(words) for words in (one.words, one.before, one.behind, one.beside, one.unless))


def read_said_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of what is said of something else to None, spoken of only, or make it what it is instead."""
    for mention in mentions:
        if mention.what not in _KINDS or not mention.ids or mention.status is not Status.PRESENT:
            continue
        for name, one in said_of().items():
            if (one.findings and not set(mention.ids) <= set(one.findings)) or not _holds(row, mention, name):
                continue
            if one.instead is not None and one.instead in lexicon.findings:
                mention.ids = (one.instead,)
            else:
                mention.status = None
            break


def _holds(row: Row, mention: Mention, name: str) -> bool:
    words, before, behind, beside, unless = _patterns(name)
    own = row.words(mention.start, mention.end)
    ahead, after = words_before(row, mention), words_behind(row, mention)
    if not words.search(f"{ahead[-1:]}{own}{after[:1]}"):
        return False
    clause = f"{ahead}{own}{after}"
    if unless.search(clause):
        return False
    if said_of()[name].earlier:
        clause = f"{words_of(row, mention.clause - 1)} {clause}"
    if beside.search(clause) or behind.match(_ON.sub("", after, count=1)):
        return True
    return any(_LED.match(ahead, found.end()) for found in before.finditer(ahead))
