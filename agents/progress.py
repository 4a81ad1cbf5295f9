"""What is shown while a turn is at work: as a step of `agents.consultation` ends, what begins next, in kind words.

Owns which step's end announces what. Nothing is announced that does not happen next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agents.consultation import Work
from agents.dialogue import Photo, Progress
from agents.intake import phrases
from agents.state import Opinion
from kg.schema import Lang


def at_first(work: Work, *, reads_photos: bool) -> Iterator[Progress]:
    """Answer what is shown before the first step: that a photo is being read, where it is in its place and somebody reads it."""
    before = work.get("before")
    if reads_photos and before is not None and isinstance(work["given"], Photo) and work["turn"] == before.turn + 1:
        yield Progress(kind="reading_report", text=phrases.READING.in_(before.lang))


def after(step: str, work: Work, gathered: Iterable[Opinion] = ()) -> Iterator[Progress]:
    """Answer what is shown when this step has ended: `work` is what is known now, `gathered` the opinion that a look came to."""
    lang: Lang = work["state"].lang
    match step:
        case "intake":
            if work["way"] == "summarise":
                yield Progress(kind="summary", text=phrases.SUMMARY.in_(lang))
        case "summarise":
            for view in work["views"]:
                name = view.graph.specialties[view.specialty].name.in_(lang)
                text = phrases.LOOKING.in_(lang).format(name=name)
                yield Progress(kind="specialty_started", specialty=view.specialty, text=text)
        case "look":
            for opinion in gathered:
                text = phrases.LOOKED.in_(lang).format(name=opinion.name.in_(lang))
                yield Progress(kind="specialty_done", specialty=opinion.specialty, text=text)
        case "weigh":
            if work["way"] == "reply":
                yield Progress(kind="synthesis", text=phrases.WEIGHING.in_(lang))
