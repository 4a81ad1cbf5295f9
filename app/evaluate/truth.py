"""From a diagnosis as a file names it to the diseases of the graph that count as right.

The rules, in their order; the first that finds anything decides. They were written before any rate was seen, hold for every file
alike, and must not be loosened for single cases: an honest miss is worth more than a generous match.

1. **Several diagnoses in one entry.** An entry that is no name as a whole is cut at line breaks, `;`, `；`, `、`, at numbering ("2. "),
   and, where it holds Chinese characters, at commas. The first diagnosis is the main one and it alone counts. The entries
   of a list are alternatives: what any of them names is right.
2. **Codes.** An ICD-10 code names the diseases that carry it. A three-character code covers its four-character children. A
   four-character code that nobody carries falls back to the disease that carries just its three characters, else to the one disease
   below these three characters when there is exactly one.
3. **Names.** A name or alias of the graph, folded: NFKC, case, apostrophes with their s, hyphens, plurals, British and American
   spelling (ae and oe for e, our for or, ise for ize, ll for l), spaces and full stops.
4. **Trimmed names**, each step tried in turn, from left to right: brackets taken out; numbering taken out; stage, grade, risk group
   and TNM (Ⅱ期, 3级, 很高危, T2N0M0, stage II) taken out; side (左, 右, 左侧, 双侧, left, right, bilateral) taken out; in Chinese the tail
   from 伴, 合并, 并发, 并, 术后 on taken out; at last 急性, 慢性, acute, chronic taken out.
5. **Containment.** The longest name or alias with three Chinese characters or more, or two English words with eight letters or more, that
   stands inside the diagnosis (trimmed but for the last step, then with it). In English it begins and ends at a word.

A diagnosis that none of these finds is not covered: it counts as a miss, and lowers `coverage`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.schema import Disease, DiseaseId

FEWEST_CHINESE: Final = 3
FEWEST_WORDS: Final = 2
FEWEST_LETTERS: Final = 8
_THREE: Final = 3

_CODE: Final = re.compile(r"^[A-Za-z][0-9]{2}(\.?[0-9A-Za-z]{1,4})?$")
_CHINESE: Final = re.compile(r"[一-鿿]")
_NUMBERED: Final = re.compile(r"(?:^|(?<=[\s;；。]))\d{1,2}[.、)](?!\d)\s*|\(\d{1,2}\)\s*(?=\S)|[①-⑳]\s*")
_CUT: Final = re.compile(r"[\n;；、]+")
_CUT_CHINESE: Final = re.compile(r"[\n;；、,，]+")
_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_STAGE: Final = re.compile(
    r"(?:临床分?期)?(?:[IVXivx]{1,4}|\d|[一二三四])[abcABC]?\d?期(?![^\W\d_])|临床分?期"
    r"|(?:[IVX]{1,3}|\d|[一二三四])级(?:极?很?[高中低]危组?)?|(?<![^\W_])?(?:极高危|很高危|高危|中危|低危)组?"
    r"|[cp]?T(?:[0-4][a-d]?|is|x)N[0-3x][a-c]?M[01x]|\b(?:stage|grade|class)\s+(?:[ivx]+|\d)[abc]?\b",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(
    r"[左右双两]侧|[左右](?!心|室|房)|\b(?:left|right|bilateral|unilateral)(?:[- ]sided)?\b", re.IGNORECASE
)
_TAIL: Final = re.compile(r"(?:伴|合并|并发|并|术后).*$")
_COURSE: Final = re.compile(r"亚?急性|慢性|\b(?:sub)?acute\b|\bchronic\b", re.IGNORECASE)
_APOSTROPHE: Final = re.compile(r"[’'`´]s\b|[’'`´]")
_WORD: Final = re.compile(r"[a-z0-9]+|[一-鿿]")
_SPELLINGS: Final = (
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"our(?=$|s$|ed$|al$)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ation$|ing$)"), "iz"),
    (re.compile(r"ll"), "l"),
)
_NO_PLURAL: Final = re.compile(r"(ss|us|is|os)$")
_SHORT: Final = 3


def _singular(word: str) -> str:
    if len(word) <= _SHORT or not word.endswith("s") or _NO_PLURAL.search(word):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _spelt(word: str) -> str:
    for before, after in _SPELLINGS:
        word = before.sub(after, word)
    return _singular(word)


def fold(name: str) -> str:
    """Answer a name as names are compared: rule 3. English words with single spaces between, Chinese without any."""
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", name).casefold())
    words = [_spelt(word) for word in _WORD.findall(text)]
    joined = ""
    for word in words:
        latin = bool(joined) and word.isascii() and joined[-1].isascii()
        joined += f" {word}" if latin else word
    return joined


def first_diagnosis(entry: str) -> str:
    """Answer the main diagnosis of an entry: rule 1."""
    text = unicodedata.normalize("NFKC", entry).strip()
    parts = _NUMBERED.split(text)
    text = next((part for part in parts if part.strip()), text)
    cut = _CUT_CHINESE if _CHINESE.search(text) else _CUT
    return next((part for part in (each.strip(" 。.") for each in _outside_brackets(text, cut)) if part), text)


def _outside_brackets(text: str, cut: re.Pattern[str]) -> Iterable[str]:
    """Answer the parts of a text cut where no bracket is open: "(T2, N0)" is one thing."""
    hidden = _BRACKETS.sub(lambda match: "\0" * len(match[0]), text)
    start = 0
    for match in cut.finditer(hidden):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _without(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: pattern.sub("", text).strip(" ,，。.")


_STEPS: Final[tuple[Callable[[str], str], ...]] = (
    _without(_BRACKETS),
    _without(_NUMBERED),
    _without(_STAGE),
    _without(_SIDE),
    lambda text: _TAIL.sub("", text).strip(" ,，。.") or text if _CHINESE.search(text) else text,
    _without(_COURSE),
)


def trimmed(diagnosis: str) -> list[str]:
    """Answer the diagnosis after none, one, two … all of the trimming steps of rule 4, in Unicode's compatible form."""
    text = unicodedata.normalize("NFKC", diagnosis).strip()
    answer = [text]
    for step in _STEPS:
        text = step(text) or text
        answer.append(text)
    return answer


