"""Whether a text that a model phrased may stand in a template's place: sentence by sentence as it comes, and as a whole.

The rules are narrow because the template is always good enough. Every number stays and none is added; how urgent it is, 120 and
12356 stay; the language stays; no illness, medicine, dose, test, certainty, reassurance, link or name is added. Where a rule is in
doubt, the template stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from agents.errors import GuardBlocked, LanguageModelAway
from agents.guard.after import guards_of_sentences, on_sentences
from agents.language.port import Phrasing
from kg.graph import Graph
from kg.schema import Lang

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_ZH: Final = re.compile(
    r"[零〇一二三四五六七八九十百千两半几]+(?=[个天周月年小分点次片粒颗丸支袋滴度成岁到至毫克])"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]{2,}")
_OTHER_SCRIPT: Final = re.compile(r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_ODD: Final = re.compile(r"https?:|www\.|[<>{}\[\]|\\@#`*_~=]|!|！|\?|？")
_ADDED_ZH: Final = (
    "药|剂量|服用|口服|毫克|抗生素|激素|偏方|针剂|输液|手术|化验|检查|CT|核磁|B超|癌|瘤|肿块|绝症|恶性|确诊|诊断|得了|患了",
    "肯定|一定|绝对|必然|保证|百分之|没事|没什么|没问题|不要紧|不严重|不危险|不碍事|小毛病|小事|放心|不用|不必|无需|没必要|用不着|不需要",
    "别去|不去|先不|别打|别叫|等等看|再等|不急|观察|忍|扛|自己会好|自愈|会好|治好|微信|加我|扫码|转账|付款|密码|链接|别告诉|不告诉|不要",
)
_ADDED_EN: Final = (
    r"medicine|medication|drug|pill|tablet|capsule|dose|dosage|mg|mcg|antibiotic|steroid|injection|surgery|operation|test|scan|x-?ray",
    r"cancer|tumou?r|malignan\w*|diagnos\w*|surely|certainly|definitely|certain|sure|clearly|obviously|guarantee\w*|always|never|must be",
    r"no doubt|nothing|not serious|harmless|fine|all right|okay|no need|needn'?t|need not|do not|don'?t|unnecessary|not necessary|wait",
    r"stop|start|take|skip|avoid|instead|cure\w*|heal\w*|password|pay|transfer|click|link|without a doctor|no doctor|no hospital",
)
_ADDED: Final = re.compile(rf"{'|'.join(_ADDED_ZH)}|\b(?:{'|'.join(_ADDED_EN)})s?\b", re.IGNORECASE)
"""Words that a phrased text has only if the template has them: of medicine, of certainty, of reassurance, of advice, of fraud."""
_HEDGES: Final = re.compile(
    r"可能|不能排除|说不准|也许|\b(?:may|might|could|possibly|possible|perhaps)\b", re.IGNORECASE
)
_URGENT: Final = re.compile(
    r"马上|立刻|立即|今天|现在|急诊|救护车|尽快|一到三天"
    r"|\b(?:now|today|at once|immediately|emergency|ambulance|within one to three days)\b",
    re.IGNORECASE,
)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk", "Sm", "Mn", "Me"})
"""Categories of letters that are not seen, turn the direction, stand on others, or are pictures."""
_GUARDS: Final = guards_of_sentences()
_SENTENCE: Final = re.compile(r"[^。.;；\n]*[。.;；\n]+")
LEAST_LETTERS: Final = 4
"""Letters of an English name; shorter ones are words of other kinds."""
LONGER: Final = 1.8
"""Times the template's length, and 30 characters more, that a phrased text may have."""
SHARED: Final = 0.25
"""Least part of the template's pairs of characters (Chinese) or words (English) that are still there: else it says something else."""


