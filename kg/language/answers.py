"""A short answer to a question: yes, no, unsure, or which of the options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from kg.language.rows.entries import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.language.rows.trie import Match
    from kg.lexicon import Lexicon
    from kg.schema import Lang, Option, Question

Read = Literal["yes", "no", "unsure"] | tuple[int, ...] | None
"""`tuple` holds indexes of options, in their order; empty means none of them. None means that the text answers something else."""

MOST_READ = 2000
SHORT_TOKENS = 12
"""A longer text is a story, not an answer: it is read by `understand`."""
_LIKENESS = 0.6
_WORTH = 2
_MOST = 0.9
_ONLY = 0.61
"""One word of the answer stands in one option alone: 绿的."""


def answer_alone(lexicon: Lexicon, question: Question, text: str, lang: Lang) -> Read:  # noqa: PLR0911 -- one return for each meaning
    """Answer what a short text says to a question. Never raises.

    For `yes_no`: "yes", "no", "unsure" or None. For `choice` and `multi`: indexes of the options whose texts are met, () when
    all are denied, "unsure", or None; a bare yes or no to a choice of two whose texts mean yes and no chooses between them.
    """
    forms = lexicon.cut(text[:MOST_READ])[1]
    if not forms:
        return None
    polarity = "no" if _NO_LONGER.search(text[:MOST_READ]) else _polarity(lexicon, forms)
    if question.kind == "yes_no":
        return polarity
    chosen = _options(lexicon, question.options, forms, text)
    if question.kind == "multi":
        parts = [_options(lexicon, question.options, part, "") for part in _parts(lexicon, forms)]
        chosen = tuple(sorted({index for part in (chosen, *parts) for index in part}))
    if chosen:
        return chosen if question.kind == "multi" else chosen[:1]
    if polarity == "unsure":
        return _meaning(lexicon, question.options, "unsure", lang) or "unsure"
    if polarity == "no":
        return _meaning(lexicon, question.options, "no", lang) or ()
    if polarity == "yes":
        if _said(lexicon, forms, lang, "all_of_these") and question.kind == "multi":
            return tuple(i for i, option in enumerate(question.options) if option.present)
        found = _meaning(lexicon, question.options, "yes", lang)
        return found or None
    return None


def _polarity(lexicon: Lexicon, forms: Sequence[str]) -> Literal["yes", "no", "unsure"] | None:
    """Read the first words that answer: 没有, "yes, a bit", 说不好."""
    if len(forms) > SHORT_TOKENS * 2:
        forms = forms[:SHORT_TOKENS]
        story = True
    else:
        story = len(forms) > SHORT_TOKENS
    index = 0
    count = len(forms)
    doubt = False
    while index < count:
        match = _answering(lexicon, forms, index)
        if match is not None:
            kinds = [entry.name for entry in match.entries]
            if "unsure" in kinds:
                doubt = True
                index = match.end
                continue
            answer: Literal["yes", "no"] = "no" if "no" in kinds else "yes"
            rest = forms[match.end :]
            if answer == "no" and _weakly(lexicon, forms, index, match.end):
                # 不是很疼 is no denial of pain.
                return "unsure" if doubt else "yes"
            if (
                answer == "no"
                and rest
                and rest[0] not in {",", "，", "。", ".", "!", "！", "、"}
                and _denies_doubt(lexicon, forms, index)
            ):
                return "unsure"
            if answer == "yes" and _denied_later(lexicon, rest):
                return "unsure" if doubt or _doubts(lexicon, rest) else None
            return "unsure" if doubt else answer
        if index > (2 if not story else 0) and not doubt:
            break
        index += 1
    return "unsure" if doubt else None


def _answering(lexicon: Lexicon, forms: Sequence[str], index: int) -> Match[Entry] | None:
    """Answer the longest word of an answer at a place; a single 不 in the middle of other words (天气不错) is none."""
    match = None
    for found in lexicon.answers.starting_at(forms, index, frozenset()):
        match = found
    if match is not None and match.size == 1 and index and forms[index] in _SINGLE:
        ends = match.end == len(forms) or not forms[match.end].isalnum()
        return match if ends else None
    return match


def _doubts(lexicon: Lexicon, forms: Sequence[str]) -> bool:
    return any(
        entry.name == "unsure"
        for index in range(len(forms))
        for match in lexicon.answers.starting_at(forms, index, frozenset())
        for entry in match.entries
    )


def leads(lexicon: Lexicon, text: str) -> bool:
    """Say whether the text begins with a yes or no that stands by itself: "没有，就是有点喘", "yes"."""
    forms = lexicon.cut(text[:MOST_READ])[1]
    ends = [match.end for match in lexicon.answers.starting_at(forms, 0, frozenset())] if forms else []
    return bool(ends) and (max(ends) == len(forms) or not forms[max(ends)].isalnum() or forms[max(ends)] in _TONES)


def _weakly(lexicon: Lexicon, forms: Sequence[str], index: int, end: int) -> bool:
    """Say whether the denial is of the degree alone, and longer than a plain no."""
    found = lexicon.trie.starting_at(forms, index, frozenset())
    return any(match.end > end and any(entry.kind is Kind.WEAK_NEG for entry in match.entries) for match in found)


def _denies_doubt(lexicon: Lexicon, forms: Sequence[str], index: int) -> bool:
    return any(
        Kind.UNSURE is entry.kind
        for match in lexicon.trie.starting_at(forms, index, frozenset())
        for entry in match.entries
    )


def _denied_later(lexicon: Lexicon, rest: Sequence[str]) -> bool:
    """Say whether a yes is taken back in the next words: 有…没有."""
    for index in range(min(2, len(rest))):
        for match in lexicon.answers.starting_at(rest, index, frozenset()):
            if any(entry.name == "no" for entry in match.entries) and index == 0:
                return True
    return False


def _said(
    lexicon: Lexicon, forms: Sequence[str], lang: Lang, section: Literal["all_of_these", "none_of_these"]
) -> bool:
    joined = " ".join(forms)
    words = lexicon.grammars[lang].all_of_these if section == "all_of_these" else lexicon.grammars[lang].none_of_these
    return any(" ".join(lexicon.key(word)) in joined for word in words)


def _meaning(lexicon: Lexicon, options: Sequence[Option], wanted: str, lang: Lang) -> tuple[int, ...]:
    """Answer the first option whose own text means yes, no or unsure: 都没有, and never 没胃口, unless there are only two."""
    meaning = []
    for index, option in enumerate(options):
        _, forms = lexicon.cut(option.text.in_(lang))
        if _polarity(lexicon, forms) == wanted and len(forms) <= SHORT_TOKENS:
            meaning.append(index)
    whole = [index for index in meaning if leads(lexicon, options[index].text.in_(lang))]
    if wanted == "no":
        whole = whole or [index for index in meaning if not options[index].present]
    return tuple(whole[:1] or (meaning[:1] if len(options) <= _TWO else ()))


def _parts(lexicon: Lexicon, forms: Sequence[str]) -> list[list[str]]:
    """Cut an answer at what joins: "白痰，有点血" names two things."""
    parts: list[list[str]] = [[]]
    for index, form in enumerate(forms):
        joins = any(
            entry.kind in {Kind.AND, Kind.OR, Kind.ALSO}
            for match in lexicon.trie.starting_at(forms, index, frozenset())
            for entry in match.entries
        )
        if joins or not form.isalnum():
            parts.append([])
        else:
            parts[-1].append(form)
    return [part for part in parts if part] if len(parts) > 1 else []


def _options(lexicon: Lexicon, options: Sequence[Option], forms: Sequence[str], text: str) -> tuple[int, ...]:
    """Answer the options met by the text: its number alone, its own words, a number in its range, or most of its words."""
    chosen = text.strip().rstrip(".。、)）")
    if chosen.isdecimal() and len(chosen) <= 2 and int(chosen) <= len(options):  # noqa: PLR2004 -- more options do not exist
        return (int(chosen) - 1,) if int(chosen) else ()
    keys = [[_plain(lexicon.key(words)) for words in (option.text.zh, option.text.en)] for option in options]
    mine = _plain(forms)
    exact = tuple(index for index, both in enumerate(keys) if mine in both)
    ranged = exact or tuple(index for index, option in enumerate(options) if _in_range(option.text.zh, forms))
    if ranged:
        return ranged
    weights = _weights([part for both in keys for part in {*both[0], *both[1]}])
    scores = [max(_likeness(key, mine, weights) for key in both) for both in keys]
    top = max(scores, default=0.0)
    if top == _ONLY:
        return (scores.index(_ONLY),) if scores.count(_ONLY) == 1 else ()
    if top < _LIKENESS:
        return ()
    return tuple(index for index, score in enumerate(scores) if score >= max(_LIKENESS, min(top, 1.0) - 0.05))


def _plain(forms: Sequence[str]) -> tuple[str, ...]:
    """Answer the forms that tell options apart: no marks, no particles, no articles."""
    return tuple(form for form in forms if form.isalnum() and form not in _EMPTY) or tuple(
        f for f in forms if f.isalnum()
    )


def _weights(parts: Sequence[str]) -> dict[str, float]:
    """Answer the weight of each word: one that stands in one option tells more than one that stands in all."""
    counts: dict[str, int] = {}
    for part in parts:
        counts[part] = counts.get(part, 0) + 1
    return {part: 1.0 / count for part, count in counts.items()}


def _likeness(key: Sequence[str], mine: Sequence[str], weights: Mapping[str, float]) -> float:
    """Answer how well an answer meets an option in one language, 0 to a little over 1."""
    content, said = set(key), set(mine)
    if not content or not (said & content) - _SINGLE:
        return 0.0  # 没 alone shares nothing with 没胃口: it denies
    if " ".join(key) in " ".join(mine):
        return 1.0 + len(content) / 100
    share = sum(weights[part] for part in content & said) / sum(weights[part] for part in content)
    if said <= content:
        return max(share, _MOST if len(said) >= _WORTH else _ONLY)
    return share


def _in_range(option: str, forms: Sequence[str]) -> bool:
    """Say whether the one number of an answer lies in an option's range: 38.5 in "38 到 39 度", 40 in "39 度以上"."""
    numbers = [float(form) for form in forms if _NUMBER.fullmatch(form)]
    bounds = [float(found) for found in _NUMBER.findall(option)]
    if len(numbers) != 1:
        return False
    if len(bounds) == 2:  # noqa: PLR2004 -- from and to
        return bounds[0] <= numbers[0] < bounds[1]
    if len(bounds) == 1 and any(word in option for word in ("以上", "超过", "更高", "多于")):
        return numbers[0] >= bounds[0]
    return (
        len(bounds) == 1 and any(word in option for word in ("以下", "不到", "低于", "少于")) and numbers[0] < bounds[0]
    )


_TWO = 2
_NO_LONGER = re.compile(
    r"^(以前|之前|原来|原先|前几天|前阵子|上次)[^，。,]{0,6}有[^，。,]{0,4}[，, ]*(现在|今天|这两天|这会儿|后来)[^，。,]{0,4}(没|好了|不)"
    r"|^(i )?(used to|did|had it before)[^.]{0,20}(not (now|any ?more)|gone now|stopped)",
    re.IGNORECASE,
)
"""It was so, and is so no longer: asked of now, that is a no."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TONES = frozenset("的啊呀呢吧哦呵哈嘞")
_SINGLE = frozenset("不没无未是有要能会好对")
_EMPTY = frozenset("的了是有在也就还点些一吗呢吧啊") | {
    "a",
    "an",
    "the",
    "my",
    "i",
    "it",
    "is",
    "of",
    "in",
    "on",
    "at",
    "to",
}
