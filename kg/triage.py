"""How soon the person should be seen, and why: red-flag rules and the expected cost over the posterior; the higher wins.

Owns the cost of being wrong. It grows with the levels that a decision is wrong by, and being too late costs more than being
too early, by a factor that grows with the danger. The level with the least expected cost is chosen, so small probabilities
of dangerous diseases do not send everybody to an emergency department, and a large one is never ignored. A name that somebody
gave the illness never makes it less urgent than the complaints alone would: names are wrong too often. With no complaint
told, nothing is normal: the answer is then at least `routine`, and readings that are as they should be say no more than nothing.
What guidelines grade by itself (a very high blood pressure and nothing else) is as urgent as its rule says (`RedFlag.enough`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kg.closure import Closure, applicable, closure
from kg.conditions import Situation, holds
from kg.graph import Graph
from kg.inference import Posterior, complaints, infer
from kg.rules import findings_in
from kg.schema import DiseaseId, Finding, FindingKind, LocalText, Person, RedFlag, Status, Urgency
from kg.wording import inside

Action = Literal["call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon", "book_appointment", "home"]

LEVELS: Final = tuple(Urgency)
TOO_LATE: Final = np.array([5.0, 3.0, 2.0, 1.0, 0.0])
"""Cost of every level that a decision is later than the truth, by what the truth is (emergency first)."""
TOO_EARLY: Final = 1.0
"""Cost of every level that a decision is earlier. So 1/6 is the probability of an emergency from which one is called, 1/4 for a
doctor today, 1/3 within days, 1/2 for an appointment, whatever the alternative is. Assumptions of ours, on the safe side."""
UNEXPLAINED_AS: Final = Urgency.ROUTINE
"""What the graph cannot explain deserves an appointment."""

_ACTION: Final[dict[Urgency, Action]] = {
    Urgency.EMERGENCY: "go_to_emergency",
    Urgency.URGENT: "see_doctor_today",
    Urgency.SOON: "see_doctor_soon",
    Urgency.ROUTINE: "book_appointment",
    Urgency.SELF_CARE: "home",
}
_BY_AMBULANCE: Final = frozenset({"cardiology", "neurology", "emergency_toxicology"})
_ACTIONS: Final = ("call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon", "book_appointment", "home")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the urgency is what it is.

    `id` is a red flag, a critical lab finding, a disease, `several`, `unexplained` or `insufficient`.
    """

    kind: Literal["red_flag", "posterior"]
    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class Triage:
    """The urgency, what to do about it, and why; the reasons that decided come first."""

    urgency: Urgency
    reasons: tuple[Reason, ...]
    red_flags: tuple[RedFlag, ...]
    action: Action


def costs(truth: Sequence[Urgency]) -> NDArray[np.float64]:
    """Answer the cost of each decision for each true urgency, (5, len(truth))."""
    decided = np.arange(len(LEVELS))[:, None]
    true = np.array([level.rank for level in truth])[None, :]
    late, early = np.maximum(decided - true, 0), np.maximum(true - decided, 0)
    answer: NDArray[np.float64] = late * TOO_LATE[true] + early * TOO_EARLY
    return answer


def masses(graph: Graph, posterior: Posterior) -> NDArray[np.float64]:
    """Answer the probability of each level of urgency, most urgent first, (5,); sums to 1."""
    answer = np.zeros(len(LEVELS))
    np.add.at(answer, graph.urgency_ranks, posterior.probabilities)
    answer[UNEXPLAINED_AS.rank] += posterior.unexplained
    # Two diseases together make more than one: what is more urgent keeps its share.
    upto = np.minimum(np.cumsum(answer), 1.0)
    upto[-1] = 1.0
    level: NDArray[np.float64] = np.diff(upto, prepend=0.0)
    return level


def red_flags(graph: Graph, person: Person, known: Closure, duration_days: float | None) -> tuple[RedFlag, ...]:
    """Answer the rules that hold, most urgent first."""
    now = Situation(person, known, duration_days)
    look_at = {flag.id: flag for finding in (None, *known.present) for flag in graph.flags_at.get(finding, ())}
    held = [flag for flag in look_at.values() if holds(flag.when, now)]
    return tuple(sorted(held, key=lambda flag: (flag.urgency.rank, _ACTIONS.index(flag.action), flag.id)))


