"""Answers a question about medicines: what does not go together, in whom, and what to do. Guidance only, never a dose.

The seam for the consultation is `advise`, or `advise_on` for a message that was read already. Plain functions of the knowledge, the
state and the text; nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.knowledge import Knowledge
from agents.medicines import phrases
from agents.medicines.answers import cased, chosen, guarded, joined, name, sentence
from agents.medicines.asked import Asked
from agents.medicines.patient import Whose, read_of, whose_of
from agents.medicines.reacting import reacts
from agents.state import ConsultationState
from kg.drugs.check import Gap, Patient, check, gaps
from kg.drugs.check import Warning as Caution
from kg.drugs.names import Mention
from kg.drugs.schema import Habit, Severity
from kg.schema import Finding, FindingId, Lang, LocalText, Question, QuestionId, Status
from kg.text import understand

OVERDOSE: Final = FindingId("poisoning.medicine_overdose")
MOST_WARNINGS: Final = 3
MOST_WARNINGS_CHECK: Final = 5
MOST_ASKS: Final = 2
ASK: Final = "medicines."
"""How the ids of this agent's questions begin."""
_ASKED_OF: Final = {
    "allergy": (phrases.ALLERGY_ASK, "hx.allergy"),
    "pregnancy": (phrases.PREGNANT_ASK, "hx.pregnant"),
    "breastfeeding": (phrases.BREASTFEEDING_ASK, "breastfeeding_now"),
}
_DANGER: Final = frozenset(
    {"melena", "hematemesis", "hematochezia", "dyspnea", "syncope", "chest_pain", "chest_tightness", "palpitations"}
    | {"unconscious", "confusion", "seizure", "swelling_lips_face", "flushing"}
)
"""Findings that, with medicines already taken that do not go together, mean help now."""


@dataclass(frozen=True)
class MedicineAdvice:
    """What is said to a question about medicines.

    `messages` in the resident's language. `urgent`: help is needed now. `asks`: at most two questions that would let more be said,
    each with its finding. `warnings`: for the doctor, gravest first. `findings`: what the message makes present (an overdose), for
    the triage to act on. `told`: ids of the medicines that the message says are taken.
    """

    messages: tuple[str, ...]
    urgent: bool = False
    asks: tuple[Question, ...] = ()
    warnings: tuple[Caution, ...] = ()
    findings: tuple[Finding, ...] = ()
    told: tuple[str, ...] = ()
    specific: bool = False
    """Something was found to be careful of, or a definite question was answered."""


def advise(knowledge: Knowledge, state: ConsultationState, text: str) -> MedicineAdvice:
    """Answer what to say to a message about medicines. Never raises, whatever the text."""
    return advise_on(knowledge, state, read_of(knowledge, state, text))


def advise_on(knowledge: Knowledge, state: ConsultationState, asked: Asked) -> MedicineAdvice:
    """Answer as `advise` for what `read_of` read of the message in this state."""
    return _Counter(knowledge, state, asked).advice()


def accident(knowledge: Knowledge, state: ConsultationState, asked: Asked) -> MedicineAdvice:
    """Answer that a child swallowed a medicine, which is help now and a finding for the triage."""
    return _Counter(knowledge, state, asked).swallowed()


def overdose(knowledge: Knowledge, state: ConsultationState, asked: Asked) -> MedicineAdvice:
    """Answer that the amount in an earlier message was really taken at once."""
    return _Counter(knowledge, state, asked).poisoned(asked.amounts[0].medicine)


