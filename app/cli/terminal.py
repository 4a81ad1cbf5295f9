"""A consultation in the terminal: asks, reads answers from standard input, shows guidance. Keeps the state in memory only."""

from __future__ import annotations

import hashlib
import secrets
import time
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

from agents.dialogue import (
    Answer,
    ConfirmItems,
    Finish,
    PersonInput,
    Photo,
    Progress,
    QuestionView,
    Reply,
    Say,
    Start,
    TurnInput,
)
from agents.graph import Consultation
from agents.knowledge import Knowledge
from agents.language.assistant import Assistant
from agents.reports.port import Reading, ReportReader
from agents.state import ConsultationState
from kg.schema import Lang

_END = {"done", "finish", "够了", "就这些"}
_QUIT = {"quit", "exit", "退出"}


class TerminalConsultation:
    """One consultation, turn by turn."""

    def __init__(
        self, knowledge: Knowledge, lang: Lang, person: PersonInput, language: Assistant | None = None
    ) -> None:
        self._knowledge = knowledge
        self._lang = lang
        self._person = person
        self._screen = Console()
        self._consultation = Consultation(knowledge, _LazyReader(knowledge), language=language)
        self._state: ConsultationState | None = None
        self._turn = 0

    def run(self) -> None:
        """Hold the consultation until guidance stands and nothing more is said, or standard input ends."""
        reply = self._take(Start(lang=self._lang, person=self._person))
        while True:
            self._show(reply)
            try:
                line = self._screen.input("[bold]> [/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line in _QUIT or (not line and reply.stage != "intake"):
                return
            try:
                reply = self._take(*self._input(line, reply))
            except OSError as error:
                self._screen.print(f"{error.filename}: {error.strerror}")

    def _input(self, line: str, reply: Reply) -> tuple[TurnInput, bytes]:
        if line in _END:
            return Finish(), b""
        if line.startswith("photo "):
            image = Path(line.removeprefix("photo ").strip()).expanduser().read_bytes()
            kind = (
                "image/png"
                if image.startswith(b"\x89PNG")
                else "image/webp"
                if image[8:12] == b"WEBP"
                else "image/jpeg"
            )
            digest = hashlib.sha256(image).hexdigest()
            return Photo(attachment_id=secrets.token_hex(16), media_type=kind, digest=digest), image
        if reply.report is not None and reply.report.items and not line:
            return ConfirmItems(attachment_id=reply.report.attachment_id), b""
        chosen = _chosen(line, reply.question)
        if reply.question is not None and chosen:
            return Answer(question_id=reply.question.id, options=chosen), b""
        if reply.question is not None:
            return Answer(question_id=reply.question.id, text=line), b""
        return Say(text=line), b""

    def _take(self, turn_input: TurnInput, image: bytes = b"") -> Reply:
        reply: Reply | None = None
        for step in self._consultation.run(
            self._state, turn_input, (image,) if image else (), turn=self._turn, now_ms=time.time_ns() // 1_000_000
        ):
            if isinstance(step, Progress):
                self._screen.print(f"[dim]{step.text}[/dim]")
            else:
                self._state, reply = step.state, step.reply
        self._turn += 1
        if reply is None:
            raise RuntimeError("the consultation ended without an outcome")
        return reply

    def _show(self, reply: Reply) -> None:
        for message in reply.messages:
            self._screen.print(message)
        if reply.report is not None:
            for item in reply.report.items:
                mark = " (?)" if item.doubtful else ""
                line = (
                    f"  {item.index}. {item.name} {item.value_text} {item.unit} [{item.range_text}] {item.flag}{mark}"
                )
                self._screen.print(line, markup=False)
        if reply.emergency is not None:
            lines = [reply.emergency.say, *reply.emergency.until_help]
            self._screen.print(Panel("\n".join(lines), title=reply.emergency.headline, border_style="red"))
        if reply.guidance is not None:
            guidance = reply.guidance
            parts = (
                guidance.now,
                guidance.where,
                guidance.bring,
                guidance.watch_for,
                guidance.why,
                guidance.who_looked,
            )
            text = "\n\n".join("\n".join(f"· {line}" for line in part) for part in parts if part)
            self._screen.print(Panel(f"{text}\n\n{guidance.comfort}", title=guidance.headline))
        if reply.question is not None:
            self._screen.print(f"[bold]{reply.question.text}[/bold]  [dim]{reply.question.why}[/dim]")
            for option in reply.question.options:
                self._screen.print(f"  {option.index}. {option.text}")


class _LazyReader:
    """Loads the report reader with the first photo: most consultations in a terminal have none."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._reader: ReportReader | None = None

    def read(self, image: bytes, media_type: str) -> Reading:
        if self._reader is None:
            from agents.reports.reader import OcrReader
            from kg.labs import match_indicator

            self._reader = OcrReader(partial(match_indicator, self._knowledge.graph))
        return self._reader.read(image, media_type)


def _chosen(line: str, question: QuestionView | None) -> tuple[int, ...]:
    """Answer the options named by number, or by their very text."""
    if question is None:
        return ()
    by_text = {option.text.casefold(): option.index for option in question.options}
    if line.casefold() in by_text:
        return (by_text[line.casefold()],)
    parts = line.replace(",", " ").replace("，", " ").split()
    known = {str(option.index) for option in question.options}
    return tuple(int(part) for part in parts) if parts and all(part in known for part in parts) else ()