@dataclass(frozen=True)
class Names:
    """Names of illnesses and medicines of the graph: what a phrased text must not bring in. Built once for a graph."""

    graph: Graph

    @cached_property
    def _by_lang(self) -> dict[Lang, frozenset[str]]:
        those = [(each.name, each.aliases) for each in self.graph.diseases.values()]
        those += [(each.name, each.aliases) for each in self.graph.medicines.values()]
        those += [(each.name, each.aliases) for each in self.graph.medicine_classes.values()]
        zh = {word for name, more in those for word in (name.zh, *more.zh) if len(word) > 1}
        en = {word.casefold() for name, more in those for word in (name.en, *more.en) if len(word) > 3}  # noqa: PLR2004 - "flu" and "TIA" are words of other words
        return {"zh": frozenset(zh), "en": frozenset(en)}

    def brought_in(self, text: str, template: str, lang: Lang) -> bool:
        """Answer whether the text names an illness or a medicine that the template does not."""
        told, before = text.casefold(), template.casefold()
        if lang == "zh":
            return any(name in text and name not in template for name in self._by_lang["zh"])
        words = re.findall(r"[a-z0-9'-]+", told)
        most = 5
        runs = {" ".join(words[i : i + n]) for n in range(1, most + 1) for i in range(len(words) - n + 1)}
        return any(name not in before for name in runs & self._by_lang["en"])


def checked(asked: Phrasing, pieces: Iterable[str], names: Names) -> Iterator[str]:
    """Answer the sentences of a phrased text one by one, each after it has passed; the last is given only when the whole has.

    Raises:
        LanguageModelAway: a sentence or the whole does not pass, with the reason `refused`. What came before is to be forgotten.
    """
    text, shown, done = "", 0, list[str]()
    for piece in pieces:
        text += piece
        _require(len(text) <= _longest(asked))
        whole = _SENTENCE.match(text, shown)
        while whole is not None:
            sentence = whole[0]
            _sentence_passes(asked, sentence, names)
            if done:
                yield done[-1]
            done.append(sentence)
            shown = whole.end()
            whole = _SENTENCE.match(text, shown)
    rest = text[shown:]
    if rest.strip():
        _sentence_passes(asked, rest, names)
    _whole_passes(asked, text.strip())
    if done:
        yield done[-1]
    if rest.strip():
        yield rest


def _longest(asked: Phrasing) -> float:
    return LONGER * len(asked.text) + 30


def _require(holds: object) -> None:
    if not holds:
        raise LanguageModelAway("refused")


def _numbers(text: str) -> list[str]:
    return sorted([*_NUMBER.findall(text), *_NUMBER_ZH.findall(text)])


def _sentence_passes(asked: Phrasing, sentence: str, names: Names) -> None:
    plain = unicodedata.normalize("NFKC", sentence)
    folded = unicodedata.normalize("NFKC", asked.text).casefold()
    _require(not _OTHER_SCRIPT.search(sentence))
    _require(all(letter in asked.text for letter in sentence if unicodedata.category(letter) in _UNSEEN))
    _require(all(odd[0] in asked.text for odd in _ODD.finditer(sentence)))
    _require(all(word[0].casefold() in folded for word in _ADDED.finditer(plain)))
    _require(set(_numbers(plain)) <= set(_numbers(folded)))
    _require(not names.brought_in(plain, asked.text, asked.lang))
    if asked.lang == "zh":
        _require(all(word in folded for word in _LATIN.findall(plain.casefold())))
    else:
        _require(not _HAN.search(sentence))
    try:
        _GUARDS.verify(on_sentences(asked.lang, sentence))
    except GuardBlocked:
        raise LanguageModelAway("refused") from None


def _whole_passes(asked: Phrasing, text: str) -> None:
    _require(text)
    plain = unicodedata.normalize("NFKC", text)
    template = unicodedata.normalize("NFKC", asked.text)
    _require(_numbers(plain) == _numbers(template))
    for pattern in (_HEDGES, _URGENT):
        wanted = {each.casefold() for each in pattern.findall(template)}
        _require(wanted <= {each.casefold() for each in pattern.findall(plain)})
    kept, given = _parts(plain, asked.lang), _parts(template, asked.lang)
    _require(not given or len(kept & given) >= SHARED * len(given))


def _parts(text: str, lang: Lang) -> set[str]:
    if lang == "en":
        return {word for word in re.findall(r"[a-z']+", text.casefold()) if len(word) > 2}  # noqa: PLR2004 - articles say nothing
    han = "".join(_HAN.findall(text))
    return {han[i : i + 2] for i in range(len(han) - 1)}
