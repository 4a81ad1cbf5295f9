"""The names of medicines, compiled: which finding a name says, which names say none, and what an allergy to one is.

A name counts as a word of what taking the medicine makes present ("warfarin", 芬必得); denial, doubt, past and relatives are then
read as of any finding. A name of a class without a finding is still one word: 感冒灵 is no cold, 止咳糖浆 no cough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.language.phrases import usable_name
from kg.language.vocabulary import Key, Vocabulary
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
        texts: dict[str, tuple[FindingId, ...]] = {}
        for node, told in told_of(medicines, classes):
            names = (*usable_name(node.name.zh), *usable_name(node.name.en))
            made = tuple(finding for finding in told if finding in findings)
            for text in (*node.aliases.zh, *node.aliases.en, *names):
                texts[text] = tuple(dict.fromkeys((*texts.get(text, ()), *made)))
        for text, ids in texts.items():
            self._add(vocabulary.bare_key(text), ids)
            for key, allergic in self._allergies(text, known):
                if key not in known:
                    self._add(key, allergic)

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

    def _allergies(self, medicine: str, known: Known) -> Iterator[tuple[Key, tuple[FindingId, ...]]]:
        """Answer the phrases of an allergy to the medicine, which say nothing of taking it."""
        lang: Lang = "en" if medicine.isascii() else "zh"
        for phrase, meaning in self._vocabulary.grammars[lang].allergic.items():
            key = self._vocabulary.bare_key(phrase.replace("*", medicine))
            yield key, tuple(known.get(self._vocabulary.bare_key(meaning), ()))
