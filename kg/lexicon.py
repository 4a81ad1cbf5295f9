"""The compiled dictionary: the graph's words and the grammar words of both languages in one trie, with the table of
composed meanings (site and sensation, parent and manner).

Built once from a graph; afterwards only read, so that threads may share it. Refuses to know medicine: every id comes from the
graph. What it cannot place is listed in `issues`, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from kg.language.entries import Entry, Kind
from kg.language.features import CLASSES, MANNER, Feature, FeatureSet, pair_changes, split_entries
from kg.language.grammar import Grammar, load_grammar
from kg.language.phrases import chinese_variants, english_variants, usable_name
from kg.language.spelling import Corrector, homophone_variants
from kg.language.tokens import Folder, Token, stem
from kg.language.trie import Match, Trie, cover
from kg.schema import Disease, DiseaseId, FindingConcept, FindingId, FindingKind, Lang, Measurement

if TYPE_CHECKING:
    from collections.abc import Iterable


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


@dataclass(frozen=True, slots=True)
class Words:
    """Plain mappings that satisfy `GraphWords`, for importers and tests."""

    findings: Mapping[FindingId, FindingConcept]
    diseases: Mapping[DiseaseId, Disease] = field(default_factory=dict)
    measurements: Mapping[str, Measurement] = field(default_factory=dict)


Key = tuple[str, ...]
BLOOD_PRESSURE = ("8480-6", "8462-4")
"""LOINC codes of systolic and diastolic blood pressure."""
FAMILY_PREFIX = "hx.family"
"""Ids of findings that are family history begin so; their words that name a relative are read by mechanism, not as phrases."""
_TIMELESS = frozenset({FindingKind.HISTORY, FindingKind.RISK, FindingKind.EXPOSURE, FindingKind.MEDICINE})


class Lexicon:
    """Words to meanings, for both languages at once. Make it with `from_graph`."""

    def __init__(self, graph: GraphWords, grammars: Sequence[Grammar]) -> None:
        self.findings = dict(graph.findings)
        self.diseases = dict(graph.diseases)
        self.measurements = dict(graph.measurements)
        self.grammars: dict[Lang, Grammar] = {grammar.lang: grammar for grammar in grammars}
        self.within = {name: larger for grammar in grammars for name, larger in grammar.within.items()}
        english = self.grammars["en"]
        self._irregular = {word: stem(base) for word, base in english.irregular.items()}
        self._folder = Folder(_traditional(grammar.traditional for grammar in grammars))
        self.fillers = frozenset(self._form_of(word) for word in english.filler)
        self.articles = frozenset(self._form_of(word) for word in english.article)
        self.links = frozenset(self._form_of(word) for word in english.links)
        self.common = frozenset(english.common) | frozenset(self._form_of(word) for word in english.common)
        self.issues: list[str] = []
        self.trie: Trie[Entry] = Trie()
        self.grammar_trie: Trie[Entry] = Trie()
        self.units: Trie[Entry] = Trie()
        self.numerals: Trie[Entry] = Trie()
        self._ancestors = {id_: self._line(id_) for id_ in self.findings}
        self._add_grammar()
        self._words: dict[Key, dict[FindingId, bool]] = {}
        self.composed: dict[FeatureSet, tuple[FindingId, ...]] = {}
        self.manners: dict[FindingId, list[tuple[FeatureSet, FindingId]]] = {}
        self._sites_of: dict[FindingId, frozenset[str]] = {}
        self._add_findings()
        self._add_statements()
        self._add_measurements()
        self._add_diseases()
        self._family = self._family_table()
        self.answers: Trie[Entry] = Trie()
        for grammar in grammars:
            for name, words in (("yes", grammar.answer_yes), ("no", grammar.answer_no), ("unsure", grammar.unsure)):
                for word in words:
                    self.answers.add(self.key(word), Entry(Kind.BLOCK, name=name))
        self._corrector = Corrector(self._vocabulary, self.common)
        self._known_forms = frozenset(self._vocabulary) | self.common
        self.form_of_word = lru_cache(maxsize=20_000)(self._corrected)

    @classmethod
    def from_graph(cls, graph: GraphWords, grammars: Sequence[Grammar] | None = None) -> Lexicon:
        """Compile the dictionary of a graph, with the packaged grammar words unless others are given.

        Raises: what `kg.language.grammar.load_grammar` raises.
        """
        return cls(graph, load_grammar() if grammars is None else grammars)

    # --- reading ----------------------------------------------------------------------------------------------------

    def cut(self, text: str) -> tuple[list[Token], list[str]]:
        """Answer the tokens of a text and their forms in the dictionary (spelling corrected)."""
        tokens = self._folder.cut(text)
        form_of_word = self.form_of_word
        return tokens, [form_of_word(token.norm) if token.kind == "word" else token.norm for token in tokens]

    def key(self, words: str) -> Key:
        """Answer the dictionary key of a phrase, uncorrected."""
        return tuple(
            self._form_of(token.norm) if token.kind == "word" else token.norm for token in self._folder.cut(words)
        )

    def knows(self, form: str) -> bool:
        """Say whether the form of an English word occurs in the dictionary or is common English."""
        return form in self._known_forms

    def ancestors(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Answer the parents of a finding, nearest first; empty for one that the graph does not hold."""
        return self._ancestors.get(finding, ())

    def timeless(self, finding: FindingId) -> bool:
        """Say whether a finding stands whenever it happened: history, risk, exposure, medicine."""
        concept = self.findings.get(finding)
        return concept is not None and concept.kind in _TIMELESS

    def sites_of(self, finding: FindingId) -> frozenset[str]:
        """Answer the sites that the words of a finding and of its ancestors name."""
        return self._sites_of.get(finding, frozenset())

    def most_specific(self, ids: Iterable[FindingId]) -> tuple[FindingId, ...]:
        """Answer the ids without those that are ancestors of others among them, in a stable order."""
        unique = list(dict.fromkeys(ids))
        implied = {ancestor for id_ in unique for ancestor in self.ancestors(id_)}
        return tuple(id_ for id_ in unique if id_ not in implied)

    def family_of(self, ids: Iterable[str]) -> tuple[FindingId, ...]:
        """Answer the findings of family history that speak of these diseases or histories."""
        return tuple(dict.fromkeys(family for id_ in ids for family in self._family.get(id_, ())))

    # --- building ---------------------------------------------------------------------------------------------------

    def _form_of(self, word: str) -> str:
        return self._irregular.get(word) or stem(word)

    def _corrected(self, word: str) -> str:
        form = self._form_of(word)
        if form in self._known_forms or word in self._known_forms:
            return form
        return self._corrector.correct(form) or form

    def _line(self, finding: FindingId) -> tuple[FindingId, ...]:
        line: list[FindingId] = []
        concept = self.findings.get(finding)
        while concept is not None and concept.parent is not None and concept.parent not in line:
            line.append(concept.parent)
            concept = self.findings.get(concept.parent)
        return tuple(line)

    def _add(self, words: str, entry: Entry) -> None:
        key = self.key(words)
        self.trie.add(key, entry)
        self.grammar_trie.add(key, entry)

    def _add_grammar(self) -> None:
        for grammar in self.grammars.values():
            for kind, words in _plain_sections(grammar):
                for word in words:
                    self._add(word, Entry(kind, name=grammar.lang))
            for kind, table in (
                (Kind.WEAK_NEG, grammar.weak_neg),
                (Kind.SEVERITY, grammar.severity),
                (Kind.TIME_POINT, grammar.time_point),
                (Kind.DURATION, grammar.time_fixed),
                (Kind.AGE, grammar.old_words),
            ):
                weak = grammar.weak_time_point if kind is Kind.TIME_POINT else ()
                for word, number in table.items():
                    self._add(word, Entry(Kind.WEAK_TIME_POINT if word in weak else kind, name=grammar.lang, number=number))
            for kind, groups in (
                (Kind.KIN, grammar.kin),
                (Kind.SIDE, grammar.side),
                (Kind.SITE, grammar.site),
                (Kind.SENSATION, grammar.sensation),
                (Kind.QUALITY, grammar.quality),
                (Kind.TRIGGER, grammar.trigger),
                (Kind.CHANGE, grammar.change),
            ):
                for name, words in groups.items():
                    for word in words:
                        self._add(word, Entry(kind, name=name))
            for word, days in grammar.time_unit.items():
                self.units.add(self.key(word), Entry(Kind.DURATION, number=days))
            for word, days in grammar.age_unit.items():
                self.units.add(self.key(word), Entry(Kind.AGE, number=days))
            for word in grammar.score_unit:
                self.units.add(self.key(word), Entry(Kind.SCORE))
            for word, value in grammar.numeral.items():
                self.numerals.add(self.key(word), Entry(Kind.DURATION, number=value))
        zh = self.grammars["zh"]
        self.more = frozenset(zh.more)
        self.attribute_trie: Trie[bool] = Trie()
        for grammar in self.grammars.values():
            for word in (*grammar.attribute, *grammar.severity, *grammar.numeral, *grammar.time_unit, *grammar.article):
                self.attribute_trie.add(self.key(word), entry=True)

    def _add_findings(self) -> None:
        plain = {id_: c for id_, c in self.findings.items() if c.kind is not FindingKind.LAB and not id_.startswith("duration.")}
        keys: dict[FindingId, list[tuple[Key, Lang]]] = {}
        for id_, concept in plain.items():
            listed = [(word, "zh") for word in (*concept.words.zh, *usable_name(concept.name.zh))]
            listed += [(word, "en") for word in (*concept.words.en, *usable_name(concept.name.en))]
            keys[id_] = []
            for word, lang in dict.fromkeys(listed):
                key = self._finding_key(word)
                if key:
                    keys[id_].append((key, "zh" if lang == "zh" else "en"))
        self._own_keys = {id_: [key for key, _ in listed] for id_, listed in keys.items()}
        for id_, listed_keys in keys.items():
            own = {name for key, _ in listed_keys for kind, name in self.features_of(key) if kind == "site"}
            self._sites_of[id_] = frozenset(own)
        base = dict(self._sites_of)
        for id_ in keys:
            around = frozenset(site for ancestor in self.ancestors(id_) for site in base.get(ancestor, ()))
            prefix = FindingId(id_.split(".", 1)[0])
            self._sites_of[id_] = around | base.get(prefix, frozenset()) if "." in id_ else base[id_] | around
        anchors = {id_: {key for key, _ in listed_keys} for id_, listed_keys in keys.items()}
        for id_, listed_keys in keys.items():
            for key, _ in listed_keys:
                if id_.startswith(FAMILY_PREFIX) and self._names_kin(key):
                    continue
                self._words.setdefault(key, {})[id_] = self._needs_context(id_, key, anchors)
        self._vary(keys)
        self._compose()
        for key, ids in self._words.items():
            certain = self.most_specific(id_ for id_, context in ids.items() if not context)
            contextual = tuple(id_ for id_, context in ids.items() if context)
            if certain:
                self.trie.add(key, Entry(Kind.FINDING, ids=certain))
            if contextual:
                self.trie.add(key, Entry(Kind.CONTEXT, ids=contextual))
        self._vocabulary = {form for key in self._words for form in key if form.isascii() and form.isalpha()}
        self._vocabulary |= {
            form
            for grammar in self.grammars.values()
            for groups in (grammar.site, grammar.sensation, grammar.quality, grammar.time_unit)
            for words in (groups.values() if groups is not grammar.time_unit else [tuple(grammar.time_unit)])
            for word in words
            for form in self.key(word)
            if form.isascii() and form.isalpha()
        }

    def _finding_key(self, word: str) -> Key:
        key = self.key(word)
        if any(part.isalpha() and part.isascii() for part in key):
            shorter = tuple(part for part in key if part not in self.articles)
            return shorter or key
        return key

    def _names_kin(self, key: Key) -> bool:
        return any(entry.kind in {Kind.KIN, Kind.FAMILY} for match in self._cover(key) for entry in match.entries)

    def _needs_context(self, id_: FindingId, key: Key, anchors: Mapping[FindingId, set[Key]]) -> bool:
        """Say whether a phrase says how rather than what, so that it counts only where its parent is spoken of."""
        if "." not in id_ or not self.ancestors(id_):
            return False
        prefix = FindingId(id_.split(".", 1)[0])
        family = {*self.ancestors(id_), prefix}
        if any(_contains(key, anchor) for member in family for anchor in anchors.get(member, ()) if anchor != key):
            return False
        short = {word for word, meaning in self.grammars["zh"].short.items() if self.key(meaning) in _all(anchors, family)}
        if short & set(key):
            return False
        features = self.features_of(key)
        sites = {name for kind, name in features if kind == "site"}
        if sites & self.sites_of(id_):
            return False
        if sites and self._spreads(id_):
            return True
        if any(kind == "sensation" and (sites or name in _WHAT) for kind, name in features):
            return False
        loose = [list(self._attribute_matches(key, index)) for index in range(len(key))]
        covered = sum(match.end - match.start for match in cover(loose))
        return covered == len(key)

    def _spreads(self, id_: FindingId) -> bool:
        """Say whether a child says where its parent spreads to: its other sites count with the parent only."""
        concept = self.findings[id_]
        told = " ".join((id_, concept.name.zh, concept.name.en, *concept.words.zh, *concept.words.en))
        return any(word in told for word in ("radiat", "spread", "放射", "窜到", "牵着"))

    def _attribute_matches(self, key: Key, index: int) -> Iterable[Match[bool]]:
        yield from self.attribute_trie.starting_at(key, index, frozenset())
        for match in self.grammar_trie.starting_at(key, index, frozenset()):
            if any(entry.kind in CLASSES for entry in match.entries):
                yield Match(match.start, match.end, match.size, [True])

    def _cover(self, key: Key) -> list[Match[Entry]]:
        return cover([list(self.grammar_trie.starting_at(key, index, frozenset())) for index in range(len(key))])

    def features_of(self, key: Key) -> list[Feature]:
        """Answer the features in a phrase of the graph, whatever else stands in it."""
        items: list[tuple[Kind, str, bool]] = []
        denied = False
        for match in self._cover(key):
            kinds = {entry.kind for entry in match.entries}
            if kinds & {Kind.NEG, Kind.NEG_CLINICAL}:
                denied = True
                continue
            for kind, name in split_entries(match.entries):
                items.append((kind, name, denied))
                denied = False
        return pair_changes(items)

    def _whole(self, key: Key) -> FeatureSet | None:
        """Answer the features of a phrase that consists of nothing else (grades and fillers aside), or None."""
        allowed = CLASSES | {Kind.SEVERITY, Kind.ASSERT, Kind.OF, Kind.ONSET, Kind.NEG, Kind.ALSO}
        covered: set[int] = set()
        for match in self._cover(key):
            if not any(entry.kind in allowed for entry in match.entries):
                return None
            covered.update(range(match.start, match.end))
        free = self.fillers | self.links | _PARTICLES
        if any(part not in free for index, part in enumerate(key) if index not in covered):
            return None
        return frozenset(self.features_of(key)) or None

    def _compose(self) -> None:
        """Fill the tables of composed meanings from the graph's own words."""
        votes: dict[FeatureSet, Counter[FindingId]] = {}
        for key, ids in self._words.items():
            whole = self._whole(key)
            for id_ in ids:
                if whole is not None and _composable(whole):
                    votes.setdefault(whole, Counter())[id_] += 0 if ids[id_] else 1
                manner = self._manner(id_, key, whole)
                if manner:
                    parent = self.findings[id_].parent
                    table = self.manners.setdefault(FindingId(str(parent)), [])
                    if (manner, id_) not in table:
                        table.append((manner, id_))
        for features, counter in votes.items():
            best = [id_ for id_, count in counter.most_common() if count]
            general = [id_ for id_ in best if not set(self.ancestors(id_)) & set(best)]
            general.sort(key=lambda id_: "." in id_)
            if general:
                self.composed[features] = (general[0],)

    def _manner(self, id_: FindingId, key: Key, whole: FeatureSet | None) -> FeatureSet | None:
        """Answer what a child's phrase adds to its parent: quality, trigger and change, when it adds nothing else."""
        if "." not in id_ or self.findings[id_].parent is None:
            return None
        if whole is None:
            prefix = FindingId(id_.split(".", 1)[0])
            for member in (*self.ancestors(id_), prefix):
                for anchor in self._own_keys.get(member, ()):
                    at = _find(key, anchor)
                    if at is not None and anchor != key:
                        rest = (*key[:at], *key[at + len(anchor) :])
                        whole = self._whole(rest) if rest else None
                        if whole is not None:
                            break
                if whole is not None:
                    break
        if whole is None:
            return None
        sites = {name for kind, name in whole if kind == "site"}
        if sites - self.sites_of(id_):
            return None
        manner = frozenset(feature for feature in whole if feature[0] in MANNER)
        # "Worse" alone fits every finding; it means a child only together with what makes it worse.
        return manner if manner and not any(kind == "change" and ">" not in name for kind, name in manner) else None

    def _vary(self, keys: Mapping[FindingId, Sequence[tuple[Key, Lang]]]) -> None:
        """Add variants of words that the authors need not write: interchangeable parts, degrees, homophones."""
        zh = self.grammars["zh"]
        fresh: dict[Key, dict[FindingId, bool]] = {}
        for id_, listed in keys.items():
            for key, lang in listed:
                if id_ not in self._words.get(key, {}):
                    continue
                context = self._words[key][id_]
                variants = chinese_variants("".join(key), zh) if lang == "zh" else ()
                for variant in variants:
                    fresh.setdefault(self.key(variant), {})[id_] = context
                if lang == "en":
                    for forms in english_variants(key, [[self.key(w) for w in group] for group in self.grammars["en"].interchange]):
                        fresh.setdefault(forms, {})[id_] = context
        for key, ids in fresh.items():
            if key not in self._words:
                self._words[key] = ids
        slips: dict[Key, dict[FindingId, bool]] = {}
        for key, ids in self._words.items():
            if all(len(part) == 1 and not part.isascii() for part in key):
                for variant in homophone_variants("".join(key), zh.homophones):
                    slips.setdefault(self.key(variant), {}).update(ids)
        for key, ids in slips.items():
            if key not in self._words and not self.trie.has(key):
                self._words[key] = ids

    def _add_statements(self) -> None:
        for grammar in self.grammars.values():
            for phrase, meanings in grammar.normal.items():
                ids = [id_ for meaning in meanings for id_ in self._ids_of(meaning)]
                if ids:
                    self.trie.add(self.key(phrase), Entry(Kind.WELL, ids=tuple(dict.fromkeys(ids))))
            for word in grammar.short_blocked:
                self.trie.add(self.key(word), Entry(Kind.BLOCK))
            for word, meaning in grammar.short.items():
                ids = self._ids_of(meaning)
                if ids:
                    self.trie.add(self.key(word), Entry(Kind.SHORT, ids=tuple(ids)))
        zh = self.grammars["zh"]
        for key, known in list(self._words.items()):
            word = "".join(key)
            certain = tuple(id_ for id_, context in known.items() if not context and "." not in id_)
            if not certain:
                continue
            for bad in zh.bad:
                if word.endswith(bad) and len(word) - len(bad) >= 2:  # noqa: PLR2004 -- a topic has two characters: 胃口
                    for good in zh.good:
                        statement = self.key(word.removesuffix(bad) + good)
                        if not self.trie.has(statement):
                            self.trie.add(statement, Entry(Kind.WELL, ids=certain))
            at = word.find("不")
            if 0 < at < len(word) - 1 and len(word) >= 3 and word[:at] not in {"老", "总"}:  # noqa: PLR2004 -- V不C: 吃不下
                able = self.key(word[:at] + "得" + word[at + 1 :])
                if not self.trie.has(able):
                    self.trie.add(able, Entry(Kind.WELL, ids=certain))

    def _family_table(self) -> dict[str, tuple[FindingId, ...]]:
        """Which family history a disease or history of a relative is: read from the words of the family findings."""
        table: dict[str, list[FindingId]] = {}
        for id_ in self.findings:
            if not id_.startswith(FAMILY_PREFIX):
                continue
            for key in self._own_keys.get(id_, ()):
                for match in cover([list(self._inside(key, index)) for index in range(len(key))]):
                    for entry in match.entries:
                        for other in entry.ids:
                            if other != id_ and id_ not in table.setdefault(other, []):
                                table[other].append(id_)
        return {other: tuple(families) for other, families in table.items()}

    def _inside(self, key: Key, index: int) -> Iterable[Match[Entry]]:
        for match in self.trie.starting_at(key, index, frozenset()):
            entries = [entry for entry in match.entries if entry.kind in {Kind.FINDING, Kind.DISEASE}]
            entries = [entry for entry in entries if not any(id_.startswith(FAMILY_PREFIX) for id_ in entry.ids)]
            if entries:
                yield Match(match.start, match.end, match.size, entries)

    def _ids_of(self, meaning: str) -> list[FindingId]:
        found = self.trie.get(self._finding_key(meaning))
        return [FindingId(id_) for entry in found if entry.kind is Kind.FINDING for id_ in entry.ids]

    def _add_measurements(self) -> None:
        for id_, measurement in self.measurements.items():
            listed = (*measurement.words.zh, *measurement.words.en, measurement.name.zh, measurement.name.en)
            for word in listed:
                key = self._finding_key(word)
                self.trie.add(key, Entry(Kind.MEASURE, ids=(id_,)))
                for grammar in self.grammars.values():
                    # 血压低压 is "blood pressure, the lower one", not "blood pressure low".
                    for whole in grammar.blood_pressure if measurement.loinc in BLOOD_PRESSURE else ():
                        if word != whole:
                            self.trie.add((*self.key(whole), *key), Entry(Kind.MEASURE, ids=(id_,)))

    def _add_diseases(self) -> None:
        for id_, disease in self.diseases.items():
            for word in (
                *disease.aliases.zh,
                *disease.aliases.en,
                *usable_name(disease.name.zh),
                *usable_name(disease.name.en),
            ):
                key = self._finding_key(word)
                if len(key) > 1 or len(word) > 3:  # noqa: PLR2004 -- one character or a three-letter abbreviation is no name
                    self.trie.add(key, Entry(Kind.DISEASE, ids=(id_,)))


