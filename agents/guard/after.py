"""Guards on what is about to be shown: nothing prescribed, nothing stated as fact, the urgency said, nothing ungrounded.

They look at the finished texts, whoever wrote them: a template, the graph's own sentences, later a language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agents.dialogue import GuidanceView
from agents.errors import GuardBlocked
from agents.guard.base import AllOf
from kg.schema import Lang, Urgency


@dataclass(frozen=True)
class Shown:
    """A guidance page about to be shown, with what it may speak of.

    `urgency_text` must stand on the page. `possible` are the names of the diseases that the engine holds possible; `known`
    are those of all diseases of the graph. A name of `known` outside `possible` has no ground, unless it stands in one of the
    `grounds`: cited sentences of the graph that are shown as they are.
    """

    lang: Lang
    view: GuidanceView
    urgency_text: str
    possible: frozenset[str]
    known: frozenset[str]
    grounds: frozenset[str] = frozenset()


def texts_of(view: GuidanceView) -> Iterable[str]:
    """Answer every text of the page that the resident reads as advice; the visit summary is the doctor's and not judged."""
    yield view.headline
    yield view.comfort
    for block in (view.now, view.where, view.bring, view.watch_for, view.why):
        yield from block


_DOSE: Final = re.compile(
    r"(?<![\d.–~-])\d+(?:\.\d+)?\s*(?:mg|毫克|µg|μg|ug|mcg|微克|IU|万?单位|片|粒|颗|丸|滴|喷)(?!\s*(?:[\d/每a-zA-Z度天]|dL|卫生巾|(?:为|是)?(?:偏高|偏低|正常)))"
    r"|(?:吃|服|含|用|喝|加|减)[^，。；、]{0,8}[一二两三四半]\s*(?:片|粒|颗|丸|支|袋|滴)"
    r"|(?:每日|一日|每天|一天)\s*[一二两三四1-4]\s*次.{0,6}(?:口服|服用|吃药|用药)"
    r"|\b\d+(?:\.\d+)?\s*(?:mg|mcg|tablets?|pills?|capsules?|puffs?|drops?)\b(?!/)"
    r"|\b(?:one|two|three|half a)\s+(?:tablets?|pills?|capsules?|puffs?)\b",
    re.IGNORECASE,
)
_CHANGES_DOSE: Final = re.compile(
    r"(?:把|将)?药(?:量)?(?:加|减)(?:倍|量|半)|(?<!不要)(?<!不要自行)(?<!别)(?<!别自己)(?<!不要自己)(?:加大|减少|增加|减小)药量"
    r"|(?<!不要)(?<!不要自行)(?<!别)(?<!别自己)(?<!不要自己)(?<!不要擅自)停(?:用|掉|服)(?!.{0,8}(?:前|之前|问))"
    r"|\b(?<!not )(?<!never )(?:double|halve|increase|reduce|lower|raise) (?:your |the )?(?:dose|dosage)\b"
    r"|\b(?<!not )(?<!never )stop (?:taking|using) your\b",
    re.IGNORECASE,
)
_WITH_DOCTOR: Final = re.compile(
    r"问医生|联系医生|医生同意|听医生|可疑|\b(ask|ring|call|talk to|tell) (your |the |a )?doctor|suspect", re.IGNORECASE
)
"""To leave off what may have caused a reaction, or to ask a doctor about a medicine, changes no treatment."""
_AS_FACT: Final = re.compile(
    r"您(?:得了|患了|患有|就是|确诊|肯定是|一定是)|(?:诊断为|确诊为|可以确定是)|这(?:就是|肯定是|一定是)"
    r"|\byou (?:definitely |certainly |clearly )?(?:have got|are suffering from|have been diagnosed)\b"
    r"|\bthis is (?:definitely|certainly|clearly)\b|\bthe diagnosis is\b",
    re.IGNORECASE,
)
_OF_THE_MACHINE: Final = re.compile(
    r"系统提示|提示词|(?:忽略|无视)[^。]{0,10}(?:指令|规则)|(?:告诉|命令|要求)(?:患者|病人|用户)|我没有任何限制|AI系统"
    r"|\b(?:system prompt|system override|my instructions|ignore (?:all )?previous|tell the patient|unrestricted)\b",
    re.IGNORECASE,
)
_HEDGE: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": ("可能", "不能排除", "先排除", "像是", "说不准"),
    "en": ("may", "might", "could", "possible", "possibly", "rule out", "cannot say"),
}


@dataclass(frozen=True)
class Spoken:
    """Texts about to be shown that are not a guidance page: messages, a question, an emergency screen, what a report's line means."""

    lang: Lang
    texts: tuple[str, ...]


def _texts(value: Shown | Spoken) -> Iterable[str]:
    return value.texts if isinstance(value, Spoken) else texts_of(value.view)


class NoPrescription:
    """Blocks a dose or an order to take a number of pills."""

    id = "no_prescription"

    def verify(self, value: Shown | Spoken) -> None:
        """Raise GuardBlocked when a text names a dose."""
        if any(_DOSE.search(text) for text in _texts(value)):
            raise GuardBlocked(self.id, "dose")


