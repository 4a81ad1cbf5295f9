"""From the specialties' opinions to one page: weighs them, says where they differ, and follows the more urgent.

Owns what the resident reads at the end. Causes are possibilities; nothing is prescribed; sentences of the graph that would
name a dose are left out rather than shown.
"""

from __future__ import annotations

from typing import Final, Literal

from agents.dialogue import GuidanceView
from agents.guard.after import Shown, free_of_doses
from agents.guidance import wording
from agents.guidance.comfort import comfort
from agents.guidance.first_aid import first_aid
from agents.guidance.weighing import APART, cautions, decide, disagreements, has_a_say, near
from agents.intake.engine import Thought
from agents.knowledge import Knowledge
from agents.medicines.cautions import page_line
from agents.reports.explain import named_in_brief
from agents.state import Case, ConsultationState, Guidance, Opinion, Reason
from agents.words import BRACKETS, in_sentence, listed, local
from kg.hypotheses import Hypothesis
from kg.schema import Disease, Lang, LocalText, RedFlagId, SpecialtyId, Status, Urgency

Level = Literal["community", "county", "tertiary"]
CHILD_YEARS: Final = 14.0
GENERAL: Final = SpecialtyId("general_practice")
CAUSES: Final = 3
WORTH_SAYING: Final = 0.08
"""Probability from which a cause is told to the resident."""
MUST_EXCLUDE: Final = 0.03
"""Probability from which a dangerous cause is told as one to be ruled out."""
UNCLEAR: Final = 0.25
"""Below this probability of the leading cause the page says that the cause is not clear."""
MOST_NOW: Final = 5
MOST_WATCH: Final = 6
NEAREST: Final = 0.04
"""Probability from which a leading cause with one strong finding for it is told although it stays improbable."""
PLANNED_FOR: Final = 0.15
"""Probability from which a second cause's advice and warnings stand beside the first one's."""


def _fits(hypothesis: Hypothesis) -> bool:
    """Answer whether a finding that is there speaks strongly for an improbable leading cause: it is still the nearest."""
    strongest = (each.log10_lr for each in hypothesis.evidence if each.status is Status.PRESENT)
    return hypothesis.probability >= NEAREST and max(strongest, default=0.0) >= 1.0


