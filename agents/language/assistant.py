"""What the consultation asks a language model for, and what it lets become of the answers. Everything here ends well.

`Assistant` belongs to the process: the model, what it may be told, how long a turn may wait for it. `AssistedTurn` belongs to one turn: it
holds the leash and writes down what was changed. Each of its methods answers what the engine and the templates would have answered whenever
the model is away, slow, wrong or refused by a rule. In an emergency nothing waits for a model.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeVar

from agents.errors import LanguageModelAway
from agents.knowledge import Knowledge
from agents.language.candidates import Candidates
from agents.language.deidentify import deidentify
from agents.language.graph_tools import for_opinion, for_understanding
from agents.language.grounding import grounded_findings, grounded_suggestions
from agents.language.leash import Leash
from agents.language.phrasing import Names, checked
from agents.language.port import Candidate, CaseSheet, LanguageModel, Passages, Phrasing
from agents.language.second_reader import differing, doubted
from agents.language.trace import LanguageChange, LanguageUse, SecondOpinion, Task
from agents.language.unread import unread
from agents.reports.port import Reading
from agents.state import Case, ConsultationState, ScoreResult
from kg.inference import Posterior
from kg.schema import Finding, FindingId, Lang, Status
from kg.text import Understanding

T = TypeVar("T")

OFFERED: Final = 60
COMMON: Final = 60
"""Findings offered to choose from: those that look like the words, and the most common ones."""
DISEASES: Final = 40
"""Diseases offered for a second opinion."""
UNDERSTANDING_SHARE: Final = 0.6
OPINION_SHARE: Final = 0.65
"""Parts of what is left of the turn's time that a task may use, so that the next one has some."""
OLDEST: Final = 90
SIMPLE_FROM_YEARS: Final = 65.0
"""Age from which the shortest words are asked for."""


@dataclass(frozen=True)
class Policy:
    """What may be sent where. Outside of the attested boundary: identity masked, and images only if `images` says so."""

    boundary: Literal["inside", "outside"] = "outside"
    images: bool = False


@dataclass(frozen=True)
class Assistant:
    """The process's language model with its limits: `deadline_s` seconds and `tokens` tokens a turn."""

    knowledge: Knowledge
    model: LanguageModel
    policy: Policy = Policy()
    deadline_s: float = 8.0
    tokens: int = 16_000
    clock: Callable[[], float] = time.monotonic

    @cached_property
    def candidates(self) -> Candidates:
        """Answer the look-ups by likeness."""
        return Candidates(self.knowledge.graph)

    @cached_property
    def names(self) -> Names:
        """Answer the names that a phrased text must not bring in."""
        return Names(self.knowledge.graph)

    def warm(self) -> None:
        """Build the tables now, which takes some seconds: the first resident should not wait for them."""
        _ = self.candidates, self.names.brought_in("", "", "zh"), self.knowledge.graph.find("")

    def close(self) -> None:
        """Let go of the model's connections."""
        self.model.close()

    def turn(self, number: int) -> AssistedTurn:
        """Answer the model's part in turn `number`, its time running from now."""
        return AssistedTurn(self, number)


