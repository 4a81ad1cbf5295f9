"""Guards on text while it arrives in pieces: nothing is shown before the sentence that it belongs to has ended and passed.

For whoever streams, a language model above all. A sentence is judged together with the one before it, so that a dose cannot be split over
a full stop. The first sentence that is blocked ends the stream; what was shown before it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from agents.errors import GuardBlocked
from agents.guard.after import Spoken
from agents.guard.base import Guard
from kg.schema import Lang

LONGEST: Final = 600
"""Characters of one sentence; a stream that ends none within them is blocked, because it could not be judged in time."""
_END: Final = re.compile(r"[。！？；!?\n]+[”’」』)）\"']*|\.(?=\s)[\"')]*")


class Sentences:
    """Takes pieces and gives back whole sentences that passed. One for each stream."""

    def __init__(self, guard: Guard[Spoken], lang: Lang) -> None:
        self._guard = guard
        self._lang = lang
        self._waiting = ""
        self._before = ""

    def feed(self, piece: str) -> tuple[str, ...]:
        """Answer the sentences that ended with this piece, each as it may be shown.

        Raises:
            GuardBlocked: a sentence may not be shown, or none ended within `LONGEST` characters.
        """
        self._waiting += piece
        passed = []
        while (end := _END.search(self._waiting)) is not None and end.end() < len(self._waiting):
            sentence, self._waiting = self._waiting[: end.end()], self._waiting[end.end() :]
            passed.append(self._judged(sentence))
        if len(self._waiting) > LONGEST:
            raise GuardBlocked("during", "too_long")
        return tuple(passed)

    def close(self) -> tuple[str, ...]:
        """Answer what is left when the stream has ended.

        Raises:
            GuardBlocked: it may not be shown.
        """
        rest, self._waiting = self._waiting, ""
        return (self._judged(rest),) if rest.strip() else ()

    def _judged(self, sentence: str) -> str:
        together = f"{self._before.rstrip('。！？；!?. ')} {sentence}" if self._before else sentence
        self._guard.verify(Spoken(self._lang, (sentence, together, together.replace(" ", ""))))
        self._before = sentence.strip()
        return sentence


def checked(pieces: Iterable[str], guard: Guard[Spoken], lang: Lang) -> Iterator[str]:
    """Answer the sentences of a stream as they may be shown, one by one.

    Raises:
        GuardBlocked: at the first sentence that may not be shown.
    """
    sentences = Sentences(guard, lang)
    for piece in pieces:
        yield from sentences.feed(piece)
    yield from sentences.close()