class Page:
    """Builds one guidance page. Holds only what it was given; every method answers one block of the page."""

    def __init__(
        self,
        knowledge: Knowledge,
        state: ConsultationState,
        case: Case,
        thought: Thought,
        opinions: tuple[Opinion, ...],
        reasons: tuple[Reason, ...],
    ) -> None:
        self.graph, self.disease_names = knowledge.graph, knowledge.disease_names
        self.state = state
        self.case = case
        self.thought = thought
        self.opinions = opinions
        self.lang: Lang = state.lang
        self.urgency, self.action, self.reasons = decide(thought, opinions, reasons)
        self.disagreements = disagreements(opinions)
        self.leading = list(thought.posterior.at_least(WORTH_SAYING, CAUSES))
        if not self.leading:
            self.leading = [each for each in thought.posterior.ranked[:1] if _fits(each)]

    def _disease(self, hypothesis: Hypothesis) -> Disease:
        return self.graph.diseases[hypothesis.disease]

    def safe(self, texts: list[LocalText]) -> list[str]:
        """Answer the graph's sentences that name no dose and change none, each thing said once."""
        kept: list[str] = []
        for text in texts:
            words = text.in_(self.lang)
            if free_of_doses(words, self.lang) and not any(near(words, other) for other in kept):
                kept.append(words)
        return kept

    def headline(self) -> str:
        """Answer how soon, in one imperative sentence."""
        return wording.urgency_text(self.action, self.state.relation).in_(self.lang)

    def now(self) -> tuple[str, ...]:
        """Answer what to do at once: the red flag's own words in an emergency, else what helps with the likely causes."""
        if self.urgency is Urgency.EMERGENCY:
            return self._now_in_emergency()
        texts = [each for flag in self.thought.triage.red_flags for each in flag.until_help]
        texts += first_aid(self.thought.posterior)
        clear = bool(self.leading) and self.leading[0].probability >= UNCLEAR
        for place, hypothesis in enumerate(self.leading[:2]):
            if hypothesis.probability >= PLANNED_FOR or (place == 0 and hypothesis.probability < WORTH_SAYING):
                texts += self._disease(hypothesis).home[: 3 if place == 0 and clear else 1]
        if self.urgency is Urgency.URGENT:
            texts.append(wording.NOW_SEEN_CHILD if self.state.relation == "child" else wording.NOW_SEEN)
        elif not clear:
            texts.append(wording.NOW_HOME)
        kept = self.safe([*texts[:2], *cautions(self.opinions)[:1], *texts[2:]])[: MOST_NOW - 1]
        usual = (*self.case.history.medicines, *self.case.history.past)
        if any(each.status is Status.PRESENT for each in usual):
            kept.append(wording.NOW_MEDICINES.in_(self.lang))
        caution = page_line(self.graph, self.state)
        if caution is not None:
            kept = [*kept[: MOST_NOW - 1], caution]
        return tuple(kept) or (wording.NOW_HOME.in_(self.lang),)

    def _now_in_emergency(self) -> tuple[str, ...]:
        """Answer what to do until help comes: as the red flags say, else as the leading emergency does, else what always holds."""
        flags = [flag for flag in self.thought.triage.red_flags if flag.urgency is Urgency.EMERGENCY]
        texts = [each for flag in flags for each in flag.until_help]
        if not texts and self.leading and self._disease(self.leading[0]).urgency is Urgency.EMERGENCY:
            texts += self._disease(self.leading[0]).home[:3]
        always = wording.NOW_CHILD_EMERGENCY if self.state.relation == "child" else wording.NOW_EMERGENCY
        kept = self.safe([*texts, *cautions(self.opinions)[:1]])
        if len(kept) < 2:  # noqa: PLR2004 - one line is not enough to go by
            kept += [each.in_(self.lang) for each in always]
        return tuple(kept[:MOST_NOW])

    def departments(self) -> tuple[SpecialtyId, ...]:
        """Answer where to go: the flag's specialty in an emergency is the emergency department's, else the leading cause's."""
        if self.urgency is Urgency.EMERGENCY:
            return (SpecialtyId("emergency_toxicology"),)
        ids: list[SpecialtyId] = []
        if self.state.relation == "child" and self.case.person.age_years < CHILD_YEARS:
            return (SpecialtyId("paediatrics"),)
        ids += [flag.specialty for flag in self.thought.triage.red_flags]
        deciding = [o.specialty for o in self.opinions if o.urgency is self.urgency and not o.failed and o.hypotheses]
        ids += [self._disease(each).specialty for each in self.leading[:1]]
        if self.urgency.rank <= Urgency.URGENT.rank:
            ids += [each for each in deciding if each != GENERAL]
        ids.append(GENERAL)
        return tuple(each for each in dict.fromkeys(ids) if each in self.graph.specialties)[:1]

    def where(self) -> tuple[str, ...]:
        """Answer department and level of hospital, in one or two sentences."""
        if self.urgency is Urgency.SELF_CARE:
            return (_SELF_CARE_WHERE.in_(self.lang),)
        if self.action == "call_120":
            return (_AMBULANCE.in_(self.lang),)
        if self.urgency is Urgency.EMERGENCY:
            return (_NEAREST.in_(self.lang),)
        place = self.departments()[0]
        department = BRACKETS.sub("", self.graph.specialties[place].department.in_(self.lang))
        level = self._level()
        template = _GO
        if level == "community":
            template = _GO_COMMUNITY if place == GENERAL else _GO_REFERRED
        first = template.in_(self.lang).format(level=wording.LEVELS[level].in_(self.lang), department=department)
        if self.urgency is Urgency.URGENT:
            return (first, _CLOSED.in_(self.lang))
        return (first,)

    def _level(self) -> Level:
        """Answer the lowest level of hospital that is right for every cause that is worth saying and decides the urgency."""
        order: tuple[Level, ...] = ("community", "county", "tertiary")
        wanted = [self._disease(each).level for each in self.leading if each.probability >= UNCLEAR] or ["community"]
        if self.urgency is Urgency.URGENT:
            wanted.append("county" if self.departments()[0] != GENERAL else "community")
        return max(wanted, key=order.index)

    def bring(self) -> tuple[str, ...]:
        """Answer what to take along."""
        if self.urgency is Urgency.SELF_CARE:
            return ()
        if self.action == "call_120":
            return (wording.BRING_120.in_(self.lang),)
        texts = list(wording.BRING)
        if self.state.relation == "child" and self.case.person.age_years < CHILD_YEARS:
            texts.insert(1, wording.BRING_CHILD)
        if self.case.person.pregnant:
            texts.insert(1, wording.BRING_PREGNANT)
        return tuple(each.in_(self.lang) for each in texts)

    def watch_for(self) -> tuple[str, ...]:
        """Answer the signs that would change the plan: those of the likely causes, then what holds for everybody."""
        texts: list[LocalText] = []
        shares = (3, 2, 1)
        for hypothesis, share in zip(self.leading, shares, strict=False):
            if texts and hypothesis.probability < PLANNED_FOR:
                break
            texts += [each for each in self._disease(hypothesis).warning if self._of_this_age(each)][:share]
        kept = self.safe(texts)[: MOST_WATCH - 2]
        rest = [each.in_(self.lang) for each in self._watched_by_all()]
        return (*kept, *(rest[-2:] if kept else rest))

    def _watched_by_all(self) -> tuple[LocalText, ...]:
        """Answer what everybody watches for: on the way, until seen, or at home."""
        if self.urgency is Urgency.EMERGENCY:
            return wording.WATCH_EMERGENCY
        child = self.state.relation == "child"
        if self.urgency.rank <= Urgency.SOON.rank:
            return (*(wording.WATCH_CHILD[:2] if child else ()), *wording.WATCH_SEEN)
        return wording.WATCH_CHILD if child else wording.WATCH

    def _of_this_age(self, text: LocalText) -> bool:
        """Answer whether a warning for young infants is of use: not to anybody past the first year."""
        return self.case.person.age_years < 1 or "三个月" not in text.zh

    def why(self) -> tuple[str, ...]:
        """Answer why: the rule that decided, then the likely causes as possibilities, then what must be ruled out."""
        said = [each.text.in_(self.lang) for each in self.reasons if self._decided(each)][:2]
        lines = [_sentence(each, self.lang) for each in said]
        reports = named_in_brief(self.graph, self.state)
        lines += [reports] if reports else []
        for hypothesis in self.leading:
            disease = self._disease(hypothesis)
            lines.append(
                _POSSIBLE.in_(self.lang).format(
                    name=in_sentence(disease.name, self.lang), lay=disease.lay.in_(self.lang)
                )
            )
        if not self.leading or self.leading[0].probability < UNCLEAR:
            lines.append(wording.NOT_SURE.in_(self.lang))
        exclude = self._to_exclude()
        if exclude:
            names = listed((in_sentence(self._disease(each).name, self.lang) for each in exclude), self.lang)
            lines.append(_EXCLUDE.in_(self.lang).format(names=names))
        lines.append(wording.ONLY_POSSIBLE.in_(self.lang))
        return tuple(lines)

    def _decided(self, reason: Reason) -> bool:
        """Answer whether a rule is one that set the urgency: "see a doctor today" has no place on an emergency page."""
        flag = self.graph.red_flags.get(RedFlagId(reason.id))
        return reason.kind in {"red_flag", "score"} and (flag is None or flag.urgency is self.urgency)

    def _to_exclude(self) -> list[Hypothesis]:
        shown = {each.disease for each in self.leading}
        dangerous = [
            each
            for each in self.thought.posterior.at_least(MUST_EXCLUDE, 20)
            if each.disease not in shown and self._disease(each).urgency.rank <= Urgency.URGENT.rank
        ]
        return dangerous[:2] if self.urgency.rank <= Urgency.SOON.rank else []

    def who_looked(self) -> tuple[str, ...]:
        """Answer which specialties looked and what each says on how soon."""
        lines = []
        for opinion in self.opinions:
            name = opinion.name.in_(self.lang)
            if opinion.failed:
                lines.append(_FAILED.in_(self.lang).format(name=name))
            elif not has_a_say(opinion):
                lines.append(_NOTHING.in_(self.lang).format(name=name))
            elif opinion.urgency.rank - self.urgency.rank >= APART:
                lines.append(_LESS.in_(self.lang).format(name=name))
            else:
                lines.append(
                    _LOOKED.in_(self.lang).format(name=name, when=wording.SHORT[opinion.urgency].in_(self.lang))
                )
        if self.disagreements:
            lines.append(wording.SAFER.in_(self.lang))
        return tuple(lines)

    def comfort(self) -> str:
        """Answer the comfort that belongs to the complaint."""
        told = tuple(each.id for each in self.case.findings if each.status is Status.PRESENT)
        words = comfort(self.graph, told, self.state.relation, self.urgency, call_120=self.action == "call_120")
        return words.in_(self.lang)

    def guidance(self, summary: str) -> Guidance:
        """Answer the whole page, with the visit summary as given."""
        view = GuidanceView(
            urgency=self.urgency,
            action=self.action,
            headline=self.headline(),
            now=self.now(),
            where=self.where(),
            bring=self.bring(),
            watch_for=self.watch_for(),
            why=self.why(),
            who_looked=self.who_looked(),
            comfort=self.comfort(),
            summary=summary,
        )
        return Guidance(view=view, departments=self.departments(), disagreements=self.disagreements)

    def shown(self, guidance: Guidance) -> Shown:
        """Answer the page for the guards, with what it may name as a cause and the texts that stand on graph or rule."""
        possible = [self._disease(each) for each in (*self.leading, *self._to_exclude())]
        rules = {each.text.in_(self.lang) for each in self.reasons}
        grounds = (
            rules | {_sentence(each, self.lang) for each in rules} | {each.lay.in_(self.lang) for each in possible}
        )
        return Shown(
            lang=self.lang,
            view=guidance.view,
            urgency_text=self.headline(),
            possible=frozenset(in_sentence(each.name, self.lang) for each in possible),
            grounds=frozenset(grounds),
            known=self.disease_names[self.lang],
        )

    def hand_over(self, summary: str) -> Guidance:
        """Answer the least that is always safe to show: how soon and whom to ask. For when a guard blocked the page."""
        view = GuidanceView(
            urgency=self.urgency,
            action=self.action,
            headline=self.headline(),
            now=(wording.HAND_OVER.in_(self.lang),),
            where=self.where(),
            bring=self.bring(),
            watch_for=tuple(each.in_(self.lang) for each in self._watched_by_all()),
            why=(wording.NOT_SURE.in_(self.lang),),
            who_looked=self.who_looked(),
            comfort=self.comfort(),
            summary=summary,
        )
        return Guidance(view=view, departments=self.departments(), disagreements=self.disagreements)


