"""Which questions may be put now, whatever they are worth.

Owns: never twice, never what is known or implied, one question for one idea, `needs`, sex and age. A finding that an authored
question covers is asked by that question alone. Of the others, the special findings below one that is present are asked
together (what is the pain like), the rest by their name; a special finding waits until its general one is known to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.closure import Closure, applies
from kg.graph import Graph
from kg.schema import FindingId, Option, Person, Question, QuestionId
from kg.wording import WHY_BESIDE, asking, asking_beside, asking_kinds, plain, why_apart, why_kinds

MADE: Final = "ask."
"""Ids of questions made from a finding are this and the finding's id."""
TOGETHER: Final = "about."
"""Ids of questions made from several kinds of a finding are this, the general finding's id, and `#` with a count."""
BESIDE: Final = "beside#"
"""Ids of questions made from several symptoms beside the complaint are this and a count."""
PREGNANT: Final = FindingId("hx.pregnant")
"""What is asked of pregnant women alone needs this; not asked where the person is known to be pregnant, or not to be."""
FELT: Final = frozenset(
    FindingId(finding)
    for finding in (
        "headache",
        "dizziness",
        "vertigo",
        "near_syncope",
        "nausea",
        "palpitations",
        "chest_pain",
        "chest_tightness",
        "back_pain",
        "joint_pain",
        "muscle_pain",
        "limb_numbness",
        "throat_itch",
        "sore_throat",
        "heartburn",
        "anxiety",
        "low_mood",
        "fatigue",
        "itching",
    )
)
FELT_FROM_YEARS: Final = 2.0
"""What only the person feels cannot be asked about a baby, and is not; what the parents tell of it by themselves counts."""
MOST_TOGETHER: Final = 6
"""Options of a made question with several."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be put, and the findings that its answer settles. `question` is None until it is made."""

    id: QuestionId
    findings: tuple[FindingId, ...]
    question: Question | None = None
    about: FindingId | None = None
    """What it describes more closely, when it does."""
    options: tuple[Option, ...] = ()
    """The options of an authored question that are still open."""

    @property
    def is_kinds(self) -> bool:
        """Answer whether it was made from several kinds of a finding that is present."""
        return self.question is None and self.about is not None and len(self.findings) > 1

    def only(self, findings: Sequence[FindingId]) -> Candidate:
        """Answer the same made question for these findings alone."""
        return replace(self, findings=tuple(findings))

    @property
    def is_choice(self) -> bool:
        """Answer whether it takes exactly one of its options."""
        return self.question is not None and self.question.kind == "choice"


def put(graph: Graph, candidate: Candidate) -> Question:
    """Answer the candidate's question, made from the names of its findings unless an author wrote it."""
    if candidate.question is not None:
        if len(candidate.options) == len(candidate.question.options):
            return candidate.question
        return candidate.question.model_copy(update={"options": candidate.options})
    first = graph.findings[candidate.findings[0]]
    if len(candidate.findings) == 1:
        why = why_apart(first, None, None)
        return Question(id=candidate.id, kind="yes_no", text=asking(first), why=why, finding=first.id)
    about = None if candidate.about is None else graph.findings[candidate.about]
    again = not candidate.id.endswith("#1")
    return Question(
        id=candidate.id,
        kind="multi",
        text=asking_beside(again=again) if about is None else asking_kinds(about, again=again),
        why=WHY_BESIDE if about is None else why_kinds(about),
        options=tuple(Option(text=plain(graph.findings[f].name), present=(f,)) for f in candidate.findings),
        needs=candidate.about,
    )


def _open(graph: Graph, person: Person, known: Closure, finding: FindingId) -> bool:
    if finding in known.status or not applies(graph.findings[finding], person):
        return False
    if finding == PREGNANT and person.pregnant is not None:
        return False
    too_young = person.age_years < FELT_FROM_YEARS
    return not (too_young and not FELT.isdisjoint((finding, *graph.ancestors(finding))))