class AssistedTurn:
    """One turn's part of the model. Not for several threads."""

    def __init__(self, assistant: Assistant, number: int) -> None:
        self._assistant = assistant
        self.number = number
        self._leash = Leash(assistant.clock, until_s=assistant.clock() + assistant.deadline_s, tokens=assistant.tokens)
        self._tasks: list[Task] = []
        self._changes: list[LanguageChange] = []
        self._failed: list[str] = []
        self.remarks: tuple[str, ...] = ()
        self.wanted: Finding | None = None

    @property
    def there(self) -> bool:
        """Answer whether there is a model at all."""
        return self._assistant.model.name is not None

    def note(self, change: LanguageChange) -> None:
        """Write down what was made of an answer."""
        self._changes.append(change)

    def remark(self, words: str) -> None:
        """Keep a sentence that the resident is to read in this turn."""
        self.remarks = (*self.remarks, words)

    def to_confirm(self, finding: Finding) -> bool:
        """Keep the first finding that the resident is to be asked about; answers whether it is this one."""
        if self.wanted is not None:
            return False
        self.wanted = finding
        self.note(LanguageChange(kind="to_confirm", what=finding.id, words=finding.text))
        return True

    def use(self) -> LanguageUse | None:
        """Answer what this turn asked of the model, for the record; None when it asked nothing."""
        model = self._assistant.model
        if model.name is None or not (self._tasks or self._failed):
            return None
        return LanguageUse(
            turn=self.number,
            model=model.name,
            prompts=model.prompts,
            tasks=tuple(dict.fromkeys(self._tasks)),
            changes=tuple(self._changes),
            failed=tuple(dict.fromkeys(self._failed)),
        )

    # --- the four tasks

    def findings(
        self,
        state: ConsultationState,
        text: str,
        told: Understanding,
        known: dict[FindingId, Status],
    ) -> tuple[Finding, ...]:
        """Answer present findings of passages that the dictionary could not read, grounded; none whenever in doubt."""
        knowledge, lang = self._assistant.knowledge, state.lang
        passages = self._leaving(text, unread(knowledge, text, lang, told), lang) if self.there else ()
        if not passages:
            return ()
        candidates = self._assistant.candidates
        asked = Passages(
            lang=lang,
            passages=tuple(self._outgoing(each, lang) for each in passages),
            candidates=candidates.findings("\n".join(passages), lang, state.person, most=OFFERED, common=COMMON),
        )
        tools = for_understanding(candidates, state.person, lang)
        proposals = self._ask(
            "understand",
            lambda: self._assistant.model.understand(asked, tools, self._leash.shorter(UNDERSTANDING_SHARE)),
        )
        return grounded_findings(
            knowledge,
            text,
            told,
            passages,
            proposals or (),
            person=state.person,
            relation=state.relation,
            known=known,
        )

    def phrased(self, text: str, lang: Lang, *, about: Iterable[str] = (), years: float, block: str) -> str:
        """Answer the text said more kindly, or as it is. `about` are names of complaints, `block` is where it stands."""
        if not self.there or not text.strip() or self._outgoing(text, lang) != self._as_is(text):
            return text
        asked = Phrasing(lang=lang, text=text, about=tuple(about)[:3], simple=years >= SIMPLE_FROM_YEARS)

        def say() -> str:
            with closing(self._assistant.model.phrase(asked, self._leash)) as pieces:
                return "".join(checked(asked, pieces, self._assistant.names)).strip()

        said = self._ask("phrase", say)
        if said is None or said == text:
            return text
        self.note(LanguageChange(kind="wording", what=block))
        return said

    def second_opinion(
        self, state: ConsultationState, case: Case, posterior: Posterior, scores: tuple[ScoreResult, ...]
    ) -> SecondOpinion | None:
        """Answer a second opinion as far as the graph bears it out; None where there is none."""
        name = self._assistant.model.name
        if name is None:
            return None
        graph, lang = self._assistant.knowledge.graph, state.lang
        asked = self._sheet(case, posterior)
        if not asked.present:
            return None
        tools = for_opinion(graph, self._assistant.candidates, lang, scores)
        suggestions = self._ask(
            "opine", lambda: self._assistant.model.opine(asked, tools, self._leash.shorter(OPINION_SHARE))
        )
        kept = grounded_suggestions(graph, posterior, case.person, suggestions or ())
        return SecondOpinion(model=name, suggestions=kept) if kept else None

    def looked_over(self, reading: Reading, image: bytes, media_type: str) -> Reading:
        """Answer the reading with the items doubtful that the model reads otherwise."""
        policy = self._assistant.policy
        if not self.there or not self._assistant.model.sees or not policy.images or not reading.items:
            return reading
        seen = self._ask("read", lambda: self._assistant.model.read(image, media_type, self._leash))
        indexes = differing(self._assistant.knowledge.graph, reading, seen or ())
        for index in indexes:
            if index not in reading.doubts:
                self.note(LanguageChange(kind="doubt", what=reading.items[index].name))
        return doubted(reading, indexes)

    # --- helpers

    def _ask(self, task: Task, call: Callable[[], T]) -> T | None:
        """Answer what the model answers, None when it does not. Whatever a model's code raises ends here."""
        try:
            self._leash.require()
            answer = call()
        except LanguageModelAway as error:
            self._failed.append(f"{task}:{error.reason}")
            return None
        except Exception:  # noqa: BLE001 - a turn never fails for want of a model; the trace says that it did
            self._failed.append(f"{task}:malformed")
            return None
        self._tasks.append(task)
        return answer

    def _outgoing(self, text: str, lang: Lang) -> str:
        return text if self._assistant.policy.boundary == "inside" else deidentify(text, lang)

    def _leaving(self, text: str, passages: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
        """Answer the passages that may leave: not those that hold a part of a name or number whose rest stands in the next clause."""
        if self._assistant.policy.boundary == "inside":
            return passages
        whole = deidentify(text, lang)
        return tuple(each for each in passages if deidentify(each, lang) in whole)

    def _as_is(self, text: str) -> str:
        """Answer the text in the form in which one without identity leaves."""
        return text if self._assistant.policy.boundary == "inside" else unicodedata.normalize("NFKC", text)

    def _sheet(self, case: Case, posterior: Posterior) -> CaseSheet:
        graph, lang = self._assistant.knowledge.graph, case.lang

        def those(status: Status) -> tuple[Candidate, ...]:
            named = (each.id for each in case.findings if each.status is status)
            return tuple(Candidate(id=each, name=graph.name_of(each).in_(lang)) for each in named)

        present = those(Status.PRESENT)
        # By name and not by rank: the order of the graph's own opinion would lead the second one.
        likely = sorted(each.disease for each in posterior.ranked[:DISEASES])
        return CaseSheet(
            lang=lang,
            age_years=min(OLDEST, int(case.person.age_years)),
            sex=case.person.sex.value,
            pregnant=case.person.pregnant,
            duration_days=case.duration_days,
            present=present,
            absent=those(Status.ABSENT),
            candidates=tuple(Candidate(id=each, name=graph.diseases[each].name.in_(lang)) for each in likely),
        )
