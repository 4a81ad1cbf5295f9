"""What reports say they saw: a place, and in the same statement a word for what is there (甲状腺左侧叶见一低回声结节).

Owns pairing places with what was seen there over the words between (sides, sizes, segments, how it looks), and what denies it.
Which finding a pair is stands in `kg/data/lexicon/reports.yaml`. Reads only behind a word for an examination; what residents say of
themselves is read elsewhere. A doubt ("考虑", 可能) leaves what was seen as it is: the doubt is of what it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import Field

from kg.language.mentions.spans import mention_over
from kg.language.rows.entries import Kind
from kg.schema import FindingId, Status, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

REACH: Final = 24
"""Characters between a place and what is seen there: side, segment, "可见一大小约3.2×2.1cm的"."""
BACK: Final = 14
"""Characters from what is seen to a place told after it: 囊肿大小约3cm，位于左侧卵巢."""
HEADED: Final = 48
"""Characters behind the name of a scope within which its findings stand, over the ends of lines."""
_SCOPE: Final = re.compile(r"镜$|scopy$", re.IGNORECASE)
_LEAK: Final = re.compile(r"反流|返流|关闭不全|regurgitation", re.IGNORECASE)
_SLIGHT: Final = re.compile(r"轻度|轻微|少量|微量|生理性|mild|trace|trivial", re.IGNORECASE)
_GRAVE: Final = re.compile(r"中度|中-重|重度|大量|moderate|severe", re.IGNORECASE)
_STATEMENT: Final = re.compile(r"[。；;\n!！?？]")
_PART: Final = re.compile(r"[，,。；;\n!！?？]")
_WORRY: Final = re.compile(
    r"(?:担心|害怕|生怕|就怕)[^，。]{0,8}$|\b(?:worried|afraid|scared) (?:that )?(?:there|it|he|she|i)\b[^.,]{0,20}$",
    re.IGNORECASE,
)
_LOCATED: Final = re.compile(r"位于|位置在|位置：|来自|来源于|在|\b(?:in|of|at)\b", re.IGNORECASE)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Place(Value):
    at: tuple[str, ...] = Field(min_length=1)
    makes: dict[FindingId, tuple[str, ...]] = Field(min_length=1)
    instead: bool = False
    """Whether a disease's name that the pair happens to hold (肺炎 in 右肺炎性病变) is not said by it."""
    anywhere: bool = False
    """Whether residents say it so, too: it counts without a word for an examination."""


class _Words(Value):
    seen: dict[str, tuple[str, ...]]
    places: tuple[_Place, ...]
    refused: tuple[str, ...]
    refused_short: tuple[str, ...]
    not_refused: tuple[str, ...]
    good: tuple[str, ...]
    elsewhere: tuple[str, ...]
    """Words that begin like a place and are another (肺动脉, 肾上腺), or hold its name only (肺功能)."""