def _names(disease: Disease) -> Iterable[str]:
    yield disease.name.zh
    yield disease.name.en
    yield from disease.aliases.zh
    yield from disease.aliases.en


def _long_enough(key: str) -> bool:
    chinese = len(_CHINESE.findall(key))
    if chinese:
        return chinese >= FEWEST_CHINESE
    return len(key.split()) >= FEWEST_WORDS and len(key.replace(" ", "")) >= FEWEST_LETTERS


@dataclass(frozen=True)
class TruthIndex:
    """Finds the diseases of a graph that diagnoses name."""

    diseases: Mapping[DiseaseId, Disease]

    @cached_property
    def _by_code(self) -> dict[str, frozenset[DiseaseId]]:
        answer: dict[str, set[DiseaseId]] = {}
        for disease in self.diseases.values():
            answer.setdefault(disease.icd10, set()).add(disease.id)
        return {code: frozenset(ids) for code, ids in answer.items()}

    @cached_property
    def _by_name(self) -> dict[str, frozenset[DiseaseId]]:
        answer: dict[str, set[DiseaseId]] = {}
        for disease in self.diseases.values():
            for name in _names(disease):
                plain = unicodedata.normalize("NFKC", name)
                for form in (plain, _BRACKETS.sub("", plain)):
                    key = fold(form)
                    if key:
                        answer.setdefault(key, set()).add(disease.id)
        return {key: frozenset(ids) for key, ids in answer.items()}

    @cached_property
    def _inside(self) -> list[str]:
        """Answer the names that rule 5 looks for, longest first."""
        return sorted(filter(_long_enough, self._by_name), key=lambda key: (-len(key), key))

    def resolve(self, truth: Iterable[str]) -> frozenset[DiseaseId]:
        """Answer the diseases that any of the entries names; none when the truth is not covered."""
        return frozenset[DiseaseId]().union(*(self.named(entry) for entry in truth))

    def named(self, entry: str) -> frozenset[DiseaseId]:
        """Answer the diseases that one entry names."""
        whole = self._exactly(entry)
        if whole:
            return whole
        return self._one(first_diagnosis(entry))

    def _exactly(self, name: str) -> frozenset[DiseaseId]:
        text = name.strip()
        if _CODE.match(text):
            return self._coded(text)
        return self._by_name.get(fold(text), frozenset())

    def _coded(self, code: str) -> frozenset[DiseaseId]:
        """Answer what an ICD-10 code names: rule 2."""
        code = code.upper()
        if len(code) > _THREE and code[_THREE] != ".":
            code = f"{code[:_THREE]}.{code[_THREE:]}"
        exact = self._by_code.get(code, frozenset())
        below = frozenset[DiseaseId]().union(
            *(ids for other, ids in self._by_code.items() if other.startswith(f"{code[:_THREE]}."))
        )
        if len(code) == _THREE:
            return exact | below
        if exact:
            return exact
        broad = self._by_code.get(code[:_THREE], frozenset())
        if broad:
            return broad
        return below if len(below) == 1 else frozenset()

    def _one(self, diagnosis: str) -> frozenset[DiseaseId]:
        forms = trimmed(diagnosis)
        for form in forms:
            found = self._exactly(form)
            if found:
                return found
        for form in forms[-2:]:
            key = fold(form)
            for name in self._inside:
                if (name in key) if _CHINESE.search(name) else f" {name} " in f" {key} ":
                    return self._by_name[name]
        return frozenset()
