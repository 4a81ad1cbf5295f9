"""Variants of authored phrases that every speaker uses and no author should have to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.dictionary.grammar import Grammar

MOST_VARIANTS = 12
"""Per phrase; keeps the dictionary small."""
_DEGREES = ("不太", "不怎么", "不大", "不是很", "不是太")
_COPULAS = frozenset({"is", "are", "was", "am", "be", "been", "feel", "veri", "realli", "have", "has", "had"})
"""Forms of words that a phrase may lose: "heart is pounding", "always feeling cold"."""
_LITTLE = 3
"""Letters of words that say nothing by themselves: "not been for" must not become "not for"."""
_PARENTHESIS = re.compile(r"[（(].*?[)）]")


def usable_name(name: str) -> list[str]:
    """Answer the name of a node as words, without what stands in brackets; a name that is a description gives nothing."""
    plain = _PARENTHESIS.sub("", name).strip()
    if re.search(r"[，、；：。,;:/]", plain) or " or " in f" {plain} ":
        return []
    limit = 10 if any("\u4e00" <= character <= "\u9fff" for character in plain) else 50
    return [plain] if 1 < len(plain) <= limit else []


def chinese_variants(word: str, grammar: Grammar) -> list[str]:
    """Answer other ways to say a Chinese phrase: one interchangeable part replaced, 没 and 没有, degrees of 不.

    A phrase of one character has none.
    """
    answer: list[str] = []
    if len(word) < 2:  # noqa: PLR2004 -- nothing to replace in one character
        return answer
    for group in grammar.interchange:
        part = next((part for part in group if part in word), None)
        # 没 inside 没有 is the longer part's business.
        if part is not None and not (part == "没" and "没有" in word):
            others = [other for other in group if other != part and not (other in word and part in other)]
            answer.extend(word.replace(part, other, 1) for other in others)
    if word.startswith("不") and len(word) > 2:  # noqa: PLR2004 -- 不舒服, not 不适
        answer.extend(degree + word[1:] for degree in _DEGREES)
    at = word.find("不")
    if at > 0 and word[at - 1] not in "睡吃喘走说站坐拉解尿咽" and word[at:] in {"不好", "不舒服", "不正常"}:
        answer.extend(word[:at] + degree + word[at + 1 :] for degree in ("不太", "不怎么"))
        if word.endswith("不好"):
            answer.append(word.replace("不好", "很差"))
    return list(dict.fromkeys(variant for variant in answer if variant != word))[:MOST_VARIANTS]


def english_variants(key: Sequence[str], interchange: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[tuple[str, ...]]:
    """Yield an English key with one interchangeable part replaced by each of its fellows, and without copulas."""
    forms = tuple(key)
    shorter = tuple(form for form in forms if form not in _COPULAS)
    if 1 < len(shorter) < len(forms) and any(len(form) > _LITTLE for form in shorter):
        yield shorter
    for group in interchange:
        for part in group:
            size = len(part)
            for at in range(len(forms) - size + 1):
                if forms[at : at + size] == part:
                    for other in group:
                        if other != part:
                            yield (*forms[:at], *other, *forms[at + size :])
                    break
