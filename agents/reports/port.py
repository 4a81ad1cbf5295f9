"""The port to a reader of photographed reports: what it is given, what it answers, and how it refuses.

A reader recognises; it does not judge. Flags are set afterwards from the knowledge graph, and what a reader is
not sure of is asked back, never guessed.
"""

from __future__ import annotations

from typing import Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kg.schema import LabResult

ReportKind = Literal["lab_report", "other_report", "unreadable", "not_a_report"]


class Reading(BaseModel):
    """What was read from one image.

    `items` are in the order of the paper. `doubts` are indexes into `items` that the resident should look over.
    `conclusion` is the printed conclusion of a report without items (ultrasound, X-ray); `text` is everything read.
    `unsure` are the places of letters in `text` that may be others.
    `cut` is True where the picture ends in the middle of the table, so that there may be more on the paper.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: ReportKind
    items: tuple[LabResult, ...] = ()
    conclusion: str = ""
    text: str = ""
    doubts: tuple[int, ...] = Field(default=())
    unsure: frozenset[int] = frozenset()
    cut: bool = False

    @model_validator(mode="after")
    def _doubts_point_at_items(self) -> Self:
        if any(not 0 <= index < len(self.items) for index in self.doubts):
            raise ValueError("a doubt points at no item")
        return self


class ReportReader(Protocol):
    """Reads one image. Implementations hold their models; they keep nothing of an image after answering."""

    def read(self, image: bytes, media_type: str) -> Reading:
        """Answer what the image says.

        Raises:
            agents.errors.ImageRefused: the bytes are no image, are too large or dangerous to decode, or cannot be read.
        """
        ...