def _is_needed(person: Person, known: Closure, needs: FindingId | None) -> bool:
    # Who ticked "pregnant" need not say it again.
    return needs is None or known.is_present(needs) or (needs == PREGNANT and person.pregnant is True)


def _concerns(question: Question, person: Person) -> bool:
    fits_age = question.min_age_years <= person.age_years < question.max_age_years
    return fits_age and (question.sex is None or question.sex is person.sex)


def authored_candidate(graph: Graph, person: Person, known: Closure, question: Question) -> Candidate | None:
    """Answer the authored question as it would be put now, without the options that are already settled.

    None when its idea is settled, or when less than a choice is left of it.
    """
    if not _concerns(question, person) or not _is_needed(person, known, question.needs):
        return None
    if question.kind == "yes_no":
        assert question.finding is not None
        if not _open(graph, person, known, question.finding) or not _ripe(graph, known, question.finding):
            return None
        return Candidate(question.id, (question.finding,), question, question.needs, question.options)
    said = [any(known.is_present(finding) for finding in option.present) for option in question.options]
    if question.kind == "choice" and any(said):
        return None
    asked = dict.fromkeys(finding for option in question.options for finding in option.present)
    open_ = {finding for finding in asked if _open(graph, person, known, finding)}
    left = [
        option
        for option, is_said in zip(question.options, said, strict=True)
        if not is_said and not (option.present and open_.isdisjoint(option.present))
    ]
    asks = [option for option in left if option.present]
    if not asks or (question.kind == "choice" and len(asks) < 2):  # noqa: PLR2004 - a choice has two sides
        return None
    findings = tuple(dict.fromkeys(f for option in asks for f in option.present if f in open_))
    return Candidate(question.id, findings, question, question.needs, tuple(left))


def _ripe(graph: Graph, known: Closure, finding: FindingId) -> bool:
    """Answer whether the general finding is settled, so that the special one may be asked."""
    above = graph.findings[finding].parent
    while above is not None and not graph.findings[above].askable and above not in known.status:
        above = graph.findings[above].parent
    return above is None or known.is_present(above)


def candidates(
    graph: Graph,
    person: Person,
    known: Closure,
    asked: frozenset[QuestionId],
    wanted: Iterable[FindingId],
    most: int,
) -> list[Candidate]:
    """Answer the questions that may be put now and settle one of the `wanted` findings, taken in their order.

    Stops after `most` findings that are open and can be asked.
    """
    answer: list[Candidate] = []
    seen: set[QuestionId] = set()
    kinds: dict[FindingId, list[FindingId]] = {}
    left = most
    looked_at: set[FindingId] = set()
    for finding in wanted:
        if left <= 0:
            break
        if finding in looked_at or not _open(graph, person, known, finding):
            continue
        looked_at.add(finding)
        covering = [question for question in graph.asked_by.get(finding, ()) if _concerns(question, person)]
        if not covering and not graph.findings[finding].askable:
            continue
        left -= 1
        for question in covering:
            if question.id not in asked and question.id not in seen:
                seen.add(question.id)
                candidate = authored_candidate(graph, person, known, question)
                if candidate is not None:
                    answer.append(candidate)
        concept = graph.findings[finding]
        made = QuestionId(f"{MADE}{finding}")
        if covering or not concept.askable or made in asked or not _ripe(graph, known, finding):
            continue
        if concept.parent is not None and known.is_present(concept.parent):
            kinds.setdefault(concept.parent, []).append(finding)
        else:
            answer.append(Candidate(made, (finding,)))
    answer.extend(_together(asked, kinds))
    return answer


def _together(asked: frozenset[QuestionId], kinds: dict[FindingId, list[FindingId]]) -> Iterable[Candidate]:
    for about, those in kinds.items():
        if len(those) == 1:
            yield Candidate(QuestionId(f"{MADE}{those[0]}"), tuple(those), about=about)
            continue
        before = sum(question.startswith(f"{TOGETHER}{about}#") for question in asked)
        yield Candidate(QuestionId(f"{TOGETHER}{about}#{before + 1}"), tuple(those), about=about)