@dataclass(frozen=True, slots=True)
class _Table:
    """`pairs`: (word of place, word of what is seen) to what that is; the patterns find the words, longest first."""

    pairs: dict[tuple[str, str], tuple[tuple[FindingId, bool], ...]]
    anywhere: frozenset[str]
    words: re.Pattern[str]
    common: re.Pattern[str]
    """Finds what residents say so, too, beside the places in `anywhere`: without it and without a report there is nothing to look for."""
    refusal: re.Pattern[str]
    unrefusal: re.Pattern[str]
    good: re.Pattern[str]


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def report_words() -> _Table:
    """Answer the packaged table.

    Raises: OSError, yaml.YAMLError or pydantic.ValidationError where the packaged file is missing or wrong; ValueError where a place
    names a word of `seen` that is not there.
    """
    text = (files("kg") / "data" / "lexicon" / "reports.yaml").read_text(encoding="utf-8")
    told = _Words.model_validate(yaml.load(text, Loader=_LOADER))  # noqa: S506 -- it builds strings, lists and mappings only
    pairs: dict[tuple[str, str], list[tuple[FindingId, bool]]] = {}
    for place in told.places:
        for finding, names in place.makes.items():
            for name in names:
                if name not in told.seen:
                    message = f"reports.yaml: {name!r} of {place.at[0]!r} is not among the words of what is seen"
                    raise ValueError(message)
                for word in told.seen[name]:
                    for at in place.at:
                        pairs.setdefault((at.casefold(), word.casefold()), []).append((finding, place.instead))
    places = [word for place in told.places for word in place.at]
    anywhere = frozenset(word.casefold() for place in told.places if place.anywhere for word in place.at)
    seen = [word for words in told.seen.values() for word in words]
    return _Table(
        pairs={key: tuple(dict.fromkeys(value)) for key, value in pairs.items()},
        anywhere=anywhere,
        common=re.compile(
            _either([word for (at, word), _ in pairs.items() if at in anywhere]),
            re.IGNORECASE,
        ),
        words=re.compile(
            f"(?P<other>{_either(told.elsewhere)})|(?P<at>{_either(places)})|(?P<seen>{_either(seen)})", re.IGNORECASE
        ),
        refusal=re.compile(f"{_either(told.refused)}|(?:{_either(told.refused_short)})", re.IGNORECASE),
        unrefusal=re.compile(_either(told.not_refused)),
        good=re.compile(_either(told.good)),
    )


def read_reports(lexicon: Lexicon, row: Row, mentions: list[Mention], role: str) -> list[Mention]:
    """Answer the mentions with what reports tell by place and what is seen there, and without names that they only seem to say.

    What is seen anywhere is there: "left lung clear, a nodule in the right" denies no nodule.
    """
    first = next((piece for piece in row.pieces if piece.has(Kind.EXAMINED)), None)
    begin = None if first is None else _last_stop(row.text, 0, row.tokens[first.start].start) or 0
    if not row.pieces or (begin is None and report_words().common.search(row.text) is None):
        return mentions
    told = [
        each
        for each in _told(row.text)
        if (each.anywhere or (begin is not None and each.start >= begin)) and not _feared(row.text, each)
    ]
    if not told:
        return mentions
    spans = [(each.seen_at, each.until) for each in told if each.present and any(instead for _, instead in each.ids)]
    kept = [
        m
        for m in mentions
        if not ((_cut(row, m, spans) or _slight(row, m)) if m.what == "disease" else _of_lay(row, m, told))
    ]
    there = {id_ for m in kept if m.what == "finding" and m.status is Status.PRESENT for id_ in m.ids}
    seen = {id_ for each in told if each.present for id_, _ in each.ids if id_ in lexicon.findings} - there
    kept = [m for m in kept if m.status is not Status.ABSENT or m.what != "finding" or seen.isdisjoint(m.ids)]
    have = there | {id_ for m in kept if m.what == "finding" and m.status is not None for id_ in m.ids}
    for each in sorted(told, key=lambda one: not one.present):
        known = tuple(id_ for id_, _ in each.ids if id_ in lexicon.findings and id_ not in have)
        if known:
            have.update(known)
            status = Status.PRESENT if each.present else Status.ABSENT
            kept.append(mention_over(row, known, each.start, each.until, status, role))
    return kept


def _feared(text: str, told: _Told) -> bool:
    """Say whether what a picture would show is only worried about: 拍了片才放心，担心肺部有炎症."""
    begin = max((part.end() for part in _PART.finditer(text, 0, told.start)), default=0)
    return _WORRY.search(text, begin, told.start) is not None


