"""Finds the names of medicines in a text: generic names and brands of both languages, classes, drinks and foods, and near misses.

A name as written is a `Mention`. What is one slip away from a name is a `Suspect` with the names that it may have meant; it is
asked back and never taken for granted, because medicines with like names do different things.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.drugs.pharmacy import Kind, Pharmacy
from kg.drugs.slips import Slips

MOST_CHARACTERS: Final = 4000
_LONGEST: Final = 24
_FORMS: Final = (
    r"(?:缓释|控释|肠溶|分散|咀嚼|泡腾|口崩|双释放|软|硬|滴|干)*"
    r"(?:胶囊剂?|片剂?|颗粒剂?|冲剂|口服溶液|口服液|混悬液|混悬滴剂|滴剂|糖浆|丸|散|栓|注射液|注射剂|粉针|气雾剂|喷雾剂|吸入剂|乳膏|软膏|凝胶|滴眼液|贴)"
)
_FORM_AFTER: Final = re.compile(_FORMS)
_FORM_AT_END: Final = re.compile(_FORMS + "$")
_BRACKETS: Final = re.compile(r"[（(][^（）()]*[）)]")
_WORD: Final = re.compile(r"[a-z][a-z'-]*[a-z]")
_NOT_NAMES: Final = frozenset(
    {"酒精", "碘酒", "酒店", "茶几", "喝茶水", "红茶色", "激素水平", "维生素缺乏", "含片", "膏药", "感冒药水"}
)
"""Longer words that begin with a name and mean something else, or say too little."""
_COMPLAINTS: Final = frozenset({"晕车", "止咳", "咽炎", "抗病毒", "通窍鼻炎"})
"""What is left of a product's name without its form and is an illness, or what is wished for."""
_SHORTEST_STRIPPED: Final = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A medicine, class or substance named in the text: characters [start, end) of the text as written."""

    start: int
    end: int
    id: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """A passage that is nearly a name, with the ids that it may have meant, nearest first."""

    start: int
    end: int
    text: str
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names. `suspects` do not overlap `mentions`."""

    mentions: tuple[Mention, ...]
    suspects: tuple[Suspect, ...]


def folded(text: str, traditional: Mapping[str, str]) -> str:
    """Answer the text in lower case, half width and simplified characters, as long as it was."""
    answer = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character).casefold()
        plain = plain if len(plain) == 1 else character
        answer.append(traditional.get(plain, plain))
    return "".join(answer)


class Names:
    """All names of a pharmacy, compiled. Immutable once built."""

    def __init__(
        self,
        pharmacy: Pharmacy,
        traditional: Mapping[str, str],
        common: frozenset[str],
        complaints: Collection[str] = frozenset(),
    ) -> None:
        """Compile the names. `complaints` are names of illnesses: 痔疮膏 without its form is one of them, and no medicine."""
        self._traditional = traditional
        self._ids: dict[str, str] = {}
        for some_id, words in _words(pharmacy):
            for word in words:
                self._add(some_id, word)
        for word, some_id in list(self._ids.items()):
            bare = _FORM_AT_END.sub("", word)
            if pharmacy.taken(some_id).kind == "class" or bare in _COMPLAINTS or bare in complaints:
                continue  # 感冒胶囊 without its form is an illness and no medicine
            if bare != word and len(bare) >= _SHORTEST_STRIPPED and bare not in self._ids and not bare.isascii():
                self._ids[bare] = some_id
        self._kinds = {some_id: pharmacy.taken(some_id).kind for some_id in self._ids.values()}
        self._firsts: dict[str, tuple[int, ...]] = {}
        sizes: dict[str, set[int]] = {}
        for word in (*self._ids, *_NOT_NAMES):
            sizes.setdefault(word[0], set()).add(len(word))
        self._firsts = {first: tuple(sorted(those, reverse=True)) for first, those in sizes.items()}
        medicines = {word: some_id for word, some_id in self._ids.items() if self._kinds[some_id] == "medicine"}
        self._slips = Slips(medicines, common)

    def _add(self, some_id: str, word: str) -> None:
        text = folded(_BRACKETS.sub("", word).strip(), self._traditional)
        if len(text) >= (1 if some_id == "alcohol" else 2) and len(text) <= _LONGEST and text not in _NOT_NAMES:
            self._ids.setdefault(text, some_id)

    def id_of(self, word: str) -> str | None:
        """Answer the id that bears exactly this name, dosage form and brackets aside; None when none does."""
        text = folded(_BRACKETS.sub("", word).strip(), self._traditional)
        return self._ids.get(text) or self._ids.get(_FORM_AT_END.sub("", text))

    def find(self, text: str, *, slips: bool = True) -> Named:
        """Answer the names in a text, longest first and left to right, and, where asked, what is one slip away from one."""
        plain = folded(text[:MOST_CHARACTERS], self._traditional)
        mentions = tuple(self._mentions(text, plain))
        suspects = tuple(self._suspects(text, plain, mentions)) if slips else ()
        return Named(mentions, suspects)

    def _mentions(self, text: str, plain: str) -> Iterator[Mention]:
        at = 0
        while at < len(plain):
            size = self._size_at(plain, at)
            if size == 0:
                at += 1
                continue
            end = at + size
            some_id = self._ids.get(plain[at:end])
            form = _FORM_AFTER.match(plain, end)
            if some_id is not None:
                end = end if form is None or plain[at:end].isascii() else form.end()
                yield Mention(at, end, some_id, self._kinds[some_id], text[at:end])
            at = end

    def _size_at(self, plain: str, at: int) -> int:
        """Answer the length of the longest name at this place; an English name ends where its word does."""
        if plain[at].isascii() and at and plain[at - 1].isascii() and plain[at - 1].isalnum():
            return 0
        for size in self._firsts.get(plain[at], ()):
            word = plain[at : at + size]
            if len(word) < size or (word not in self._ids and word not in _NOT_NAMES):
                continue
            after = plain[at + size : at + size + 1]
            if (
                word[-1].isascii()
                and after.isascii()
                and after.isalpha()
                and plain[at + size : at + size + 2] not in _PLURAL
            ):
                continue
            return size
        return 0

    def _suspects(self, text: str, plain: str, mentions: tuple[Mention, ...]) -> Iterator[Suspect]:
        covered = {index for each in mentions for index in range(each.start, each.end)}
        free = "".join("\n" if index in covered else character for index, character in enumerate(plain))
        taken: set[int] = set()
        for start, end, meant in self._slips.near(free):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield Suspect(start, end, text[start:end], meant)


_PLURAL: Final = frozenset({"s", "s ", "s,", "s.", "s?", "s;"})


def _words(pharmacy: Pharmacy) -> Iterator[tuple[str, Iterable[str]]]:
    for medicine in pharmacy.graph.medicines.values():
        aliases = (*medicine.aliases.zh, *medicine.aliases.en)
        yield medicine.id, (medicine.name.zh, medicine.name.en, *aliases)
    for group in pharmacy.graph.medicine_classes.values():
        yield group.id, (group.name.zh, group.name.en, *group.aliases.zh, *group.aliases.en)
    for substance in pharmacy.rules.substances.values():
        yield substance.id, (*substance.words.zh, *substance.words.en)
    for nickname in pharmacy.rules.nicknames.values():
        yield nickname.of, (*nickname.words.zh, *nickname.words.en)