_WHAT = frozenset(
    {"itch", "swelling", "numb", "weak", "dizzy", "red", "dry", "bleeding", "yellow", "stiff", "shaking", "rash", "injury"}
)
"""Sensations that say what is felt even without a place; pain, tightness, burning and cramp need one."""
_PARTICLES = frozenset("的地得了着过样性感里上在是就也都一会能还")


def _composable(features: FeatureSet) -> bool:
    kinds = Counter(kind for kind, _ in features)
    named = kinds["site"] == 1 or any(kind == "sensation" and name in _WHAT for kind, name in features)
    return named and kinds["sensation"] == 1 and kinds["site"] <= 1 and not kinds["change"]


def _contains(key: Key, part: Key) -> bool:
    return _find(key, part) is not None


def _find(key: Key, part: Key) -> int | None:
    if not part or len(part) > len(key):
        return None
    for at in range(len(key) - len(part) + 1):
        if key[at : at + len(part)] == part:
            return at
    return None


def _all(anchors: Mapping[FindingId, set[Key]], family: Iterable[FindingId]) -> set[Key]:
    return {key for member in family for key in anchors.get(member, ())}


def _traditional(tables: Iterable[str]) -> dict[str, str]:
    pairs = (pair for table in tables for pair in table.split())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0] != pair[1]}  # noqa: PLR2004 -- one character each