def _cut(row: Row, mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether the word for what is seen begins inside the name and ends beyond it, or is its end."""
    start, end = row.tokens[mention.start].start, row.tokens[mention.end - 1].end
    return any(start < seen < end <= until for seen, until in spans)


def _slight(row: Row, mention: Mention) -> bool:
    """Say whether a report calls a leak of a valve slight, as every second heart shows one (ASE 2017): that names no disease."""
    start, end = row.tokens[mention.start].start, row.tokens[mention.end - 1].end
    if _LEAK.search(row.text[start:end]) is None:
        return False
    return _SLIGHT.search(row.text[max(0, start - 6) : end + 8]) is not None and not _GRAVE.search(
        row.text[max(0, start - 6) : end + 8]
    )


def _of_lay(row: Row, mention: Mention, told: Sequence[_Told]) -> bool:
    """Say whether what is seen at a place was heard as something of another place: 软组织肿块 in a lung is none of a limb."""
    if mention.what != "finding":
        return False
    start, end = row.tokens[mention.start].start, row.tokens[mention.end - 1].end
    return any(
        each.start < start < each.until and each.seen_at < end and mention.ids[0] not in {id_ for id_, _ in each.ids}
        for each in told
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """One pair: characters [start, until), where what is seen begins, and whether it is there."""

    ids: tuple[tuple[FindingId, bool], ...]
    start: int
    until: int
    seen_at: int
    present: bool
    anywhere: bool


def _told(text: str) -> Iterator[_Told]:
    """Answer the pairs of a text, statement by statement."""
    table = report_words()
    place: re.Match[str] | None = None
    statement = 0
    waiting: list[re.Match[str]] = []
    for match in table.words.finditer(text):
        stop = _last_stop(text, statement, match.start())
        if stop is not None:
            statement, waiting = stop, []
            place = place if place is not None and _headed(place, match) else None
        if match.lastgroup == "other":
            place = None
            continue
        if match.lastgroup == "at":
            place = match
            yield from _located(table, text, place, waiting, statement)
            waiting = []
            continue
        reach = HEADED if place is not None and _SCOPE.search(place[0]) else REACH
        if place is None or match.start() - place.end() > reach or not _pair(table, place, match):
            waiting.append(match)
        else:
            yield _one(table, text, place, match, statement)


def _located(
    table: _Table, text: str, place: re.Match[str], waiting: Sequence[re.Match[str]], statement: int
) -> Iterator[_Told]:
    """Answer what was seen and is placed afterwards: 囊肿大小3cm，位于左侧卵巢."""
    for seen in waiting:
        between = text[seen.end() : place.start()]
        if len(between) <= BACK + REACH and _LOCATED.search(between) and _pair(table, place, seen):
            yield _one(table, text, place, seen, statement)


def _headed(place: re.Match[str], seen: re.Match[str]) -> bool:
    """Say whether a place is a scope that heads what is seen on the lines after it: 膀胱镜检查: (line) - 见菜花样肿物."""
    return _SCOPE.search(place[0]) is not None and seen.start() - place.end() <= HEADED


def _last_stop(text: str, since: int, at: int) -> int | None:
    """Answer where the last statement that ends between two characters ends."""
    last = None
    for stop in _STATEMENT.finditer(text, since, at):
        last = stop.end()
    return last


def _pair(table: _Table, place: re.Match[str], seen: re.Match[str]) -> tuple[tuple[FindingId, bool], ...]:
    return table.pairs.get((place[0].casefold(), seen[0].casefold()), ())


def _one(table: _Table, text: str, place: re.Match[str], seen: re.Match[str], statement: int) -> _Told:
    first, last = min(place.start(), seen.start()), max(place.end(), seen.end())
    return _Told(
        ids=_pair(table, place, seen),
        start=first,
        until=seen.end() if seen.start() >= place.start() else last,
        seen_at=seen.start(),
        present=not _refused(table, text, seen, statement),
        anywhere=place[0].casefold() in table.anywhere,
    )


def _refused(table: _Table, text: str, seen: re.Match[str], statement: int) -> bool:
    """Say whether a denial in the part of the statement before what is seen, or a judgement right after it, denies it."""
    if table.refusal.match(seen[0]):
        return False  # 宫内未见孕囊 is what is seen
    parts = [part.end() for part in _PART.finditer(text, statement, seen.start())]
    before = text[(parts[-1] if parts else statement) : seen.start()]
    plain = table.unrefusal.sub("", before)
    after = text[seen.end() : seen.end() + 6]
    return table.refusal.search(plain) is not None or table.good.match(after.lstrip(":： 为")) is not None