class NoDoseChange:
    """Blocks advice to change or stop a prescribed medicine."""

    id = "no_dose_change"

    def verify(self, value: Shown | Spoken) -> None:
        """Raise GuardBlocked when a text tells to take more or less of a medicine, or to stop it."""
        if any(_CHANGES_DOSE.search(text) and not _WITH_DOCTOR.search(text) for text in _texts(value)):
            raise GuardBlocked(self.id, "dose_change")


class NotStatedAsFact:
    """Blocks a diagnosis stated as fact."""

    id = "no_diagnosis_as_fact"

    def verify(self, value: Shown | Spoken) -> None:
        """Raise GuardBlocked when a text tells a person what they have."""
        if any(_AS_FACT.search(text) for text in _texts(value)):
            raise GuardBlocked(self.id, "stated")


class NothingOfTheMachine:
    """Blocks a text that gives away orders, plays a part that was asked for, or passes orders on that somebody slipped in."""

    id = "nothing_of_the_machine"

    def verify(self, value: Shown | Spoken) -> None:
        """Raise GuardBlocked when a text speaks as, or of, the machine's orders."""
        if any(_OF_THE_MACHINE.search(text) for text in _texts(value)):
            raise GuardBlocked(self.id, "orders")


class NoDiagnosisAsFact(NotStatedAsFact):
    """Blocks a diagnosis stated as fact, and on a page a possible cause that is not said to be a possibility."""

    def verify(self, value: Shown | Spoken) -> None:
        """Raise GuardBlocked when a text states a diagnosis, or a cause is named without saying that it is a possibility."""
        super().verify(value)
        if isinstance(value, Spoken):
            return
        folded = [text.casefold() for text in value.view.why if text not in value.grounds]
        named = (text for text in folded if any(name.casefold() in text for name in value.possible))
        if any(not any(word in text for word in _HEDGE[value.lang]) for text in named):
            raise GuardBlocked(self.id, "not_hedged")


class UrgencySaid:
    """Blocks a page that does not say how soon, or whose action does not fit its urgency."""

    id = "urgency_said"
    fits: Final = {
        "emergency": {"call_120", "go_to_emergency"},
        "urgent": {"see_doctor_today"},
        "soon": {"see_doctor_soon"},
        "routine": {"book_appointment"},
        "self_care": {"home"},
    }

    def verify(self, value: Shown) -> None:
        """Raise GuardBlocked when the headline does not carry the urgency's text or the action belongs to another urgency."""
        if value.urgency_text not in value.view.headline:
            raise GuardBlocked(self.id, "not_said")
        if value.view.action not in self.fits[value.view.urgency.value]:
            raise GuardBlocked(self.id, "action_differs")
        if not value.view.now or not value.view.watch_for:
            raise GuardBlocked(self.id, "incomplete")


class Grounded:
    """Blocks a page that names as a cause a disease that the engine does not hold possible in this person."""

    id = "grounded"

    def verify(self, value: Shown) -> None:
        """Raise GuardBlocked when a cause names a known disease that is not among the possible ones."""
        said = [name.casefold() for name in sorted(value.possible | value.grounds, key=len, reverse=True)]
        others = [name.casefold() for name in value.known - value.possible]
        for text in value.view.why:
            rest = text.casefold()
            for name in said:
                rest = rest.replace(name, "")
            if any(name in rest for name in others):
                raise GuardBlocked(self.id, "not_possible")


def on_sentences(lang: Lang, *sentences: str) -> Shown:
    """Answer sentences as a page that holds nothing else, for the guards that judge sentences: `guards_of_sentences`."""
    view = GuidanceView(
        urgency=Urgency.SELF_CARE,
        action="home",
        headline="",
        now=sentences,
        where=(),
        bring=(),
        watch_for=(),
        why=(),
        who_looked=(),
        comfort="",
        summary="",
    )
    return Shown(lang=lang, view=view, urgency_text="", possible=frozenset(), known=frozenset())


def free_of_doses(sentence: str, lang: Lang) -> bool:
    """Answer whether a sentence prescribes nothing and changes no dose. The page that it stands on has more guards."""
    try:
        _WITHOUT_DOSES.verify(on_sentences(lang, sentence))
    except GuardBlocked:
        return False
    return True


_WITHOUT_DOSES: Final = AllOf[Shown](NoPrescription(), NoDoseChange())


def guards_of_sentences() -> AllOf[Shown]:
    """Answer the guards that a single sentence passes while a text is still being written."""
    return AllOf[Shown](NoPrescription(), NoDoseChange(), NoDiagnosisAsFact())


def guards_after() -> AllOf[Shown]:
    """Answer the guards that every guidance page passes before it is shown."""
    return AllOf[Shown](NoPrescription(), NoDoseChange(), NoDiagnosisAsFact(), UrgencySaid(), Grounded())


def guards_of_speech() -> AllOf[Spoken]:
    """Answer the guards that every other text passes before it is shown; a model's sentences pass them too, one by one."""
    return AllOf[Spoken](NoPrescription(), NoDoseChange(), NotStatedAsFact(), NothingOfTheMachine())