def _plain_sections(grammar: Grammar) -> list[tuple[Kind, tuple[str, ...]]]:
    return [
        (Kind.NEG, grammar.neg),
        (Kind.NEG_CLINICAL, grammar.neg_clinical),
        (Kind.NEG_AFTER, grammar.neg_after),
        (Kind.RESOLVED, grammar.resolved),
        (Kind.NOT_NEG, grammar.not_neg),
        (Kind.DOUBLE_NEG, grammar.double_neg),
        (Kind.UNSURE, grammar.unsure),
        (Kind.ASK, grammar.ask),
        (Kind.ASK_AFTER, grammar.ask_after),
        (Kind.HYPOTHETICAL, grammar.hypothetical),
        (Kind.AND, grammar.and_),
        (Kind.OR, grammar.or_),
        (Kind.ALSO, grammar.also),
        (Kind.BUT, grammar.but),
        (Kind.CLOSER, grammar.closer),
        (Kind.ASSERT, grammar.assert_),
        (Kind.SELF, grammar.self_),
        (Kind.PRONOUN, grammar.pronoun),
        (Kind.FAMILY, grammar.family),
        (Kind.OF, grammar.of),
        (Kind.PAST, grammar.past),
        (Kind.PAST_AFTER, grammar.past_after),
        (Kind.AGO_WORD, grammar.ago),
        (Kind.SINCE, grammar.since),
        (Kind.ONSET, grammar.onset),
        (Kind.EACH, grammar.each),
        (Kind.TIMES, grammar.times),
        (Kind.TREATED, grammar.treated),
        (Kind.WORSENING, grammar.worsening),
        (Kind.SCORE_WORD, grammar.score_words),
        (Kind.READING_WORD, grammar.reading_words),
        (Kind.TEMPERATURE_UNIT, grammar.temperature_unit),
        (Kind.BLOOD_PRESSURE, grammar.blood_pressure),
        (Kind.AGE_WORD, grammar.age_words),
        (Kind.MALE, grammar.male),
        (Kind.FEMALE, grammar.female),
        (Kind.PREGNANT, grammar.pregnant),
        (Kind.NOT_PREGNANT, grammar.not_pregnant),
        (Kind.PREGNANT_OTHER, grammar.pregnant_after),
    ]
