"""Puts an earlier answer right: changed on the page, corrected in words, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.dialogue import Change
from agents.intake import phrases
from agents.intake.corrections import Correction, Unplaced, Withdrawn, read_correction
from agents.intake.judging import Judge
from agents.intake.known import known
from agents.intake.ledger import put, put_before, with_line
from agents.intake.listening import listen
from agents.intake.questions import OPENING
from agents.intake.received import Received
from agents.knowledge import Knowledge
from agents.language.assistant import AssistedTurn
from agents.language.hearing import hear
from agents.state import ConsultationState
from kg.schema import FindingId, Status


@dataclass(frozen=True)
class PuttingRight:
    """Puts earlier answers right in turn `turn`."""

    knowledge: Knowledge
    judge: Judge
    turn: int
    assisted: AssistedTurn

    def _present(self, state: ConsultationState) -> frozenset[FindingId]:
        findings = known(state, self.knowledge.graph).findings
        return frozenset(each.id for each in findings if each.status is Status.PRESENT)

    def taken_back(self, state: ConsultationState, text: str, line: str) -> Received | Unplaced | None:
        """Put an earlier message right that this one corrects, None when it corrects nothing."""
        found = read_correction(self.knowledge, state, text)
        if isinstance(found, Withdrawn):
            return self._withdrawn(with_line(state, line, turn=self.turn), found)
        if not isinstance(found, Correction):
            return found
        changed = self.changed(state, Change(turn=found.turn, text=found.text), line=line)
        if not changed.learnt:
            return None
        messages = (phrases.PUT_RIGHT.in_(state.lang).format(right=found.right),)
        if not found.rest:
            return replace(changed, messages=messages)
        heard = listen(
            self.knowledge, changed.state, found.rest, (), None, turn=self.turn, present=self._present(changed.state)
        )
        if self.judge.of(changed.state, heard).blocked:
            return replace(changed, messages=messages)
        parts = (*changed.state.contributions, heard.contribution)
        return replace(changed, state=changed.state.model_copy(update={"contributions": parts}), messages=messages)

    def _withdrawn(self, state: ConsultationState, found: Withdrawn) -> Received:
        """Take the answer of a turn back and put its question again."""
        part = next(each for each in state.contributions if each.turn == found.turn)
        kept = tuple(each for each in state.contributions if each.turn != found.turn)
        asked = put_before(state, part.question) if part.question is not None else None
        state = state.model_copy(update={"contributions": kept})
        if asked is not None:
            state = put(state, asked.model_copy(update={"repeats": 0}))
        return Received(state, (phrases.TAKEN_BACK.in_(state.lang),), learnt=True, retracted=True)

    def changed(self, state: ConsultationState, change: Change, *, line: str | None = None) -> Received:
        """Answer the state with everything drawn from the changed turn taken back, and the new words in its place.

        `line` is what the transcript keeps, a remark on the change when None.
        """
        lang = state.lang
        before = next((part for part in state.contributions if part.turn == change.turn), None)
        if before is None:
            return Received(state, (phrases.NOT_CHANGEABLE.in_(lang),))
        asked = put_before(state, before.question) if before.question is not None else None
        without = state.model_copy(
            update={"contributions": tuple(part for part in state.contributions if part.turn != change.turn)}
        )
        heard = listen(
            self.knowledge,
            without,
            change.text,
            change.options,
            asked,
            turn=change.turn,
            present=self._present(without),
        )
        judged = self.judge.of(state, heard)
        if judged.blocked:
            return Received(state, judged.said)
        heard = hear(self.assisted, self.knowledge, without, heard)
        if not heard.understood and asked is not None and asked.question.options:
            return Received(state, (phrases.NOT_UNDERSTOOD.in_(lang),))
        fresh = heard.contribution.model_copy(update={"corrected": True})
        parts = sorted((*without.contributions, fresh), key=lambda part: part.turn)
        changed = without.model_copy(update={"contributions": tuple(parts)})
        first = next((part for part in state.contributions if part.question in {OPENING, None}), None)
        if first is not None and first.turn == change.turn and heard.heard.text:
            changed = changed.model_copy(update={"complaint": heard.heard.text[:200]})
        changed = with_line(changed, line or phrases.CHANGE_LINE.in_(lang).format(said=heard.said), turn=self.turn)
        return Received(changed, (phrases.CHANGED.in_(lang),), learnt=True, retracted=True)