def urgency_of_result(graph: Graph, person: Person, result: Iterable[Finding], beside: Iterable[Finding]) -> Urgency:
    """Answer how soon a critical result is to be seen for itself, `beside` what else is known of the person.

    Today, where no rule speaks of it; by appointment, where one does and does not hold.

    `result` are the findings that it is (`kg.labs.findings_of`).
    """
    those = [*result]
    named = {each.id for each in those}
    flags = red_flags(graph, person, closure(graph, [*those, *beside]), None)
    held = [flag.urgency for flag in flags if not named.isdisjoint(findings_in(flag.when))]
    otherwise = Urgency.ROUTINE if named & graph.flagged else Urgency.URGENT
    return min(held, default=otherwise, key=lambda each: each.rank)


def triage(graph: Graph, person: Person, findings: Iterable[Finding], posterior: Posterior) -> Triage:
    """Answer how soon, what to do, and why. `posterior` must come from the same findings."""
    told = applicable(graph, person, findings)
    known = posterior.known
    flags = red_flags(graph, person, known, posterior.duration_days)
    critical = _critical(graph, known)
    by_cost, reason = _by_cost(graph, known, posterior)
    unnamed = [each for each in told if graph.findings[each.id].kind is not FindingKind.DIAGNOSIS]
    if len(unnamed) < len(told) and complaints(graph, closure(graph, unnamed).present):
        without = infer(graph, person, unnamed, duration_days=posterior.duration_days)
        by_cost, reason = min((by_cost, reason), _by_cost(graph, known, without), key=lambda each: each[0].rank)
    graded = graded_by(graph, flags, Situation(person, known, posterior.duration_days))
    if graded is not None:
        by_cost = max((by_cost, graded.urgency), key=lambda each: each.rank)
    urgency = by_cost
    if flags and flags[0].urgency.rank < urgency.rank:
        urgency = flags[0].urgency
    if critical and urgency.rank > Urgency.URGENT.rank:
        urgency = Urgency.URGENT
    rules = [*(Reason("red_flag", flag.id, flag.say) for flag in flags), *critical]
    # Rules are the plainer reason and come first; a posterior that asks for less than what was decided would only confuse.
    reasons = (*rules, reason) if by_cost is urgency and graded is None else tuple(rules)
    action = _ACTION[urgency]
    if by_cost is urgency is Urgency.EMERGENCY and _needs_ambulance(graph, posterior):
        action = "call_120"
    for flag in flags:
        if flag.urgency is urgency and _ACTIONS.index(flag.action) < _ACTIONS.index(action):
            action = flag.action
    return Triage(urgency, reasons, flags, action)


def graded_by(graph: Graph, flags: Iterable[RedFlag], now: Situation) -> RedFlag | None:
    """Answer the first of the rules that hold that says how soon by itself: nothing is there, or may be, but what its `enough` names."""
    told = [each.id for each in now.known.told.values() if each.status is not Status.ABSENT]
    for flag in flags:
        if flag.enough is not None and holds(flag.enough, now):
            named = set(findings_in(flag.enough))
            if all(not named.isdisjoint((each, *graph.ancestors(each))) for each in told):
                return flag
    return None


def _needs_ambulance(graph: Graph, posterior: Posterior) -> bool:
    """Answer whether the likeliest emergency is of heart, brain or poison: these worsen on the way to a hospital."""
    leading = _leading(graph, posterior, Urgency.EMERGENCY)
    return leading is not None and graph.diseases[leading].specialty in _BY_AMBULANCE


def _leading(graph: Graph, posterior: Posterior, urgency: Urgency) -> DiseaseId | None:
    """Answer the likeliest disease of this urgency or above, None when there is none."""
    ranks = graph.urgency_ranks
    number = next((n for n in posterior.order if ranks[n] <= urgency.rank), None)
    return None if number is None else posterior.diseases[int(number)]


def _critical(graph: Graph, known: Closure) -> list[Reason]:
    """Answer the critical results that no rule speaks of, whether or not it holds: a doctor sees them today."""
    answer = []
    for finding in sorted(known.present - graph.flagged):
        if finding.startswith("lab.") and finding.endswith(".critical"):
            name = graph.findings[finding].name
            zh = f"{name.zh}：这个结果可能有危险，今天就要让医生看"
            en = f"{name.en}: this result may be dangerous; a doctor should see it today"
            answer.append(Reason("red_flag", finding, LocalText(zh=zh, en=en)))
    return answer


