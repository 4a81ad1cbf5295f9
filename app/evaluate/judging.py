"""One vignette through the product, in one shot or interviewed, and what came of it, small enough to pass between processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, Literal

from agents.assessment import assess
from agents.consultation import Steps
from agents.dialogue import Answer, Finish, PersonInput, Start, TurnInput
from agents.graph import Outcome
from agents.guard.after import guards_after
from agents.guard.before import guards_before
from agents.intake.questions import OPENING
from agents.intake.receiving import Desk
from agents.intake.views import chips_of
from agents.knowledge import Knowledge
from agents.specialties.registry import standard_registry
from agents.state import Asked, ConsultationState, Relation
from app.evaluate.ablations import FULL, Ablation
from app.evaluate.cases import COARSE, Coarse, Vignette, coarse
from app.evaluate.patient import Patient
from app.evaluate.truth import TruthIndex
from app.evaluate.turns import Turns
from kg.closure import closure
from kg.hypotheses import Evidence
from kg.lexicon import Lexicon
from kg.schema import DiseaseId, Lang, Status, Urgency
from kg.text import understand

Mode = Literal["oneshot", "interview"]
MODES: Final[tuple[Mode, ...]] = ("oneshot", "interview")
NOW_MS: Final = int(datetime(2026, 5, 15, 10, tzinfo=UTC).timestamp() * 1000)
"""A day in May: no season speaks loudly, and the answer does not depend on when it is measured."""
DAYS_PER_YEAR: Final = 365.25
SPOKEN_FOR_BELOW_YEARS: Final = 14.0
ADULT_FROM_YEARS: Final = 18.0
MOST_TURNS: Final = 60
"""A consultation that asks on beyond this many turns is a defect, and is ended as a resident would end it."""
SHOWN: Final = 10
EVIDENCE: Final = 5


@dataclass(frozen=True)
class Ranked:
    """A disease of the differential; `place` from 1; the strongest evidence for it and against it."""

    disease: DiseaseId
    name: str
    probability: float
    place: int
    evidence: tuple[tuple[str, Status, float], ...] = ()


@dataclass(frozen=True)
class Exchange:
    """One question that was put, and its answer as it stands in the transcript."""

    question: str
    answer: str


@dataclass(frozen=True)
class Judged:
    """A vignette with what the product made of it.

    `truth` are the diseases that count as right, none when the graph does not cover it; `found` is the best placed of them, wherever it
    stands. `questions` counts every question put after the opening, the request for a photo and repetitions included.
    """

    vignette: Vignette
    truth: tuple[DiseaseId, ...]
    leading: tuple[Ranked, ...]
    found: Ranked | None
    level: Urgency
    reasons: tuple[str, ...]
    findings: tuple[tuple[str, Status], ...]
    exchanges: tuple[Exchange, ...] = ()
    interrupted: bool = False
    """A red flag ended the interview before the history was complete."""
    knew: int = 0
    """Findings that the simulated patient could have told of as present."""
    untold: tuple[str, ...] = ()
    """Those of them that the interview never learnt of, neither by themselves nor by a more special one."""

    @property
    def covered(self) -> bool:
        """Answer whether the graph holds the truth."""
        return bool(self.truth)

    @property
    def questions(self) -> int:
        """Answer how many questions were put after the opening."""
        return len(self.exchanges)

    @property
    def elicited(self) -> float | None:
        """Answer the share of what the patient knew to be present that the interview learnt; None when nothing was known."""
        return 1 - len(self.untold) / self.knew if self.knew else None

    @property
    def rank(self) -> int | None:
        """Answer the place of the truth, from 1; None when the graph does not hold it."""
        return None if self.found is None else self.found.place

    def within(self, most: int) -> bool:
        """Answer whether the truth stands among the first `most`."""
        return self.rank is not None and self.rank <= most

    @property
    def coarse(self) -> Coarse:
        """Answer the coarse urgency."""
        return coarse(self.level)

    @property
    def safe(self) -> bool:
        """Answer whether it is at least as urgent as the truth; True where no urgency is given, which is not counted."""
        true = self.vignette.urgency
        return true is None or COARSE.index(self.coarse) <= COARSE.index(true)


def relation_of(lexicon: Lexicon, vignette: Vignette) -> Relation:
    """Answer for whom the words are said, which a resident tells on the first page and a file of vignettes does not.

    Below 14 years it is a child that others speak for. A text about "he" or "she" without any "I" is told by somebody else: read as
    the person's own words, every "she has" would be taken for a relative's illness. Whether that is a parent or a child is as
    the product reads it; nobody of 18 years or more is the child. Everything else is the person's own.
    """
    if vignette.age < SPOKEN_FOR_BELOW_YEARS:
        return "child"
    if not vignette.in_third_person:
        return "self"
    read = understand(lexicon, vignette.text, lang=vignette.lang).person
    if read == "parent" or (read == "child" and vignette.age < ADULT_FROM_YEARS):
        return read
    return "other"


def person_of(vignette: Vignette, relation: Relation) -> PersonInput:
    """Answer the person as the page would send them."""
    return PersonInput(relation=relation, age_days=round(vignette.age * DAYS_PER_YEAR), sex=vignette.sex.value)


@dataclass(frozen=True)
class Judge:
    """Judges vignettes with one knowledge, changed as the ablation says. `seed` decides what is left to chance."""

    knowledge: Knowledge
    mode: Mode
    ablation: Ablation = FULL
    max_questions: int | None = None
    seed: int = 0

    @cached_property
    def _changed(self) -> Knowledge:
        return Knowledge(self.ablation.graph(self.knowledge.graph), self.knowledge.lexicon)

    @cached_property
    def _truths(self) -> TruthIndex:
        return TruthIndex(self.knowledge.graph.diseases)

    @cached_property
    def _plain(self) -> Steps:
        knowledge = self._changed
        return Steps(knowledge, Desk(knowledge, None, guards_before()), standard_registry(), guards_after())

    def judge(self, vignette: Vignette) -> Judged:
        """Answer what the product makes of the vignette."""
        if self.mode == "oneshot":
            person = person_of(vignette, relation_of(self.knowledge.lexicon, vignette))
            steps = self.ablation.steps(self._plain, f"{self.seed}/{vignette.id}")
            told = assess(self._changed, person, vignette.told, lang=vignette.lang, now_ms=NOW_MS, steps=steps)
            return self._judged(vignette, told, ())
        outcome, patient, exchanges = self._interviewed(vignette)
        knew = patient.knows.told_present
        learnt = closure(self.knowledge.graph, outcome.thought.known.findings).present
        untold = tuple(sorted(finding for finding in knew if finding not in learnt))
        return replace(self._judged(vignette, outcome, exchanges), knew=len(knew), untold=untold)

    def _patient(self, vignette: Vignette, state: ConsultationState) -> Patient:
        # The patient lives in the full graph: an ablation changes what the product makes of the answers, not the person.
        return Patient(
            self.knowledge,
            state.person,
            state.relation,
            vignette.lang,
            vignette.text,
            vignette.denied if vignette.absent else "",
            vignette.complaint,
        )

    def _interviewed(self, vignette: Vignette) -> tuple[Outcome, Patient, tuple[Exchange, ...]]:
        turns = Turns(self.ablation.steps(self._plain, f"{self.seed}/{vignette.id}"))
        person = person_of(vignette, relation_of(self.knowledge.lexicon, vignette))
        start = Start(lang=vignette.lang, person=person)
        outcome = turns.run(None, start, turn=0, now_ms=NOW_MS)
        patient = self._patient(vignette, outcome.state)
        exchanges: list[Exchange] = []
        answered: Counter[str] = Counter()
        for turn in range(1, MOST_TURNS):
            asked = outcome.state.open
            spent = self.max_questions is not None and len(exchanges) >= self.max_questions
            given: TurnInput = Finish()
            if asked is not None and (asked.id == OPENING or not spent) and turn < MOST_TURNS - 1:
                given = patient.answer(asked, answered[asked.id], outcome.thought.known.by_id)
                answered[asked.id] += 1
                if asked.id != OPENING:
                    exchanges.append(
                        Exchange(asked.question.text.in_(vignette.lang), said(asked, given, vignette.lang))
                    )
            outcome = turns.run(outcome.state, given, turn=turn, now_ms=NOW_MS)
            if outcome.reply.guidance is not None:
                break
        return outcome, patient, tuple(exchanges)

    def _judged(self, vignette: Vignette, outcome: Outcome, exchanges: Sequence[Exchange]) -> Judged:
        state, posterior = outcome.state, outcome.thought.posterior
        right = self._truths.resolve(vignette.truth)
        graph = self.knowledge.graph
        ids = posterior.diseases
        order = [ids[int(number)] for number in posterior.order]

        def ranked(place: int, evidence: int) -> Ranked:
            hypothesis = posterior.hypothesis(order[place])
            name = graph.diseases[order[place]].name.in_(vignette.lang)
            return Ranked(
                order[place], name, hypothesis.probability, place + 1, _strongest(hypothesis.evidence, evidence)
            )

        found = next((place for place, disease in enumerate(order) if disease in right), None)
        assert state.assessment.urgency is not None
        return Judged(
            vignette=vignette,
            truth=tuple(sorted(right)),
            leading=tuple(ranked(place, EVIDENCE if place == 0 else 0) for place in range(min(SHOWN, len(order)))),
            found=None if found is None else ranked(found, EVIDENCE),
            level=state.assessment.urgency,
            reasons=tuple(reason.id for reason in state.assessment.reasons),
            findings=tuple((each.id, each.status) for each in outcome.thought.known.findings),
            exchanges=tuple(exchanges),
            interrupted=self.mode == "interview" and state.stage == "emergency",
        )


def _strongest(evidence: Sequence[Evidence], most: int) -> tuple[tuple[str, Status, float], ...]:
    """Answer the strongest pieces that speak for it, then those against it, `most` of each."""
    parts = [(each.finding, each.status, each.log10_lr) for each in evidence]
    return (*[part for part in parts if part[2] > 0][:most], *[part for part in parts if part[2] < 0][:most])


def said(asked: Asked, given: TurnInput, lang: Lang) -> str:
    """Answer what was answered, as one reads it."""
    if not isinstance(given, Answer):
        return ""
    offered = chips_of(asked.question)
    parts = [offered[index].in_(lang) for index in given.options if index < len(offered)]
    return " / ".join([*parts, *([given.text] if given.text else [])])
