"""The names of medicines, compiled: which finding a name says, which names say none, and what an allergy to one is.

A name counts as a word of what taking the medicine makes present ("warfarin", 芬必得); denial, doubt, past and relatives are then
read as of any finding. A name of a class without a finding is still one word: 感冒灵 is no cold, 止咳糖浆 no cough.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.language.dictionary.phrases import usable_name
from kg.language.dictionary.vocabulary import Key, Vocabulary
from kg.medicines import MedicineClasses, Medicines, told_of
from kg.schema import FindingConcept, FindingId, Lang

Known = Mapping[Key, Mapping[FindingId, bool]]
CORRECTED = 8
"""Shorter names are not what a slip of the pen is corrected into: "alive" is no Aleve."""


class MedicineWords:
    """`words`: key -> findings; `unmeaning`: keys that are taken as one word and say nothing.

    `known` are the words of the findings; a name of theirs that a medicine has as well says both.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        medicines: Medicines,
        classes: MedicineClasses,
        findings: Mapping[FindingId, FindingConcept],
        known: Known,
    ) -> None:
        self._vocabulary = vocabulary
        self.words: dict[Key, tuple[FindingId, ...]] = {}
        self.unmeaning: set[Key] = set()
        frames = {lang: self._frames(lang, known) for lang in vocabulary.grammars}
        texts: dict[str, tuple[FindingId, ...]] = {}
        for node, told in told_of(medicines, classes):
            names = (*usable_name(node.name.zh), *usable_name(node.name.en))
            made = tuple(finding for finding in told if finding in findings)
            for text in (*node.aliases.zh, *node.aliases.en, *names):
                texts[text] = tuple(dict.fromkeys((*texts.get(text, ()), *made)))
        for text, ids in texts.items():
            key = vocabulary.bare_key(text)
            self._add(key, ids)
            for before, after, other in frames["en" if text.isascii() else "zh"]:
                whole = (*before, *key, *after)
                if other is None and ids:
                    self._add(whole, ids)
                elif other is not None and whole not in known:
                    self._add(whole, other)

    def forms(self) -> frozenset[str]:
        """Answer every English form of a name: none is a slip of something else."""
        return frozenset(form for key in (*self.words, *self.unmeaning) for form in key if form.isascii())

    def corrected(self) -> frozenset[str]:
        """Answer the forms of names that say a finding and that a slip may be corrected into."""
        forms = (form for key in self.words for form in key)
        return frozenset(form for form in forms if form.isascii() and form.isalpha() and len(form) >= CORRECTED)

    def _add(self, key: Key, ids: tuple[FindingId, ...]) -> None:
        if ids:
            self.words[key] = tuple(dict.fromkeys((*self.words.get(key, ()), *ids)))
        else:
            self.unmeaning.add(key)

    def _frames(self, lang: Lang, known: Known) -> list[tuple[Key, Key, tuple[FindingId, ...] | None]]:
        """Answer the phrases around a name as keys before and after it: of taking it (None), and of an allergy to it (findings)."""
        grammar, bare_key = self._vocabulary.grammars[lang], self._vocabulary.bare_key
        told: list[tuple[str, tuple[FindingId, ...] | None]] = [(phrase, None) for phrase in grammar.taking]
        told += [(phrase, tuple(known.get(bare_key(meaning), ()))) for phrase, meaning in grammar.allergic.items()]
        cut = ((*phrase.partition("*"), ids) for phrase, ids in told)
        return [(bare_key(before), bare_key(after), ids) for before, _, after, ids in cut]
