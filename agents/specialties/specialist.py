"""How every specialty looks at a case: its own ranking, its rules, what it would test, what it still lacks, where to go.

A specialty is its id and its rules. Looking never raises: a rule that fails gives a failed opinion, and the others stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from agents.attributes import attribute
from agents.specialties.belief import corrections
from agents.specialties.question import own_question
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.points import text
from agents.specialties.view import GENERALIST, View
from agents.state import Opinion, Reason, Shift
from kg.conditions import Situation
from kg.hypotheses import Hypothesis
from kg.schema import LocalText, RedFlagId, SpecialtyId, Status, Urgency
from kg.triage import graded_by

MAX_ASKS: Final = 2
"""Questions one specialty may hand back."""
LEVELS: Final = tuple(Urgency)
CROSSED: Final = (1 / 6, 1 / 4, 1 / 3, 1 / 2)
"""Probability beyond which a boundary between two levels is crossed, emergency first: being too late costs five, three, two
times and once what being too early costs. Assumptions of ours, on the safe side."""
MAX_TESTS: Final = 5
WORTH_TESTING: Final = 0.05
"""Probability from which a disease's tests are proposed."""
SHOWN_EVIDENCE: Final = 4
"""Pieces of evidence kept for each hypothesis of an opinion, the strongest first."""


@dataclass(frozen=True)
class Specialist:
    """One specialty: its id in the graph and the rules of its own."""

    id: SpecialtyId
    rules: tuple[Rule, ...] = ()

    def look(self, view: View) -> Opinion:
        """Answer this specialty's opinion on the case."""
        try:
            return self._look(view)
        except Exception:  # noqa: BLE001 - whatever fails in one specialty must not take the others with it
            return failed(view)

    def _look(self, view: View) -> Opinion:
        rulings = [ruling for ruling in (rule(view) for rule in self.rules) if ruling is not None]
        urgency, by_rule, reasons = self._urgency(view, rulings)
        scores = tuple(ruling.score for ruling in rulings if ruling.score is not None)
        asks = (*(ask for ruling in rulings for ask in ruling.asks), *own_question(view))
        cautions = [ruling.caution for ruling in rulings if ruling.caution is not None]
        concept = view.graph.specialties[view.specialty]
        return Opinion(
            specialty=view.specialty,
            name=concept.name,
            hypotheses=tuple(_trimmed(each) for each in view.mine),
            urgency=urgency,
            by_rule=by_rule,
            reasons=reasons,
            scores=scores,
            tests=self._tests(view, rulings),
            missing=tuple(dict.fromkeys(missing for score in scores for missing in score.missing)),
            asks=tuple(dict.fromkeys(asks))[:MAX_ASKS],
            referral=concept.department if urgency is not Urgency.SELF_CARE and view.mine else None,
            caution=cautions[0] if cautions else None,
            shifts=_shifts(view, rulings),
            comment=_comment(view, rulings),
        )

    def _urgency(self, view: View, rulings: list[Ruling]) -> tuple[Urgency, Urgency | None, tuple[Reason, ...]]:
        """Answer the most urgent of the specialty's rules, its red flags and its share of the differential; that of rules and flags
        alone, None where none holds; and the reasons.
        """  # noqa: D205 - one sentence
        reasons = [
            Reason(kind="score", id=ruling.cited[0], text=ruling.reason, source=ruling.cited[1])
            for ruling in rulings
            if ruling.reason is not None and ruling.cited is not None
        ]
        levels = [ruling.urgency for ruling in rulings if ruling.urgency is not None]
        flags = [(each, view.graph.red_flags.get(RedFlagId(each.id))) for each in view.reasons]
        for reason, flag in flags:
            if flag is not None and view.specialty in {flag.specialty, GENERALIST}:
                reasons.append(reason)
                levels.append(flag.urgency)
        by_rule = min(levels, key=lambda level: level.rank, default=None)
        own = _by_own_cost(view)
        if own is not None:
            now = Situation(view.case.person, view.posterior.known, view.posterior.duration_days)
            graded = graded_by(view.graph, [flag for _, flag in flags if flag is not None], now)
            at_most = own[0] if graded is None else graded.urgency
            levels.append(max(own[0], at_most, key=lambda level: level.rank))
            reasons.append(own[1])
        return min(levels, key=lambda level: level.rank, default=Urgency.SELF_CARE), by_rule, tuple(reasons)

    def _tests(self, view: View, rulings: list[Ruling]) -> tuple[LocalText, ...]:
        """Answer what is worth testing and was not tested: the rules' tests, then those of the probable diseases."""
        measured = {result.lab for result in view.case.results}
        wanted: dict[str, LocalText] = {}
        for hypothesis in view.mine:
            if hypothesis.probability < WORTH_TESTING:
                break
            for test in view.graph.diseases[hypothesis.disease].tests:
                if test not in measured and (test in view.graph.tests or test in view.graph.labs):
                    wanted.setdefault(test, view.name(test))
        proposed = [*(test for ruling in rulings for test in ruling.tests), *wanted.values()]
        return tuple(dict.fromkeys(proposed))[:MAX_TESTS]


