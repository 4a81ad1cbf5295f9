"""The graph's finding words, compiled: which phrase is which finding, which needs its parent, and what composes to what.

Reads only the graph's own words. From "胸口疼" it learns that chest and pain is chest pain, from "活动后胸闷" that exertion is a
manner of chest discomfort; readers then meet both in any wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kg.language.dictionary.families import of_kind
from kg.language.dictionary.features import MANNER, FeatureSet
from kg.language.dictionary.phrasebook import Anchors, Phrasebook, runs
from kg.language.dictionary.phrases import chinese_variants, english_variants, usable_name
from kg.language.dictionary.swallowed import of_poison, swallowed_variants
from kg.language.dictionary.vocabulary import Key, Vocabulary
from kg.language.rows.entries import Kind
from kg.language.rows.spelling import homophone_variants
from kg.schema import FindingConcept, FindingId, FindingKind, Lang

FAMILY_PREFIX = "hx.family"
"""Ids of findings that are family history begin so; their words that name a relative are read by mechanism, not as phrases."""
WHAT = frozenset(
    {
        "itch",
        "swelling",
        "numb",
        "weak",
        "dizzy",
        "red",
        "dry",
        "bleeding",
        "yellow",
        "stiff",
        "shaking",
        "rash",
        "injury",
        "discharge",
        "lump",
        "blister",
        "sore",
        "loose",
    }
)
"""Sensations that say what is felt even without a place; pain, tightness, burning and cramp need one."""
STATES = frozenset(
    {
        "loss",
        "gain",
        "missed",
        "irregular",
        "black",
        "pale",
        "dark",
        "pink",
        "cloudy",
        "foam",
        "loose",
        "hard",
        "smelly",
    }
    | {
        "blurred",
        "green",
        "white",
        "rusty",
        "thick",
        "blue",
        "husky",
        "thin",
        "shed",
        "droop",
        "twitch",
        "crumbly",
        "lump",
        "grow",
    }
)
"""What is said of a thing rather than felt: dark urine, thick nails."""
ALONE = WHAT - {
    "swelling",
    "red",
    "dry",
    "yellow",
    "bleeding",
    "stiff",
    "discharge",
    "lump",
    "blister",
    "sore",
    "loose",
}
"""Sensations that are a finding even where no place is told at all."""
OCCASIONS = frozenset({"intercourse", "defecating", "menses", "urinating"})
"""Triggers that say where: pain at intercourse needs no place told."""
_FEW = 3
PAIRED = frozenset({"blood"})
"""What may come with a complaint so that the two are another one."""
_OFTEN = frozenset(
    {"反复", "老", "老是", "总", "总是", "一直", "经常", "常", "常常", "时常", "recurrent", "frequent", "repeated"}
)
_WAS = frozenset({"a", "an", "过", "了", "before", "previou", "of", "in", "past"})
_SPREADING = ("radiat", "spread", "放射", "窜到", "牵着")


class FindingWords:
    """The compiled words of the findings.

    `words`: key -> finding -> whether it counts only where its parent is spoken of. `composed`: features -> finding.
    `manners`: parent -> what its children add. `paired`: a finding and what comes with it -> finding (vomiting, blood).
    `keys`: the authored keys of each finding.
    """

    def __init__(self, vocabulary: Vocabulary, findings: Mapping[FindingId, FindingConcept]) -> None:
        self._vocabulary = vocabulary
        self._read = Phrasebook(vocabulary)
        self._findings = findings
        self.ancestors = {id_: self._line(id_) for id_ in findings}
        self.words: dict[Key, dict[FindingId, bool]] = {}
        self.composed: dict[FeatureSet, tuple[FindingId, ...]] = {}
        self.manners: dict[FindingId, list[tuple[FeatureSet, FindingId]]] = {}
        self.paired: dict[tuple[FindingId, str], FindingId] = {}
        listed = {id_: self._listed(concept) for id_, concept in findings.items() if _told(concept)}
        self.keys = {id_: [key for key, _ in keys] for id_, keys in listed.items()}
        self._anchors = Anchors(self.keys)
        self.sites = self._sites()
        self._short = {
            word: vocabulary.bare_key(meaning)
            for g in vocabulary.grammars.values()
            for word, meaning in g.short.items()
        }
        for id_, keys in self.keys.items():
            for key in keys:
                if not (id_.startswith(FAMILY_PREFIX) and self._names(key, Kind.KIN)):
                    self.words.setdefault(key, {})[id_] = self._needs_context(id_, key)
        self._vary(listed)
        self._compose()
        self._pair()
        self._add_slips()

    def most_specific(self, ids: Iterable[FindingId]) -> tuple[FindingId, ...]:
        """Answer the ids without those that are ancestors of others among them, in a stable order."""
        unique = tuple(dict.fromkeys(ids))
        if len(unique) < 2:  # noqa: PLR2004 -- one has nobody to be an ancestor of
            return unique
        implied = {ancestor for id_ in unique for ancestor in self.ancestors.get(id_, ())}
        return tuple(id_ for id_ in unique if id_ not in implied)

    def _line(self, finding: FindingId) -> tuple[FindingId, ...]:
        line: list[FindingId] = []
        concept = self._findings.get(finding)
        while concept is not None and concept.parent is not None and concept.parent not in line:
            line.append(concept.parent)
            concept = self._findings.get(concept.parent)
        return tuple(line)

    def _family(self, id_: FindingId) -> tuple[FindingId, ...]:
        return (*self.ancestors.get(id_, ()), prefix_of(id_))

    # --- which words, and what they need

    def _listed(self, concept: FindingConcept) -> list[tuple[Key, Lang]]:
        zh = (*concept.words.zh, *usable_name(concept.name.zh))
        en = (*concept.words.en, *usable_name(concept.name.en))
        answer: dict[Key, Lang] = {}
        for lang, words in (("zh", zh), ("en", en)):
            for word in words:
                key = self._vocabulary.bare_key(word)
                if key:
                    answer.setdefault(key, "zh" if lang == "zh" else "en")
        return list(answer.items())

    def _sites(self) -> dict[FindingId, frozenset[str]]:
        features_of = self._read.features_of
        own = {
            id_: frozenset(name for key in keys for kind, name in features_of(key) if kind == "site")
            for id_, keys in self.keys.items()
        }
        answer: dict[FindingId, frozenset[str]] = {}
        for id_ in self.keys:
            around = frozenset(site for ancestor in self.ancestors[id_] for site in own.get(ancestor, ()))
            nearest = own.get(prefix_of(id_), frozenset()) if "." in id_ else own[id_]
            answer[id_] = around | nearest
        return answer

    def _names(self, key: Key, *kinds: Kind) -> bool:
        return any(entry.kind in kinds for match in self._read.cover(key) for entry in match.entries)

    def without_kin(self, key: Key) -> Key | None:
        """Answer a phrase of family history without the relative and "has": 父亲有心脏病 -> 心脏病; None when nothing is left."""
        if not self._names(key, Kind.KIN, Kind.FAMILY):
            return None
        beside = {Kind.KIN, Kind.FAMILY, Kind.ASSERT, Kind.OF, Kind.PAST}
        gone = [
            range(match.start, match.end)
            for match in self._read.cover(key)
            if any(entry.kind in beside for entry in match.entries)
        ]
        rest = tuple(part for index, part in enumerate(key) if not any(index in run for run in gone))
        return rest if len(rest) > 1 else None

    def only_past(self, key: Key) -> bool:
        """Say whether a phrase says nothing but that something was: "history of", 得过, nothing at all.

        How often it was is more than that: 反复 of 反复肺炎.
        """
        covered: set[int] = set()
        for match in self._read.cover(key):
            if "".join(key[match.start : match.end]) in _OFTEN:
                return False
            if any(entry.kind in {Kind.PAST, Kind.PAST_AFTER, Kind.ASSERT, Kind.AGO_WORD} for entry in match.entries):
                covered.update(range(match.start, match.end))
        return all(index in covered or part in _WAS for index, part in enumerate(key))

    def _needs_context(self, id_: FindingId, key: Key) -> bool:  # noqa: PLR0911 -- one return for each reason
        """Say whether a phrase says how rather than what, so that it counts only where its parent is spoken of."""
        if "." not in id_ or not self.ancestors[id_]:
            return False
        family = [self._anchors.of(member).keys() for member in self._family(id_)]
        inside = runs(key).keys()
        if any(not anchors.isdisjoint(inside) for anchors in family):
            return False
        if any(self._short[part] in anchors for part in key if part in self._short for anchors in family):
            return False
        features = self._read.features_of(key)
        sites = {name for kind, name in features if kind == "site"}
        if sites & self.sites[id_]:
            return False
        if sites and self._spreads(id_):
            return True
        if any(kind == "sensation" and (sites or name in WHAT) for kind, name in features):
            return False
        kinds = {kind for kind, _ in features}
        if "sensation" in kinds and any(kind == "trigger" and name in OCCASIONS for kind, name in features):
            return False
        return self._vocabulary.only_manner(key)

    def _spreads(self, id_: FindingId) -> bool:
        """Say whether a child says where its parent spreads to: its other sites count with the parent only."""
        concept = self._findings[id_]
        told = " ".join((id_, concept.name.zh, concept.name.en, *concept.words.zh, *concept.words.en))
        return any(word in told for word in _SPREADING)

    # --- what composes

    def _compose(self) -> None:
        votes: dict[FeatureSet, Counter[FindingId]] = {}
        told: dict[tuple[FindingId, FeatureSet], Counter[FindingId]] = {}
        for key, ids in self.words.items():
            whole = self._read.whole(key)
            for id_, context in ids.items():
                if whole is not None and not context and _composable(whole) and of_kind(whole, id_):
                    votes.setdefault(whole, Counter())[id_] += 1
                manner = self._manner(id_, key, whole)
                parent = self._findings[id_].parent
                if manner and parent is not None:
                    told.setdefault((parent, manner), Counter())[id_] += 1
        for (parent, manner), counter in told.items():
            # Of children that one manner could mean, the one that more phrases tell so is meant.
            most = max(counter.values())
            self.manners.setdefault(parent, []).extend((manner, id_) for id_, n in counter.items() if n == most)
        for features, counter in votes.items():
            # "Hurt my wrist" says pain once; an id that few phrases of many tell so is not what is meant.
            most = counter.most_common(1)[0][1]
            best = [id_ for id_, count in counter.most_common() if count * _FEW >= most]
            general = [id_ for id_ in best if not set(self.ancestors[id_]) & set(best)]
            general.sort(key=lambda id_: "." in id_)
            self.composed[features] = (general[0],)

    def _pair(self) -> None:
        """Learn from "vomiting blood" and "coughing up blood" what blood with vomiting and with coughing is."""
        single = {key[0]: id_ for id_, keys in self.keys.items() if "." not in id_ for key in keys if len(key) == 1}
        for id_, keys in self.keys.items():
            for key in keys:
                first = single.get(key[0]) if len(key) > 1 and key[0].isascii() else None
                if first is None or first == id_ or first in self.ancestors[id_]:
                    continue
                rest = self._read.whole(key[1:])
                if rest is not None and len(rest) == 1:
                    ((kind, name),) = rest
                    if kind == "sensation" and name in PAIRED:
                        self.paired.setdefault((first, name), id_)

    def _manner(self, id_: FindingId, key: Key, whole: FeatureSet | None) -> FeatureSet | None:
        """Answer what a child's phrase adds to its parent: quality, trigger and change, when it adds nothing else."""
        if "." not in id_ or not self.ancestors[id_]:
            return None
        if whole is None:
            whole = self._without_parent(id_, key)
        if whole is None or {name for kind, name in whole if kind == "site"} - self.sites[id_]:
            return None
        manner = frozenset(feature for feature in whole if feature[0] in MANNER)
        # "Worse" alone fits every finding; it means a child only together with what makes it worse.
        return manner if manner and not any(kind == "change" and ">" not in name for kind, name in manner) else None

    def _without_parent(self, id_: FindingId, key: Key) -> FeatureSet | None:
        inside = runs(key)
        for member in self._family(id_):
            for anchor in self._anchors.inside(member, inside):
                at = inside[anchor]
                whole = self._read.whole((*key[:at], *key[at + len(anchor) :]))
                if whole is not None:
                    return whole
        return None

    # --- what the authors need not write

    def _vary(self, listed: Mapping[FindingId, list[tuple[Key, Lang]]]) -> None:
        vocabulary = self._vocabulary
        chinese, english = vocabulary.grammars["zh"], vocabulary.grammars["en"]
        groups = [[vocabulary.key(word) for word in group] for group in english.interchange]
        fresh: dict[Key, dict[FindingId, bool]] = {}
        for id_, keys in listed.items():
            for key, lang in keys:
                context = self.words.get(key, {}).get(id_)
                if context is None:
                    continue
                variants: Iterable[Key] = (
                    map(vocabulary.key, chinese_variants("".join(key), chinese))
                    if lang == "zh"
                    else english_variants(key, groups)
                )
                for variant in variants:
                    fresh.setdefault(variant, {})[id_] = context
                if lang == "zh" and of_poison(id_, self.ancestors[id_]):
                    for order in swallowed_variants("".join(key)):
                        fresh.setdefault(vocabulary.key(order), {})[id_] = context
        for key, ids in fresh.items():
            self.words.setdefault(key, ids)

    def _add_slips(self) -> None:
        """Add Chinese phrases with one homophone for another; a slip never takes the place of a real word."""
        groups = self._vocabulary.grammars["zh"].homophones
        slips: dict[Key, dict[FindingId, bool]] = {}
        for key, ids in self.words.items():
            if all(len(part) == 1 and not part.isascii() for part in key):
                for variant in homophone_variants("".join(key), groups):
                    slips.setdefault(tuple(variant), {}).update(ids)
        for key, ids in slips.items():
            if not self._vocabulary.words.has(key):
                self.words.setdefault(key, ids)


def prefix_of(id_: FindingId) -> FindingId:
    """Answer the finding that an id hangs on by its name: `chest_pain` of `chest_pain.exertional`."""
    return FindingId(id_.split(".", 1)[0])


def _told(concept: FindingConcept) -> bool:
    """Say whether residents speak of a finding: laboratory flags, bands of duration and diseases named are derived, not told."""
    return concept.kind not in {FindingKind.LAB, FindingKind.DIAGNOSIS} and not concept.id.startswith("duration.")


def _composable(features: FeatureSet) -> bool:
    kinds = Counter(kind for kind, _ in features)
    states = any(kind == "sensation" and name in STATES for kind, name in features)
    # "Less activity" is no state of anything; only a period is reduced, missed or irregular.
    named = kinds["site"] == 1 or (kinds["trigger"] == 1 and (not states or ("trigger", "menses") in features))
    named = named or any(kind == "sensation" and name in ALONE for kind, name in features)
    return named and kinds["sensation"] == 1 and kinds["site"] <= 1 and not kinds["change"]