class _Counter:
    """One question at the counter."""

    def __init__(self, knowledge: Knowledge, state: ConsultationState, asked: Asked) -> None:
        self.knowledge, self.state, self.asked = knowledge, state, asked
        self.pharmacy = knowledge.pharmacy
        self.lang: Lang = state.lang
        self.whose: Whose = whose_of(knowledge, state, asked)
        self.called = {each.id: _VERB.sub("", each.text) for each in asked.mentions if self._called(each)}
        before = tuple(each for each in self.whose.taken if each not in asked.asked)
        self.all = (*dict.fromkeys((*before, *asked.asked)), *asked.told_twice)
        about = frozenset({"driving"} if "driving" in asked.kinds else ()) | (
            {"effects"} if "effects" in asked.kinds else set()
        )
        self.reacts = reacts(asked) and not asked.kinds & {"together", "duplicate", "check"}
        if self.reacts:
            about |= {"effects"}
        if _DAILY.search(asked.text) and not _WEEKLY.search(asked.text):
            about |= {"daily"}
        self.warnings = check(self.pharmacy, self.all, self.whose.patient, about=about)

    def _called(self, mention: Mention) -> bool:
        """Answer whether a medicine is called as the resident called it: in the consultation's language, and drinks never."""
        return mention.kind != "substance" and mention.text.isascii() == (self.lang == "en")

    def _say(self, text: LocalText, **values: str) -> str:
        return cased(text.in_(self.lang).format(**values), self.lang)

    def _names(self, ids: tuple[str, ...] | list[str]) -> str:
        return joined(self.pharmacy, ids, self.lang, self.called)

    # --- the whole answer

    def advice(self) -> MedicineAdvice:
        poison = self._amounts()
        if poison is not None:
            return poison
        messages = [*self._suspects()]
        messages += [self._say(phrases.UNKNOWN, name=each) for each in self.asked.unknown]
        relevant = self._relevant()
        urgent = self._urgent(relevant)
        if urgent:
            messages.insert(0, self._say(phrases.URGENT_PAIR))
        messages += self._answers(relevant)
        if not messages:
            messages.append(self._say(phrases.WHICH))
        asks = () if urgent or self.asked.suspects else self._asks()
        return MedicineAdvice(
            messages=guarded(messages, self.lang, phrases.SHARE),
            urgent=urgent,
            asks=asks,
            warnings=self.warnings,
            told=self.asked.taken,
            specific=bool(self.asked.kinds - {"may"})
            or any(each.severity.rank <= Severity.MAJOR.rank for each in relevant),
        )

    def _relevant(self) -> tuple[Caution, ...]:
        """Answer the warnings about what the message names; of a list to be checked, all."""
        named = set(self.asked.asked) | set(self.asked.taken) | set(self.asked.told_twice)
        if "check" in self.asked.kinds or not named:
            return self.warnings
        return tuple(each for each in self.warnings if named.intersection(each.medicines))

    # --- too much, or not possible

    def _amounts(self) -> MedicineAdvice | None:
        if not self.asked.amounts:
            return None
        worst = min(self.asked.amounts, key=lambda each: ("too_much", "cannot_be", "much").index(each.doubt))
        swallowed = worst.medicine in self.asked.taken or not self.asked.is_question
        names = self._names([worst.medicine])
        if worst.doubt == "too_much" and swallowed:
            return self.poisoned(worst.medicine)
        frame = {"too_much": phrases.TOO_MUCH_ASKED, "cannot_be": phrases.CANNOT_BE, "much": phrases.MUCH}[worst.doubt]
        return MedicineAdvice((self._say(frame, names=names),), warnings=self.warnings, told=self.asked.taken)

    def poisoned(self, medicine: str) -> MedicineAdvice:
        """Answer that help is needed now, with the finding that the triage acts on."""
        return self._help(self._say(phrases.TOO_MUCH, names=self._names([medicine])))

    def swallowed(self) -> MedicineAdvice:
        """Answer that help is needed now for a child that swallowed a medicine."""
        return self._help(self._say(phrases.CHILD_SWALLOWED))

    def _help(self, text: str) -> MedicineAdvice:
        found = Finding(id=OVERDOSE, status=Status.PRESENT, text=self.asked.text[:80])
        known = (found,) if OVERDOSE in self.knowledge.graph.findings else ()
        return MedicineAdvice((text,), urgent=True, warnings=self.warnings, findings=known, told=self.asked.taken)

    # --- names that are not sure

    def _suspects(self) -> Iterator[str]:
        for suspect in self.asked.suspects[:2]:
            names = (f"“{name(self.pharmacy, each, self.lang)}”" for each in suspect.meant)
            yield self._say(phrases.SUSPECT, said=suspect.text, meant=self._say(phrases.OR).lower().join(names))

    # --- answers by kind

    def _answers(self, relevant: tuple[Caution, ...]) -> list[str]:
        kinds, asked = self.asked.kinds, self.asked
        subjects = list(asked.asked or asked.taken)
        medicines = [each for each in subjects if self.pharmacy.taken(each).kind != "substance"]
        answers = self._direct(medicines)
        if "which" in kinds and not asked.asked:
            return [*answers, self._say(phrases.WHICH_TO_TAKE), *self._shelf()]
        special = kinds & _SPECIAL
        answers += self._warned(relevant, asked_for_more=not special)
        if subjects == ["alcohol"] and not medicines:
            answers.append(self._say(phrases.ALCOHOL))
        if not special and not answers and not (asked.unknown or asked.suspects):
            answers += self._nothing(medicines)
        return answers

    def _direct(self, medicines: list[str]) -> list[str]:
        """Answer what was asked of the medicines themselves: amount, ending, more than meant, forgotten, meals, doubles, kind."""
        kinds, answers = self.asked.kinds, []
        names = self._names(medicines) or _THIS.in_(self.lang)
        if "dose" in kinds and "missed" not in kinds:
            answers.append(self._say(phrases.DOSE, names=names))
            if self.whose.child:
                answers.append(self._say(phrases.DOSE_CHILD))
        if "stop" in kinds:
            answers.append(self._say(phrases.STOP, names=names))
        if self.reacts:
            answers.append(self._say(phrases.REACTION, names=names))
        if "more" in kinds:
            answers.append(self._say(phrases.TAKEN_MORE, names=names))
        if "missed" in kinds:
            answers += self._habit(medicines, "missed")
        if "meal" in kinds:
            answers += self._habit(medicines, "meal")
        if "duplicate" in kinds or self.asked.told_twice:
            answers += self._duplicate()
        if "what" in kinds:
            answers += self._what(medicines)
        return answers

    def _shelf(self) -> list[str]:
        """Answer what of the pharmacy's shelf this person had better not take without asking, at most one line of each kind."""
        called = {**self.called, **{each: text.in_(self.lang) for each, text in phrases.SHELF.items()}}
        lines = []
        for each in phrases.SHELF:
            found = [
                warning
                for warning in check(self.pharmacy, (*self.whose.taken, each), self.whose.patient)
                if each in warning.medicines and warning.severity.rank <= Severity.MODERATE.rank
            ]
            found.sort(key=lambda warning: (warning.severity.rank, warning.kind not in {"allergy", "interaction"}))
            lines += [sentence(self.pharmacy, warning, self.lang, called) for warning in found[:1]]
        return lines

    def _warned(self, relevant: tuple[Caution, ...], *, asked_for_more: bool) -> list[str]:
        check_all = "check" in self.asked.kinds
        known = [
            each for each in relevant if each.kind != "unknown" and len(set(each.medicines)) == len(each.medicines)
        ]
        if not asked_for_more:
            known = [each for each in known if each.severity.rank <= Severity.MAJOR.rank]
        shown = chosen(known, most=MOST_WARNINGS_CHECK if check_all else MOST_WARNINGS)
        lines = [sentence(self.pharmacy, each, self.lang, self.called) for each in shown]
        if self.whose.guessed_age and any(each.kind == "age" for each in shown):
            lines.insert(0, self._say(phrases.GUESSED_CHILD))
        return lines

    def _nothing(self, medicines: list[str]) -> list[str]:
        """Answer that nothing was found, which is never said as "safe"."""
        if not medicines:
            return []
        names = self._names([*self.asked.taken, *self.asked.asked] or medicines)
        if "driving" in self.asked.kinds:
            return [self._say(phrases.DRIVE_NOTHING, names=names)]
        if "effects" in self.asked.kinds:
            return [self._say(phrases.EFFECTS_NOTHING, names=names)]
        classes = [each for each in medicines if self.pharmacy.taken(each).kind == "class"]
        if classes:
            return [self._say(phrases.NOTHING_FOUND_CLASS, names=self._names(classes))]
        return [self._say(phrases.NOTHING_FOUND, names=names)]

    def _habit(self, medicines: list[str], field: str) -> list[str]:
        lines = []
        for each in medicines[:2]:
            found = next((told for habit in self._habits(each) if (told := getattr(habit, field)) is not None), None)
            names = self._names([each])
            if found is None:
                frame = phrases.MISSED_LEAFLET if field == "missed" else phrases.ON_LEAFLET
                lines.append(self._say(frame, names=names))
            else:
                head = self._say(phrases.NOTE, names=names)
                lines.append(f"{head}{self.pharmacy.rules.advices[found].text.in_(self.lang)}")
        if not medicines:
            frame = phrases.MISSED_LEAFLET if field == "missed" else phrases.ON_LEAFLET
            lines.append(self._say(frame, names=_THIS.in_(self.lang)))
        return lines

    def _habits(self, some_id: str) -> list[Habit]:
        """Answer the habits of a medicine, those that name it itself before those of its classes."""
        found = [
            habit
            for key, habits in self.pharmacy.habits.items()
            if key in self.pharmacy.taken(some_id).keys
            for habit in habits
        ]
        return sorted(found, key=lambda habit: (some_id not in habit.of, len(habit.of), habit.id))

    def _duplicate(self) -> list[str]:
        if self.asked.told_twice:  # said whatever was asked: two names of one medicine are no two medicines
            words = [each.text for each in self.asked.mentions if each.id in self.asked.told_twice]
            return [self._say(phrases.SAME, names=phrases.JOIN.in_(self.lang).join(dict.fromkeys(words)))]
        named = [each for each in self.asked.named if self.pharmacy.taken(each).kind == "medicine"]
        doubled = any(each.kind == "duplicate" for each in self.warnings)
        if len(named) > 1 and not doubled:
            return [self._say(phrases.NOT_SAME, names=self._names(named))]
        return []

    def _what(self, medicines: list[str]) -> list[str]:
        lines = []
        for each in medicines[:2]:
            medicine = next((m for m in self.pharmacy.graph.medicines.values() if m.id == each), None)
            if medicine is None:
                continue
            kinds = [self.pharmacy.graph.medicine_classes[group].name.in_(self.lang) for group in medicine.classes]
            line = self._say(phrases.IS_KIND, name=self._names([each]), kind=phrases.JOIN.in_(self.lang).join(kinds))
            if medicine.ingredients:
                parts = joined(self.pharmacy, medicine.ingredients, self.lang)
                line = f"{self._say(phrases.HOLDS, name=self._names([each]), parts=parts)}{'' if self.lang == 'zh' else ' '}{line}"
            lines.append(line)
        return lines

    # --- danger, and what to ask

    def _urgent(self, relevant: tuple[Caution, ...]) -> bool:
        """Answer whether what was already taken does not go together, or is met by an allergy, and there are symptoms."""
        told = understand(self.knowledge.lexicon, self.asked.text, lang=self.lang).findings
        present = {each.id for each in told if each.status is Status.PRESENT}
        for part in self.state.contributions:
            present |= {each.id for each in part.findings if each.status is Status.PRESENT}
        if not present & _DANGER:
            return False
        taken = set(self.whose.taken)
        grave = (each for each in relevant if each.severity.rank <= Severity.MAJOR.rank)
        return any(each.kind in _ALREADY and taken.issuperset(each.medicines) for each in grave)

    def _asks(self) -> tuple[Question, ...]:
        """Answer what would let more be said: only where the answer turns on it, at most two."""
        if self.whose.other or self.asked.kinds & {
            "missed",
            "meal",
            "driving",
            "what",
            "dose",
            "stop",
            "duplicate",
            "more",
        }:
            return ()
        ids = [each for each in self.asked.asked if self.pharmacy.taken(each).kind != "substance"]
        answer: list[Question] = []
        for gap in gaps(self.pharmacy, ids, self.whose.patient):
            question = self._question(gap, self.whose.patient)
            if question is not None and gap.severity.rank <= Severity.MAJOR.rank:
                answer.append(question)
        order = sorted(
            answer,
            key=lambda each: _ORDER.index(each.id.removeprefix(ASK)) if each.id.removeprefix(ASK) in _ORDER else 9,
        )
        return tuple(order[:MOST_ASKS])

    def _question(self, gap: Gap, patient: Patient) -> Question | None:
        if gap.kind == "condition" and gap.condition is not None:
            condition = self.pharmacy.rules.conditions[gap.condition]
            if condition.ask is None or not condition.findings:
                return None
            text, finding = LocalText(zh=condition.ask.zh + "？", en=condition.ask.en + "?"), condition.findings[0]
        else:
            text, told = _ASKED_OF[gap.kind]
            finding = FindingId(told)
        if (
            finding not in self.knowledge.graph.findings
            or (gap.kind == "breastfeeding" and patient.pregnant)
            or (gap.kind == "pregnancy" and patient.breastfeeding)
        ):
            return None
        some_id = QuestionId(f"{ASK}{gap.condition or gap.kind}")
        return Question(id=some_id, kind="yes_no", text=text, why=phrases.ASK_WHY, finding=finding)


_VERB: Final = re.compile(r"^(?:口服|静滴|吃|打|喝|用|抹)了?(?=.)")
_THIS: Final = LocalText(zh="这个药", en="this medicine")
_DAILY: Final = re.compile(
    r"每天|天天|每日|一天(?:一|1|两|2|三|3)|一日(?:一|三)次|\b(?:daily|every day|once a day|each day)\b", re.IGNORECASE
)
_WEEKLY: Final = re.compile(r"每周|每星期|一周一|一星期一|\b(?:weekly|once a week|every week)\b", re.IGNORECASE)
_SPECIAL: Final = frozenset({"dose", "stop", "missed", "meal", "what", "more"})
"""Kinds of question that have an answer of their own."""
_ALREADY: Final = frozenset({"interaction", "duplicate", "allergy", "condition"})
_ORDER: Final = (
    "allergy",
    "pregnancy",
    "ulcer",
    "kidney",
    "asthma",
    "liver",
    "hypertension",
    "glaucoma",
    "heart_failure",
)