def _shifts(view: View, rulings: list[Ruling]) -> tuple[Shift, ...]:
    """Answer how the rules with published likelihood ratios correct the graph, each rule by itself."""
    return tuple(
        shift
        for ruling in rulings
        if ruling.belief is not None and ruling.cited is not None
        for shift in corrections(view, ruling.belief, by=ruling.cited[0])
    )


def _by_own_cost(view: View) -> tuple[Urgency, Reason] | None:
    """Answer the most urgent level whose boundary the specialty's own diseases cross.

    What belongs to other specialties counts for none: they speak for it themselves.
    """
    if not view.mine:
        return None
    mass = np.zeros(len(LEVELS))
    for disease, share in view.weighty:
        if view.is_mine(disease):
            mass[disease.urgency.rank] += share
    beyond = np.cumsum(mass)[:-1] > np.array(CROSSED)
    level = LEVELS[int(beyond.argmax())] if beyond.any() else Urgency.SELF_CARE
    leading = next(
        (each for each in view.mine if view.graph.diseases[each.disease].urgency.rank <= level.rank), view.mine[0]
    )
    disease = view.graph.diseases[leading.disease]
    percent = f"{leading.probability:.0%}"
    words = text(f"{disease.name.zh}的可能性约{percent}", f"{disease.name.en}: probability about {percent}")
    return level, Reason(kind="posterior", id=disease.id, text=words, source=disease.sources[0])


def _trimmed(hypothesis: Hypothesis) -> Hypothesis:
    strongest = (
        each.model_copy(update={"log10_lr": round(each.log10_lr, 3)}) for each in hypothesis.evidence[:SHOWN_EVIDENCE]
    )
    return hypothesis.model_copy(update={"probability": round(hypothesis.probability, 4), "evidence": tuple(strongest)})


def failed(view: View) -> Opinion:
    """Answer the opinion of a specialty that could not look: it says so, and claims nothing."""
    return Opinion(
        specialty=view.specialty,
        name=view.graph.specialties[view.specialty].name,
        comment=text(
            "这次没能给出意见，其他科的意见不受影响。", "Could not give an opinion this time; the others stand."
        ),
        failed=True,
    )


def _spoken(view: View, hypothesis: Hypothesis, lang_zh: bool) -> str:
    """Answer the two strongest told findings that speak for a hypothesis, by name."""
    names = []
    for evidence in hypothesis.evidence:
        if evidence.log10_lr > 0 and evidence.status is Status.PRESENT and not evidence.finding.startswith("duration."):
            names.append(attribute(view.graph, evidence.finding, "zh" if lang_zh else "en"))
        if len(names) == 2:  # noqa: PLR2004 - two are enough to see why
            break
    return ("、" if lang_zh else " and ").join(names)


def _comment(view: View, rulings: list[Ruling]) -> LocalText:
    """Answer in two or three sentences what the specialty makes of the case, in the doctor's words."""
    zh: list[str] = []
    en: list[str] = []
    leading = [each for each in view.mine if each.probability >= WORTH_TESTING][:2]
    if not leading:
        zh.append("从本科看，目前没有突出的可能。")
        en.append("From this specialty's side nothing stands out at present.")
    for hypothesis in leading:
        disease = view.graph.diseases[hypothesis.disease]
        because_zh, because_en = _spoken(view, hypothesis, True), _spoken(view, hypothesis, False)
        share = f"{hypothesis.probability:.0%}"
        zh.append(f"可能是{disease.name.zh}（{share}）" + (f"，依据：{because_zh}。" if because_zh else "。"))
        en.append(f"Possibly {disease.name.en} ({share})" + (f", because of {because_en}." if because_en else "."))
    for ruling in rulings:
        if ruling.score is not None:
            zh.append(f"{ruling.score.name.zh}{_span(ruling)}：{ruling.score.meaning.zh}。")
            en.append(f"{ruling.score.name.en} {_span(ruling)}: {ruling.score.meaning.en}.")
    for ruling in rulings:
        if ruling.caution is not None:
            zh.append(f"注意：{ruling.caution.zh}。")
            en.append(f"Caution: {ruling.caution.en}.")
            break
    return text("".join(zh), " ".join(en))


def _span(ruling: Ruling) -> str:
    score = ruling.score
    if score is None:
        return ""
    return f"{score.low:g}" if score.low == score.high else f"{score.low:g}–{score.high:g}"
