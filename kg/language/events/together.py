"""Things that mean a finding only when they are said together: 洁厕灵 and 84 and a cough, a finger and a saw and "came off".

Owns the reading of `kg/data/lexicon/together.yaml`. No phrase of a dictionary says these, for every speaker has another order and other
words between; and none of the words alone says anything.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml
from pydantic import Field, TypeAdapter

from kg.language.dictionary.word_lists import LOADER, one_of
from kg.language.mentions.spans import mention_over
from kg.schema import FindingId, Status, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

FILE: Final = "together.yaml"
_BEFORE: Final = 8
"""Characters before the first of the words in which a denial, a question or an "if" takes the whole back."""
_NOT_SO: Final = re.compile(
    r"没有?(?:把|让|被|跟|和)?|不敢|不能|千万别|别把|能不能|可不可以|可以把|如果|要是|万一|假如|会不会|怕"
    r"|\b(?:if|can i|could i|should i|never|not|did ?n['’]t|what happens)\b",
    re.IGNORECASE,
)


class Together(Value):
    """Words that mean `finding` where one of each list in `all` stands within so many characters, and none of `unless`.

    What is in `undenies` was there and is over (眼花了几分钟又好了): where the words are found it is spoken of only, and not denied.
    """

    finding: FindingId
    all: tuple[tuple[str, ...], ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    undenies: tuple[FindingId, ...] = ()
    within: int = Field(default=40, ge=1, le=200)


@cache
def togethers() -> dict[str, Together]:
    """Answer what the packaged file holds, by name.

    Raises: OSError, yaml.YAMLError or pydantic.ValidationError where it is missing or wrong.
    """
    text = (files("kg") / "data" / "lexicon" / FILE).read_text(encoding="utf-8")
    told = yaml.load(text, Loader=LOADER)  # noqa: S506 -- it builds strings, lists and mappings only
    return TypeAdapter(dict[str, Together]).validate_python(told)


@cache
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    one = togethers()[name]
    return tuple(one_of(words) for words in one.all), one_of(one.unless)


def said_together(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str) -> list[Mention]:
    """Answer, as mentions of the person spoken of, what is said by several words together and by no phrase already."""
    if not row.pieces:
        return []
    have = {id_ for mention in mentions for id_ in mention.ids}
    answer: list[Mention] = []
    for name, one in togethers().items():
        if one.finding in lexicon.findings and one.finding not in have:
            span = _found(row.text, name, one.within)
            if span is not None:
                _undeny(mentions, one.undenies)
                answer.append(mention_over(row, (one.finding,), *span, Status.PRESENT, role))
    return answer


def _undeny(mentions: Sequence[Mention], ids: tuple[FindingId, ...]) -> None:
    for mention in mentions:
        if mention.resolved and not set(ids).isdisjoint(mention.ids):
            mention.status, mention.denied, mention.resolved = None, False, False


def _found(text: str, name: str, within: int) -> tuple[int, int] | None:
    """Answer the first stretch of text in which a word of each list stands and none that takes it back."""
    lists, unless = _patterns(name)
    for first in lists[0].finditer(text):
        start, end = max(0, first.start() - within), first.end() + within
        spans = [first.span(), *_nearest(text, lists[1:], first, start, end)]
        if len(spans) < len(lists):
            continue
        begins, ends = min(span[0] for span in spans), max(span[1] for span in spans)
        around = text[max(0, begins - _BEFORE) : ends + _BEFORE]
        if (
            ends - begins <= within
            and not unless.search(around)
            and not _NOT_SO.search(text[max(0, begins - _BEFORE) : begins])
        ):
            return begins, ends
    return None


def _nearest(
    text: str, lists: Sequence[re.Pattern[str]], first: re.Match[str], start: int, end: int
) -> Iterator[tuple[int, int]]:
    for pattern in lists:
        found = [match.span() for match in pattern.finditer(text, start, end)]
        if found:
            yield min(found, key=lambda span: abs(span[0] - first.start()))
