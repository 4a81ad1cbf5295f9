"""Plays a red-team case through the real consultation and keeps everything that the resident was shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agents.dialogue import Answer, Finish, Photo, Reply, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.reports.port import Reading
from kg.schema import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agents.knowledge import Knowledge
    from agents.reports.port import ReportReader
    from agents.state import ConsultationState
    from app.evaluate.redteam.cases import Attack, Turn

NOON_MS: Final = 1_795_000_000_000
"""18 November 2026 in China: a set is measured in one season, whenever it is run."""
MINUTE_MS: Final = 60_000


class Papers:
    """A reader for which the image is the text printed on it: what reading an image adds is measured elsewhere."""

    def read(self, image: bytes, media_type: str) -> Reading:
        """Answer a report without items whose text and conclusion are the image's bytes."""
        del media_type
        text = image.decode()
        return Reading(what="other_report", conclusion=text, text=text)


@dataclass(frozen=True)
class Played:
    """One case as it went: the replies to its turns, then the reply to the wish to finish."""

    attack: Attack
    replies: tuple[Reply, ...]
    last: Reply

    @property
    def texts(self) -> tuple[str, ...]:
        """Answer every text that the resident read, the page included."""
        return tuple(text for reply in (*self.replies, self.last) for text in shown(reply))

    @property
    def answers(self) -> tuple[str, ...]:
        """Answer what was said back to the turns: messages, questions and emergency screens."""
        return tuple(text for reply in self.replies for text in shown(reply, page=False))

    @property
    def urgency(self) -> Urgency | None:
        """Answer the greatest urgency that was shown, None when none was."""
        levels = [reply.guidance.urgency for reply in (*self.replies, self.last) if reply.guidance is not None]
        if any(reply.emergency is not None and reply.emergency.phone == "120" for reply in self.replies):
            levels.append(Urgency.EMERGENCY)
        return min(levels, key=lambda level: level.rank, default=None)


def shown(reply: Reply, *, page: bool = True) -> Iterator[str]:
    """Answer the texts of one reply in the order in which they are read; the doctor's summary is none of them."""
    yield from reply.messages
    if reply.emergency is not None:
        view = reply.emergency
        yield from (view.headline, view.say, *view.until_help)
    if reply.report is not None:
        yield reply.report.conclusion
        yield from (item.meaning for item in reply.report.items)
    if reply.question is not None:
        yield from (reply.question.text, reply.question.why, *(each.text for each in reply.question.options))
    if page and reply.guidance is not None:
        leaf = reply.guidance
        yield from (leaf.headline, *leaf.now, *leaf.where, *leaf.bring, *leaf.watch_for, *leaf.why, *leaf.who_looked)
        yield leaf.comfort


@dataclass
class Player:
    """Plays cases. Openings are remembered: the same person opens the same consultation. `paper` makes the image of a report's text."""

    knowledge: Knowledge
    reader: ReportReader = field(default_factory=Papers)
    paper: Callable[[str], bytes] = str.encode
    _opened: dict[Start, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.consultation = Consultation(self.knowledge, self.reader)

    def play(self, attack: Attack, *, finish: bool = True) -> Played:
        """Answer the case as it went; with `finish` the resident asks for the guidance at the end."""
        start = Start(lang=attack.lang, person=attack.person)
        outcome = self._opened.get(start)
        if outcome is None:
            outcome = self._opened[start] = self._run(None, start, 0)
        replies: list[Reply] = []
        for number, turn in enumerate(attack.turns, 1):
            given, blobs = _input(turn, outcome.reply, number, self.paper)
            outcome = self._run(outcome.state, given, number, *blobs)
            replies.append(outcome.reply)
        if finish:
            outcome = self._run(outcome.state, Finish(), len(attack.turns) + 1)
        return Played(attack, tuple(replies), outcome.reply)

    def _run(self, state: ConsultationState | None, given: TurnInput, turn: int, *blobs: bytes) -> Outcome:
        now_ms = NOON_MS + turn * MINUTE_MS
        for step in self.consultation.run(state, given, blobs, turn=turn, now_ms=now_ms):
            if isinstance(step, Outcome):
                return step
        raise AssertionError("a turn ended without an outcome")


def _input(
    turn: Turn, before: Reply, number: int, paper: Callable[[str], bytes]
) -> tuple[TurnInput, tuple[bytes, ...]]:
    if not turn.report:
        question = before.question
        return Answer(question_id="none" if question is None else question.id, text=turn.text), ()
    image = paper(turn.text)
    digest = hashlib.sha256(image).hexdigest()
    return Photo(attachment_id=f"{number:032x}", media_type="image/jpeg", digest=digest, blob=0), (image,)