_POSSIBLE: Final = local("可能是{name}：{lay}", "Possibly {name}: {lay}")
_EXCLUDE: Final = local(
    "还要请医生排除{names}的可能，这个不能漏。", "A doctor should also rule out {names}, which must not be missed."
)
_LOOKED: Final = local("{name}：{when}", "{name}: {when}")
_LESS: Final = local(
    "{name}：从本科看不急，以上面说的为准", "{name}: less pressing from its side; what stands above counts"
)
_NOTHING: Final = local("{name}：从本科看没有特别的", "{name}: nothing in particular from its side")
_FAILED: Final = local("{name}：这次没能给出意见", "{name}: could not give an opinion this time")
_SELF_CARE_WHERE: Final = local(
    "暂时不用去医院。拿不准的时候，找您的家庭医生或社区卫生服务中心。",
    "No hospital is needed for now. When in doubt, ask your family doctor or community health centre.",
)
_AMBULANCE: Final = local(
    "等救护车来，由急救医生决定送哪家医院。", "Wait for the ambulance; its crew decides on the hospital."
)
_NEAREST: Final = local(
    "去最近的、有急诊的医院，直接挂急诊科。", "Go to the nearest hospital with an emergency department."
)
_GO: Final = local("去{level}，挂{department}。", "Go to {level}, department: {department}.")
_GO_COMMUNITY: Final = local("去{level}看全科就可以。", "Go to {level}; the general practitioner can help.")
_GO_REFERRED: Final = local(
    "先去{level}请全科医生看，需要时再转{department}。",
    "Go to {level} first; the general practitioner refers you to {department} when needed.",
)
_CLOSED: Final = local("如果门诊已经下班，就去急诊。", "If the clinic is closed, go to the emergency department.")


def _sentence(words: str, lang: Lang) -> str:
    """Answer the words ending as a sentence."""
    stop = "。" if lang == "zh" else "."
    return words if words.endswith(("。", ".", "？", "?")) else f"{words}{stop}"
