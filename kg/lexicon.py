"""The compiled dictionary: the graph's words and the grammar words of both languages in one trie.

Built once from a graph; afterwards only read, so that threads may share it. Refuses to know medicine: every id comes from the
graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kg.derived import HISTORY_OF_CANCER, is_cancer
from kg.language.dictionary.compiler import FAMILY_PREFIX, FindingWords, prefix_of
from kg.language.dictionary.features import Feature
from kg.language.dictionary.grammar import Grammar, load_grammar
from kg.language.dictionary.medicine_words import MedicineWords
from kg.language.dictionary.phrasebook import contains
from kg.language.dictionary.phrases import usable_name
from kg.language.dictionary.vocabulary import Key, Vocabulary
from kg.language.rows.entries import Entry, Kind
from kg.language.rows.spelling import Corrector
from kg.language.rows.tokens import Token
from kg.language.rows.trie import Match, Trie, cover
from kg.medicines import Medicine, MedicineClass, MedicineClassId, MedicineId
from kg.pauses import no_collection
from kg.schema import (
    Disease,
    DiseaseId,
    FindingConcept,
    FindingId,
    FindingKind,
    LabId,
    LabIndicator,
    Measurement,
)

BLOOD_PRESSURE = ("8480-6", "8462-4")
"""LOINC codes of systolic and diastolic blood pressure."""
CURRENT_PREFIX = "hx.pregnant"
"""A state of now among the histories: a pregnancy of years ago is none."""
_KINDS = frozenset({("紧", "张", "性"), ("紧", "张", "型")})
"""Kinds of a thing that only sound as a finding: 紧张性头痛 is a tense head, and nobody who is tense."""
_SHORTEST_JOINED = 4
"""Characters that a laboratory name with a dash or a stroke has more than: T-SPOT is one, C/D is none."""
_TIMELESS = frozenset({FindingKind.HISTORY, FindingKind.RISK, FindingKind.EXPOSURE, FindingKind.MEDICINE})


class GraphWords(Protocol):
    """What the lexicon needs of a graph."""

    @property
    def findings(self) -> Mapping[FindingId, FindingConcept]:
        """All findings by id."""

    @property
    def diseases(self) -> Mapping[DiseaseId, Disease]:
        """All diseases by id."""

    @property
    def measurements(self) -> Mapping[str, Measurement]:
        """All home measurements by id."""

    @property
    def labs(self) -> Mapping[LabId, LabIndicator]:
        """All laboratory indicators by id."""

    @property
    def medicines(self) -> Mapping[MedicineId, Medicine]:
        """All medicines by id."""

    @property
    def medicine_classes(self) -> Mapping[MedicineClassId, MedicineClass]:
        """All classes of medicines by id."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain mappings that satisfy `GraphWords`, for importers and tests."""

    findings: Mapping[FindingId, FindingConcept]
    diseases: Mapping[DiseaseId, Disease] = field(default_factory=dict)
    measurements: Mapping[str, Measurement] = field(default_factory=dict)
    labs: Mapping[LabId, LabIndicator] = field(default_factory=dict)
    medicines: Mapping[MedicineId, Medicine] = field(default_factory=dict)
    medicine_classes: Mapping[MedicineClassId, MedicineClass] = field(default_factory=dict)


