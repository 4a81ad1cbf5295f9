"""A recognised piece of text where it stands on the page. The one value that recognition hands to layout."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Piece:
    """One piece of text. Coordinates in pixels, y downwards; `slope` is rise over run of its line.

    `scores` are the letters' probabilities and `places` their middles in x, both empty where they are not known. `hidden_point` is
    how probable a decimal point is where none was read.
    """

    text: str
    left: float
    right: float
    middle: float
    height: float
    slope: float = 0.0
    scores: tuple[float, ...] = ()
    places: tuple[float, ...] = ()
    hidden_point: float = 0.0

    @property
    def score(self) -> float:
        """Answer the mean probability of its letters; 1 where it is not known."""
        return sum(self.scores) / len(self.scores) if self.scores else 1.0

    @property
    def weakest(self) -> float:
        """Answer the probability of its least sure letter; 1 where it is not known."""
        return min(self.scores, default=1.0)

    @property
    def centre(self) -> float:
        """Answer the middle in x."""
        return (self.left + self.right) / 2

    def at(self, letter: int) -> float:
        """Answer the middle in x of a letter, by what the recogniser said or by an even share."""
        if len(self.places) == len(self.text) > 0:
            return self.places[letter]
        return self.left + (self.right - self.left) * (letter + 0.5) / max(len(self.text), 1)

    def part(self, start: int, end: int) -> Piece:
        """Answer letters [start, end) as a piece of their own, without blanks at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == 0 and end == len(self.text):
            return self
        if start >= end:
            return replace(self, text="", scores=(), places=())
        left = self.left if start == 0 else (self.at(start - 1) + self.at(start)) / 2
        right = self.right if end == len(self.text) else (self.at(end - 1) + self.at(end)) / 2
        known = len(self.places) == len(self.text)
        return replace(
            self,
            text=self.text[start:end],
            left=left,
            right=right,
            middle=self.middle + self.slope * ((left + right) / 2 - self.centre),
            scores=self.scores[start:end] if known else (),
            places=self.places[start:end] if known else (),
        )