_INSUFFICIENT: Final = LocalText(
    zh="目前了解的还不够，最好当面请医生看一看", en="We do not know enough yet; it is best to let a doctor have a look"
)
_SAID: Final[dict[Urgency, tuple[str, str]]] = {
    Urgency.EMERGENCY: ("可能是{zh}，需要马上处理", "This may be {en}, which needs help at once"),
    Urgency.URGENT: ("可能是{zh}，今天就看医生比较稳妥", "This may be {en}; it is safer to see a doctor today"),
    Urgency.SOON: (
        "可能是{zh}，一到三天内看医生比较合适",
        "This may be {en}; a doctor should look within one to three days",
    ),
    Urgency.ROUTINE: ("可能是{zh}，约个时间看医生就可以", "This may be {en}; an appointment will do"),
    Urgency.SELF_CARE: (
        "最像{zh}，一般在家照顾就能好转",
        "This looks most like {en}, which usually gets better at home",
    ),
}
_SEVERAL: Final[dict[Urgency, LocalText]] = {
    Urgency.EMERGENCY: LocalText(
        zh="可能的原因有好几种，其中有的需要马上处理，先到急诊排除比较稳妥",
        en="Several causes are possible and some need help at once; it is safest to have them ruled out in an emergency department",
    ),
    Urgency.URGENT: LocalText(
        zh="可能的原因有好几种，其中有的不宜等，今天就看医生比较稳妥",
        en="Several causes are possible and some should not wait; it is safer to see a doctor today",
    ),
    Urgency.SOON: LocalText(
        zh="可能的原因有好几种，一到三天内请医生看看，分清是哪一种",
        en="Several causes are possible; a doctor should tell them apart within one to three days",
    ),
    Urgency.ROUTINE: LocalText(
        zh="可能的原因有好几种，约个时间请医生看看就可以",
        en="Several causes are possible; an appointment will do to tell them apart",
    ),
    Urgency.SELF_CARE: LocalText(
        zh="可能的原因有好几种，多半在家照顾就能好转",
        en="Several causes are possible, most of which get better at home",
    ),
}
"""What is said when the urgency comes from many diseases together and none of them is likely by itself."""
NAMED_FROM: Final = 0.12
"""A disease less probable than this is not named as the reason: to name one of many would frighten and mislead."""
MANY_TOGETHER: Final = 0.4
"""Emergencies none of which is likely enough to be named call for one from this probability on, taken together. Rules do so at any."""
_UNEXPLAINED: Final = LocalText(
    zh="这些情况用常见原因还解释不了，约医生看看更放心",
    en="Common causes do not explain this well; a doctor should look at it",
)


def _is_good_reading(graph: Graph, finding: Finding) -> bool:
    """Answer whether a reading taken at home denies the finding, and no person or laboratory does."""
    measured = graph.findings[finding.id].kind is not FindingKind.LAB
    return measured and finding.status is Status.ABSENT and finding.value is not None


def _by_cost(graph: Graph, known: Closure, posterior: Posterior) -> tuple[Urgency, Reason]:
    share = masses(graph, posterior)
    urgency = LEVELS[int((costs(LEVELS) @ share).argmin())]
    if urgency is Urgency.EMERGENCY and share[0] < MANY_TOGETHER:
        # Many hardly likely emergencies are told apart by a doctor today, not by a night in an emergency department.
        leading = _leading(graph, posterior, urgency)
        if leading is None or posterior.probability(leading) < NAMED_FROM:
            urgency = Urgency.URGENT
    if not complaints(graph, known.present):
        # Something is known and nothing of it complains: an appointment will do. Nothing understood at all is not the same as
        # nothing wrong, so it errs on the safer side; and so it does where only a thermometer or the like found nothing.
        told = any(not _is_good_reading(graph, each) for each in known.told.values())
        return (Urgency.ROUTINE if told else Urgency.SOON), Reason("posterior", "insufficient", _INSUFFICIENT)
    leading = _leading(graph, posterior, urgency)
    if leading is None or (urgency is UNEXPLAINED_AS and posterior.unexplained > posterior.probability(leading)):
        return urgency, Reason("posterior", "unexplained", _UNEXPLAINED)
    if posterior.probability(leading) < NAMED_FROM:
        return urgency, Reason("posterior", "several", _SEVERAL[urgency])
    disease = graph.diseases[leading]
    zh, en = _SAID[urgency]
    name = disease.name
    return urgency, Reason(
        "posterior", disease.id, LocalText(zh=zh.format(zh=name.zh), en=en.format(en=inside(name.en)))
    )