class Lexicon:
    """Words to meanings, for both languages at once. Make it with `from_graph`.

    `trie`: every phrase and its meanings. `composed`, `manners`, `paired`: see `kg.language.dictionary.compiler`.
    `answers`: words of short answers.
    """

    def __init__(self, graph: GraphWords, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.findings = dict(graph.findings)
        self.measurements = dict(graph.measurements)
        self.labs = dict(graph.labs)
        self.grammars = vocabulary.grammars
        self.within, self.more = vocabulary.within, vocabulary.more
        self.fillers, self.articles, self.links = vocabulary.fillers, vocabulary.articles, vocabulary.links
        self.transparent, self.placed = vocabulary.transparent, vocabulary.placed
        self.units, self.numerals = vocabulary.units, vocabulary.numerals
        words = FindingWords(vocabulary, self.findings)
        forms = {form for key in words.words for form in key if form.isascii() and form.isalpha()}
        medicines = MedicineWords(vocabulary, graph.medicines, graph.medicine_classes, self.findings, words.words)
        for key, ids in medicines.words.items():
            words.words.setdefault(key, {}).update(dict.fromkeys(ids, False))
        self._grades = frozenset(form for g in self.grammars.values() for word in g.severity for form in self.key(word))
        self._ancestors, self._sites, self._keys = words.ancestors, words.sites, words.keys
        self.composed, self.manners, self.paired = words.composed, words.manners, words.paired
        self.trie = vocabulary.words.copy()
        self._add_findings(words)
        self._add_statements(words)
        self._add_measurements()
        lab_forms = self._add_labs()
        self._add_unmeaning(medicines.unmeaning)
        self._add_diseases(words, graph.diseases)
        self._family = self._family_table(words)
        self._history = self._history_table(words)
        self._cancers = frozenset(str(id_) for id_, disease in graph.diseases.items() if is_cancer(disease.icd10))
        self.answers = self._answer_words()
        forms |= vocabulary.grammar_forms() | medicines.corrected()
        self._known_forms = (
            frozenset(forms) | medicines.forms() | vocabulary.common | vocabulary.known_forms() | lab_forms
        )
        self._corrector = Corrector(forms, vocabulary.common)
        self._features: dict[Key, list[Feature]] = {}

    @classmethod
    def from_graph(cls, graph: GraphWords, grammars: Sequence[Grammar] | None = None) -> Lexicon:
        """Compile the dictionary of a graph, with the packaged grammar words unless others are given.

        Raises: what `kg.language.dictionary.grammar.load_grammar` raises.
        """
        with no_collection():
            return cls(graph, Vocabulary(load_grammar() if grammars is None else grammars))

    # --- reading ----------------------------------------------------------------------------------------------------

    def cut(self, text: str) -> tuple[list[Token], list[str]]:
        """Answer the tokens of a text and their forms in the dictionary (spelling corrected)."""
        tokens = self.vocabulary.folder.cut(text)
        forms = {norm: self._corrected(norm) for norm in {token.norm for token in tokens if token.kind == "word"}}
        return tokens, [forms[token.norm] if token.kind == "word" else token.norm for token in tokens]

    def key(self, words: str) -> Key:
        """Answer the dictionary key of a phrase, uncorrected."""
        return self.vocabulary.key(words)

    def features_of(self, key: Key) -> list[Feature]:
        """Answer the features in a phrase, whatever else stands in it."""
        known = self._features.get(key)
        if known is None:
            known = self.vocabulary.features_of(key)
            if self.trie.has(key):
                # Only phrases of the dictionary are remembered, never a resident's words.
                self._features[key] = known
        return known

    def named_in(self, finding: FindingId, key: Key) -> FindingId | None:
        """Answer the finding that an id begins with, if a phrase names it and the hierarchy does not imply it."""
        prefix = prefix_of(finding)
        if prefix == finding or prefix not in self.findings or prefix in self.ancestors(finding):
            return None
        return prefix if any(contains(key, anchor) for anchor in self._keys.get(prefix, ())) else None

    def history_of(self, name: Key) -> tuple[FindingId, ...]:
        """Answer the findings of the person's own history that a disease's name, as told, is once it is past."""
        return self._history.get(name, ())

    def cancer_of(self, diseases: Collection[str]) -> tuple[FindingId, ...]:
        """Answer the history of cancer, if whatever of the diseases a name means is a cancer; it is one whether past or not."""
        known = HISTORY_OF_CANCER in self.findings and bool(diseases) and self._cancers.issuperset(diseases)
        return (HISTORY_OF_CANCER,) if known else ()

    def grade_of(self, key: Key) -> int | None:
        """Answer the greatest grade that a phrase holds: 7 for 疼得厉害."""
        if self._grades.isdisjoint(key):
            return None
        grades = [
            int(e.number) for match in self.vocabulary.cover(key) for e in match.entries if e.kind is Kind.SEVERITY
        ]
        return max(grades) if grades else None

    def knows(self, form: str) -> bool:
        """Say whether the form of an English word occurs in the dictionary or is common English."""
        return form in self._known_forms

    def ancestors(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Answer the parents of a finding, nearest first; empty for one that the graph does not hold."""
        return self._ancestors.get(finding, ())

    def timeless(self, finding: str) -> bool:
        """Say whether a finding stands whenever it happened: history, risk, exposure, medicine."""
        concept = self.findings.get(FindingId(finding))
        return concept is not None and concept.kind in _TIMELESS

    def lasting(self, finding: str) -> bool:
        """Say whether a finding counts although it has passed, as what a brain lacked for minutes does."""
        concept = self.findings.get(FindingId(finding))
        return concept is not None and concept.lasting

    def named(self, finding: str) -> bool:
        """Say whether a finding is that somebody named a disease: since when it has its name is no onset of a complaint."""
        concept = self.findings.get(FindingId(finding))
        return concept is not None and concept.kind is FindingKind.DIAGNOSIS

    def exposure(self, finding: str) -> bool:
        """Say whether a finding is an exposure: contact with the sick, with animals, with poison."""
        concept = self.findings.get(FindingId(finding))
        return concept is not None and concept.kind is FindingKind.EXPOSURE

    def sites_of(self, finding: FindingId) -> frozenset[str]:
        """Answer the sites that the words of a finding and of its ancestors name."""
        return self._sites.get(finding, frozenset())

    def family_of(self, ids: Iterable[str]) -> tuple[FindingId, ...]:
        """Answer the findings of family history that speak of these diseases or histories."""
        return tuple(dict.fromkeys(family for id_ in ids for family in self._family.get(id_, ())))

    def _corrected(self, word: str) -> str:
        form = self.vocabulary.form(word)
        if form in self._known_forms or word in self._known_forms:
            return form
        return self._corrector.correct(form) or form

    # --- building ---------------------------------------------------------------------------------------------------

    def _add_findings(self, words: FindingWords) -> None:
        for key, ids in words.words.items():
            certain = words.most_specific(id_ for id_, context in ids.items() if not context)
            contextual = tuple(id_ for id_, context in ids.items() if context)
            if certain:
                self.trie.add(key, Entry(Kind.FINDING, ids=certain))
            if contextual:
                self.trie.add(key, Entry(Kind.CONTEXT, ids=contextual))

    def _add_unmeaning(self, names: Iterable[Key]) -> None:
        for key in names:
            if not self.trie.has(key):
                self.trie.add(key, Entry(Kind.BLOCK))

    def _add_statements(self, words: FindingWords) -> None:
        for grammar in self.grammars.values():
            for phrase, meanings in grammar.normal.items():
                self._add_if(
                    self.key(phrase), Kind.WELL, [id_ for meaning in meanings for id_ in self._ids_of(meaning)]
                )
            for word in grammar.short_blocked:
                self.trie.add(self.key(word), Entry(Kind.BLOCK))
            for word, meaning in grammar.short.items():
                self._add_if(self.key(word), Kind.SHORT, self._ids_of(meaning))
        for key, ids in words.words.items():
            certain = [id_ for id_, context in ids.items() if not context and "." not in id_]
            if certain:
                for statement in self._well("".join(key)):
                    if not self.trie.has(statement):
                        self._add_if(statement, Kind.WELL, certain)

    def _well(self, word: str) -> Iterable[Key]:
        """Answer how one says that it is not so: 胃口不好 -> 胃口好, 胃口正常; 吃不下 -> 吃得下."""
        zh = self.grammars["zh"]
        for bad in zh.bad:
            if word.endswith(bad) and len(word) - len(bad) >= 2:  # noqa: PLR2004 -- a topic has two characters: 胃口
                yield from (self.key(word.removesuffix(bad) + good) for good in zh.good)
        at = word.find("不")
        if 0 < at < len(word) - 1 and word[:at] not in {"老", "总"}:
            yield self.key(f"{word[:at]}得{word[at + 1 :]}")

    def _add_if(self, key: Key, kind: Kind, ids: Iterable[FindingId]) -> None:
        unique = tuple(dict.fromkeys(ids))
        if unique:
            self.trie.add(key, Entry(kind, ids=unique))

    def _ids_of(self, meaning: str) -> list[FindingId]:
        found = self.trie.get(self.vocabulary.bare_key(meaning))
        return [FindingId(id_) for entry in found if entry.kind is Kind.FINDING for id_ in entry.ids]

    def _add_measurements(self) -> None:
        wholes = [self.key(word) for grammar in self.grammars.values() for word in grammar.blood_pressure]
        for id_, measurement in self.measurements.items():
            entry = Entry(Kind.MEASURE, ids=(id_,))
            shorter = [word.removesuffix("度") for word in measurement.words.zh if len(word) >= 4]  # noqa: PLR2004 -- 氧饱和度
            for word in (
                *measurement.words.zh,
                *shorter,
                *measurement.words.en,
                measurement.name.zh,
                measurement.name.en,
            ):
                key = self.vocabulary.bare_key(word)
                self.trie.add(key, entry)
                if measurement.loinc in BLOOD_PRESSURE:
                    # 血压低压 is "blood pressure, the lower one", not "blood pressure low".
                    for whole in wholes:
                        if key != whole:
                            self.trie.add((*whole, *key), entry)

    def _add_labs(self) -> frozenset[str]:
        """Add the names of laboratory indicators; answer their English words, which are no slips of others (dimer is no diver)."""
        named: dict[Key, list[str]] = {}
        for id_, lab in self.labs.items():
            for word in (*lab.abbr, *lab.aliases.zh, *lab.aliases.en, lab.name.zh, lab.name.en):
                key = self.vocabulary.bare_key(word)
                if (len(word) > 1 or word == lab.name.zh) and self._is_lab_name(key):
                    named.setdefault(key, []).append(id_)
        for key, ids in named.items():
            self.trie.add(key, Entry(Kind.LAB, ids=tuple(dict.fromkeys(ids))))
        return frozenset(form for key in named for form in key if form.isascii() and form.isalpha())

    def _is_lab_name(self, key: Key) -> bool:
        """Say whether a printed name is read in a sentence: "BE" stands for base excess in a report and for nothing in a sentence."""
        joined = len(key) > 2 and key[0].isalnum() and key[-1].isalnum() and sum(map(len, key)) > _SHORTEST_JOINED  # noqa: PLR2004 -- T-SPOT
        if len(key) == 1 and key[0] in self.vocabulary.common:
            return False
        if len(key) > 1 and key[-1] == "+":
            key = key[:-1]  # K+ and Na+: the sign of an ion is part of its name
        return bool(key) and all(part.isalnum() or (joined and part in {"-", "/"}) for part in key)

    def _add_diseases(self, words: FindingWords, diseases: Mapping[DiseaseId, Disease]) -> None:
        named: dict[Key, list[str]] = {}
        for id_, disease in diseases.items():
            names = (*usable_name(disease.name.zh), *usable_name(disease.name.en))
            for word in (*disease.aliases.zh, *disease.aliases.en, *names):
                key = self.vocabulary.bare_key(word)
                if len(key) > 1 or len(word) > 3:  # noqa: PLR2004 -- one character or a three-letter abbreviation is no name
                    named.setdefault(key, []).append(id_)
        implied = {key: self._findings_inside(words, key) for key in named}
        for key, ids in named.items():
            if any(e.kind is Kind.FINDING and not all(map(self.timeless, e.ids)) for e in self.trie.get(key)):
                # 拉肚子 names a complaint, even where it is also an alias of a disease.
                continue
            self.trie.add(key, Entry(Kind.DISEASE, ids=tuple(dict.fromkeys(ids))))
            if not any(entry.kind in {Kind.FINDING, Kind.CONTEXT} for entry in self.trie.get(key)):
                self._add_if(key, Kind.FINDING, implied[key])

    def _findings_inside(self, words: FindingWords, key: Key) -> tuple[FindingId, ...]:
        """Answer the findings that a disease's name speaks of: "broken wrist" is an injury, whoever diagnosed it."""
        inside = cover([list(self._inside(key, i, Kind.FINDING)) for i in range(len(key))])
        inside = [match for match in inside if key[match.start : match.end + 1] not in _KINDS]
        ids = [FindingId(id_) for match in inside for entry in match.entries for id_ in entry.ids]
        whole = self.vocabulary.whole(key)
        if whole is not None and whole in self.composed:
            ids.extend(self.composed[whole])
        elif whole is not None and ("sensation", "injury") in whole:
            ids.extend(self.composed.get(frozenset({("sensation", "injury")}), ()))
        return words.most_specific(id_ for id_ in ids if not self.timeless(id_))

    def _inside(self, key: Key, index: int, *kinds: Kind) -> Iterable[Match[Entry]]:
        for match in self.trie.written_at(key, index):
            entries = [entry for entry in match.entries if entry.kind in kinds]
            entries = [entry for entry in entries if not any(id_.startswith(FAMILY_PREFIX) for id_ in entry.ids)]
            if entries:
                yield Match(match.start, match.end, match.size, entries)

    def _family_table(self, words: FindingWords) -> dict[str, tuple[FindingId, ...]]:
        """Answer which family history a disease or history of a relative is, read from the words of the family findings."""
        table: dict[str, list[FindingId]] = {id_: [id_] for id_ in words.keys if id_.startswith(FAMILY_PREFIX)}
        for id_, keys in words.keys.items():
            for key in keys if id_.startswith(FAMILY_PREFIX) else ():
                rest = words.without_kin(key)
                if rest is not None and not self.trie.has(rest):
                    self.trie.add(rest, Entry(Kind.KIN_ILLNESS, ids=(id_,)))
                starting = [list(self._inside(key, index, Kind.FINDING, Kind.DISEASE)) for index in range(len(key))]
                for match in cover(starting):
                    for other in (other for entry in match.entries for other in entry.ids):
                        if id_ not in table.setdefault(other, []):
                            table[other].append(id_)
        return {other: tuple(families) for other, families in table.items()}

    def _history_table(self, words: FindingWords) -> dict[Key, tuple[FindingId, ...]]:
        """Answer which own history a disease's name is once it is past, read from phrases such as "previous heart attack"."""
        table: dict[Key, list[FindingId]] = {}
        for id_, keys in words.keys.items():
            if not id_.startswith("hx.") or id_.startswith((FAMILY_PREFIX, CURRENT_PREFIX)):
                continue
            for key in keys:
                for match in cover([list(self._inside(key, index, Kind.DISEASE)) for index in range(len(key))]):
                    name = key[match.start : match.end]
                    known = table.setdefault(name, [])
                    if words.only_past((*key[: match.start], *key[match.end :])) and id_ not in known:
                        known.append(id_)
        return {name: tuple(histories) for name, histories in table.items() if histories}

    def _answer_words(self) -> Trie[Entry]:
        answers: Trie[Entry] = Trie()
        for grammar in self.grammars.values():
            for name, words in (("yes", grammar.answer_yes), ("no", grammar.answer_no), ("unsure", grammar.unsure)):
                for word in words:
                    answers.add(self.key(word), Entry(Kind.BLOCK, name=name))
        return answers
