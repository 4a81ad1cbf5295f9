"""Things that mean a finding only when they are said together: 洁厕灵 and 84 and a cough, a finger and a saw and "came off".

Owns the reading of `kg/data/lexicon/together/`, a file for each area of medicine. No phrase of a dictionary says these, for every
speaker has another order and other words between; and none of the words alone says anything.

An entry holds where a word of every list in `all` stands within `within` characters of the text, and none of `unless` stands there or
just before. "…" is a few characters of the same clause, "*" any ending of an English word; words of Latin letters stand whole.
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

FOLDER: Final = "together"
_BEFORE: Final = 8
"""Characters before the first of the words in which a denial, a question or an "if" of the same clause takes the whole back."""
_CLAUSE: Final = re.compile(r"[，。,；;！!？?\n]|\.(?=\s)")
_NOT_SO: Final = re.compile(
    r"没有?(?:把|让|被|跟|和)?|不敢|不能|千万别|别把|能不能|可不可以|可以把|如果|要是|万一|假如|会不会|怕"
    r"|\b(?:if|can i|could i|should i|never|not|did ?n['’]t|what happens)\b",
    re.IGNORECASE,
)


class Together(Value):
    """Words that mean `finding` where one of each list in `all` stands within so many characters, and none of `unless`.

    What is in `undenies` was there and is over (眼花了几分钟又好了): where the words are found it is spoken of only, and not denied.
    What is in `instead_of` is told better by this (a sip that went the wrong way and is over is no choking): it is spoken of only, too.
    """

    finding: FindingId
    all: tuple[tuple[str, ...], ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    undenies: tuple[FindingId, ...] = ()
    instead_of: tuple[FindingId, ...] = ()
    within: int = Field(default=40, ge=1, le=200)


@cache
def togethers() -> dict[str, Together]:
    """Answer what the packaged files hold, by name.

    Raises: OSError, yaml.YAMLError or pydantic.ValidationError where one is wrong; ValueError for a name that two have.
    """
    answer: dict[str, Together] = {}
    folder = files("kg") / "data" / "lexicon" / FOLDER
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 -- it builds strings, lists and mappings only
        for name, one in TypeAdapter(dict[str, Together]).validate_python(told).items():
            if name in answer:
                raise ValueError(f"{file.name}: {name} is in another file, too")
            answer[name] = one
    return answer


@cache
def _begins() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, tuple[frozenset[str], ...]], ...]]:
    """Answer the beginnings of all words by their first character, and of each entry those of each of its lists."""
    entries = tuple(
        (name, tuple(frozenset(_begin(word) for word in words) for words in one.all))
        for name, one in togethers().items()
    )
    by_character: dict[str, set[str]] = {}
    for begin in {each for _, lists in entries for begins in lists for each in begins}:
        by_character.setdefault(begin[:1], set()).add(begin)
    return {character: tuple(begins) for character, begins in by_character.items()}, entries


def _begin(word: str) -> str:
    """Answer a word up to where anything may follow: more is for its pattern to say."""
    return re.split(r"[…* ]", word, maxsplit=1)[0].lower()


def _possible(text: str) -> Iterator[tuple[str, Together]]:
    """Answer the entries of which a word of each list may be there: few of hundreds, at a glance."""
    lowered = text.lower()
    by_character, entries = _begins()
    there = {
        begin for character in set(lowered) for begin in by_character.get(character, ()) if begin in lowered
    } | set(by_character.get("", ()))
    every = togethers()
    for name, lists in entries:
        if not any(begins.isdisjoint(there) for begins in lists):
            yield name, every[name]


@cache
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    one = togethers()[name]
    return tuple(one_of(words) for words in one.all), one_of(one.unless)


def said_together(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str) -> list[Mention]:
    """Answer, as mentions of the person spoken of, what is said by several words together and by no phrase already."""
    if not row.pieces:
        return []
    have = {id_ for mention in mentions if mention.subject == role for id_ in mention.ids}
    answer: list[Mention] = []
    for name, one in _possible(row.text):
        if one.finding in lexicon.findings and one.finding not in have:
            span = _found(row.text, name, one.within)
            if span is not None:
                _undeny(mentions, one.undenies)
                _put_aside(mentions, one.instead_of, role)
                answer.append(mention_over(row, (one.finding,), *span, Status.PRESENT, role))
    return answer


def _undeny(mentions: Sequence[Mention], ids: tuple[FindingId, ...]) -> None:
    for mention in mentions:
        if mention.resolved and not set(ids).isdisjoint(mention.ids):
            mention.status, mention.denied, mention.resolved = None, False, False


def _put_aside(mentions: Sequence[Mention], ids: tuple[FindingId, ...], role: str) -> None:
    for mention in mentions:
        if mention.subject == role and mention.ids and set(mention.ids) <= set(ids):
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
            and not _NOT_SO.search(_CLAUSE.split(text[max(0, begins - _BEFORE) : begins])[-1])
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
