"""Grammar words of both languages, compiled: keys of phrases, and the features in a phrase.

Knows no finding, disease or reading; `kg.language.dictionary.compiler` adds what the graph says, `kg.lexicon` is what readers hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.language.dictionary.features import CLASSES, Feature, FeatureSet, pair_changes, split_entries
from kg.language.dictionary.grammar import Grammar
from kg.language.rows.entries import Entry, Kind
from kg.language.rows.stems import stem
from kg.language.rows.tokens import Folder
from kg.language.rows.trie import Match, Trie, cover
from kg.schema import Lang

Key = tuple[str, ...]
"""A phrase in the dictionary: Han characters, stems of English words, numbers and marks."""

PARTICLES = frozenset("的地得了着过样性感里上在是就也都一会能还")
_BESIDE_FEATURES = CLASSES | {Kind.SEVERITY, Kind.ASSERT, Kind.OF, Kind.ONSET, Kind.NEG, Kind.ALSO}
_LONGEST_BLOCKED = 4


class Vocabulary:
    """The compiled grammar words. `words` holds them in one trie, `units` and `numerals` serve amounts."""

    def __init__(self, grammars: Sequence[Grammar]) -> None:
        self.grammars: dict[Lang, Grammar] = {grammar.lang: grammar for grammar in grammars}
        english, chinese = self.grammars["en"], self.grammars["zh"]
        self.folder = Folder(_traditional(grammar.traditional for grammar in grammars))
        self._irregular = {
            word: base[1:] if base.startswith("=") else stem(base) for word, base in english.irregular.items()
        }
        self.fillers = self._forms((*english.filler, *chinese.filler))
        self.articles = self._forms(english.article)
        self.links = self._forms(english.links)
        self.placed = frozenset(self.key(word) for word in english.placed)
        self.transparent = self._forms(english.transparent) | self.fillers | self.links | self.articles
        common = (*english.common, *english.meant.split())
        self.common = frozenset(common) | self._forms(common)
        self.more = frozenset(chinese.more)
        self.within = {name: larger for grammar in grammars for name, larger in grammar.within.items()}
        self.words: Trie[Entry] = Trie()
        self.units: Trie[Entry] = Trie()
        self.numerals: Trie[Entry] = Trie()
        self._phrases: list[str] = []
        self._blocked = {self.key(word) for grammar in grammars for word in grammar.short_blocked}
        self.attributes: Trie[bool] = Trie()
        for grammar in grammars:
            self._add_words(grammar)
            self._add_numbers(grammar)

    def form(self, word: str) -> str:
        """Answer the form of one folded English word: the stem of its base."""
        return self._irregular.get(word) or stem(word)

    def known_forms(self) -> frozenset[str]:
        """Answer every English form of a grammar word; none of them is a slip of something else."""
        phrases = (
            *self._phrases,
            *(word for grammar in self.grammars.values() for word in (*grammar.time_unit, *grammar.age_unit)),
        )
        return frozenset(form for phrase in phrases for form in self.key(phrase) if form.isascii())

    def key(self, words: str) -> Key:
        """Answer the key of a phrase, as written (no spelling corrected)."""
        characters = self.folder.characters(words)
        if characters is not None:
            return characters
        return tuple(self.form(token.norm) if token.kind == "word" else token.norm for token in self.folder.cut(words))

    def bare_key(self, words: str) -> Key:
        """Answer the key without English articles: "pain in my chest" and "pain in chest" are one phrase.

        An article before a single word is its meaning, so it stays: "the runs", "the pill", "a cut".
        """
        key = self.key(words)
        if any(part.isalpha() and part.isascii() for part in key):
            bare = tuple(part for part in key if part not in self.articles)
            return key if len(bare) <= 1 < len(key) else bare
        return key

    def grammar_forms(self) -> set[str]:
        """Answer the English forms of sites, sensations, qualities and units: worth correcting a slip into."""
        answer: set[str] = set()
        for grammar in self.grammars.values():
            groups = (
                *grammar.site.values(),
                *grammar.sensation.values(),
                *grammar.quality.values(),
                tuple(grammar.time_unit),
            )
            answer.update(form for words in groups for word in words for form in self.key(word))
        return {form for form in answer if form.isascii() and form.isalpha()}

    def cover(self, key: Key) -> list[Match[Entry]]:
        """Answer the best cover of a phrase by grammar words."""
        return cover([self.words.written_at(key, index) for index in range(len(key))])

    def features_of(self, key: Key) -> list[Feature]:
        """Answer the features in a phrase, whatever else stands in it."""
        return self.features_in(key, self.cover(key))

    def features_in(self, key: Key, matches: Sequence[Match[Entry]]) -> list[Feature]:
        """Answer the features in a phrase of this cover, whatever else stands in it."""
        items: list[tuple[Kind, str, bool]] = []
        denied = False
        for match in self._meant(key, matches):
            if any(entry.kind in {Kind.NEG, Kind.NEG_CLINICAL} for entry in match.entries):
                denied = True
                continue
            features = split_entries(match.entries)
            items.extend((kind, name, denied) for kind, name in features)
            denied = denied and not features
        return pair_changes(items)

    def _meant(self, key: Key, matches: Sequence[Match[Entry]]) -> Sequence[Match[Entry]]:
        """Answer the matches without those inside a word that only looks like theirs: 手 of 手术 is no hand."""
        inside = [
            (start, end)
            for start in range(len(key))
            for end in range(start + 2, min(len(key), start + _LONGEST_BLOCKED) + 1)
            if key[start:end] in self._blocked
            and not any(m.start < start < m.end or m.start < end < m.end for m in matches)
        ]
        # 指甲下面: below a part of the body is no place of its own.
        sites = {m.end for m in matches if any(entry.kind is Kind.SITE for entry in m.entries)}
        inside += [(m.start, m.end) for m in matches if m.start in sites and key[m.start : m.end] == ("下", "面")]
        if not inside:
            return matches
        return [m for m in matches if not any(start <= m.start and m.end <= end for start, end in inside)]

    def whole(self, key: Key) -> FeatureSet | None:
        """Answer the features of a phrase that says nothing else (grades and fillers aside), or None."""
        matches = self.cover(key)
        return (frozenset(self.features_in(key, matches)) or None) if self.is_whole(key, matches) else None

    def is_whole(self, key: Key, matches: Sequence[Match[Entry]]) -> bool:
        """Say whether a phrase of this cover says nothing but features, grades and fillers."""
        covered: set[int] = set()
        for match in matches:
            if not any(entry.kind in _BESIDE_FEATURES for entry in match.entries):
                return False
            covered.update(range(match.start, match.end))
        return all(self._empty(part) for index, part in enumerate(key) if index not in covered)

    def only_manner(self, key: Key) -> bool:
        """Say whether a phrase is made of attribute words and features alone: it says how, not what."""
        loose = [list(self._attribute_matches(key, index)) for index in range(len(key))]
        return sum(match.end - match.start for match in cover(loose)) == len(key)

    def _empty(self, part: str) -> bool:
        return part in self.fillers or part in self.links or part in PARTICLES

    def _attribute_matches(self, key: Key, index: int) -> Iterable[Match[bool]]:
        yield from self.attributes.written_at(key, index)
        if key[index].isdigit():
            yield Match(index, index + 1, 1, [True])
        for match in self.words.written_at(key, index):
            if any(entry.kind in CLASSES for entry in match.entries):
                yield Match(match.start, match.end, match.size, [True])

    def _forms(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(self.form(word) for word in words)

    def _add(self, phrase: str, entry: Entry) -> None:
        self._phrases.append(phrase)
        self.words.add(self.key(phrase), entry)

    def _add_words(self, grammar: Grammar) -> None:
        for kind, words in plain_sections(grammar):
            for word in words:
                self._add(word, Entry(kind, name=grammar.lang))
        for kind, table in _numbered_sections(grammar):
            weak = grammar.weak_time_point if kind is Kind.TIME_POINT else ()
            for word, number in table.items():
                placed = Kind.WEAK_TIME_POINT if word in weak else kind
                self._add(word, Entry(placed, name=grammar.lang, number=number))
        for kind, groups in _grouped_sections(grammar):
            for name, words in groups.items():
                for word in words:
                    self._add(word, Entry(kind, name=name))

    def _add_numbers(self, grammar: Grammar) -> None:
        for word, days in grammar.time_unit.items():
            self.units.add(self.key(word), Entry(Kind.DURATION, number=days))
        for word, days in grammar.age_unit.items():
            self.units.add(self.key(word), Entry(Kind.AGE, number=days))
        for word in grammar.score_unit:
            self.units.add(self.key(word), Entry(Kind.SCORE))
        for word, value in grammar.numeral.items():
            self.numerals.add(self.key(word), Entry(Kind.DURATION, number=value))
        for word in (*grammar.attribute, *grammar.severity, *grammar.numeral, *grammar.time_unit, *grammar.article):
            self.attributes.add(self.key(word), entry=True)


def _traditional(tables: Iterable[str]) -> dict[str, str]:
    pairs = (pair for table in tables for pair in table.split())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0] != pair[1]}  # noqa: PLR2004 -- one character each


def _numbered_sections(grammar: Grammar) -> list[tuple[Kind, Mapping[str, float]]]:
    return [
        (Kind.WEAK_NEG, grammar.weak_neg),
        (Kind.SEVERITY, grammar.severity),
        (Kind.TIME_POINT, grammar.time_point),
        (Kind.DURATION, grammar.time_fixed),
        (Kind.AGE, grammar.old_words),
    ]


def _grouped_sections(grammar: Grammar) -> list[tuple[Kind, Mapping[str, tuple[str, ...]]]]:
    return [
        (Kind.KIN, grammar.kin),
        (Kind.SIDE, grammar.side),
        (Kind.SITE, grammar.site),
        (Kind.SENSATION, grammar.sensation),
        (Kind.QUALITY, grammar.quality),
        (Kind.TRIGGER, grammar.trigger),
        (Kind.CHANGE, grammar.change),
    ]


def plain_sections(grammar: Grammar) -> list[tuple[Kind, tuple[str, ...]]]:
    """Answer the sections that are plain lists of words, each with the part its words play."""
    return [
        (Kind.NEG, grammar.neg),
        (Kind.EXAMINED, grammar.examined),
        (Kind.NEG_CLINICAL, grammar.neg_clinical),
        (Kind.NEG_AFTER, grammar.neg_after),
        (Kind.RESOLVED, grammar.resolved),
        (Kind.NOT_NEG, grammar.not_neg),
        (Kind.DOUBLE_NEG, grammar.double_neg),
        (Kind.UNPRECEDENTED, grammar.unprecedented),
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
