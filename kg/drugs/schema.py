"""What the medicine rules say: groups, what else is taken, states of a person, interactions, cautions, allergies, doubles.

Frozen authored values. A rule names its sides by ids of medicines, of their classes, of groups, of substances (alcohol,
grapefruit) or of allergens. Nothing here names a dose. Loading is `kg.drugs.load`, judging is `kg.drugs.check`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import Field

from kg.schema import FindingId, LocalText, LocalWords, Sex, SourceId, Value

Key = NewType("Key", str)
"""An id that a rule may name: of a medicine, a class, a group or a substance."""
ConditionId = NewType("ConditionId", str)
RuleId = NewType("RuleId", str)


class Severity(StrEnum):
    """How grave a warning is. UNKNOWN says that nothing is known of a medicine, which is never "safe"."""

    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Answer 0 for contraindicated up to 4; what is not known ranks beside what is moderate in the order of a list."""
        return _RANKS[self.value]


_RANKS = {"contraindicated": 0, "major": 1, "unknown": 2, "moderate": 3, "minor": 4}

Graded = Literal[Severity.CONTRAINDICATED, Severity.MAJOR, Severity.MODERATE, Severity.MINOR]
Sides = Annotated[tuple[Key, ...], Field(min_length=1)]


class Group(Value):
    """Medicines that share what matters to a rule and that no class holds together; members may be groups again."""

    id: Key
    name: LocalText
    members: Sides
    source: SourceId


class Substance(Value):
    """What is taken and is no medicine: a drink, a food, a contrast medium."""

    id: Key
    name: LocalText
    words: LocalWords


class Condition(Value):
    """A state of a person that rules ask for; any of the `findings` of the graph says that it is there.

    `words` are how it is named in a question about a medicine, beyond what the graph's dictionary reads. `ask`: the
    question that finds out, where a resident can answer it; `askable` conditions without one are never asked.
    """

    id: ConditionId
    name: LocalText
    words: LocalWords = LocalWords()
    findings: tuple[FindingId, ...] = ()
    ask: LocalText | None = None


class Advice(Value):
    """What to do, in words that several rules share."""

    id: str
    text: LocalText


class Rule(Value):
    """What every rule carries. `advice` names a shared advice; `what` is the rule's own, said before it."""

    id: RuleId
    severity: Graded
    why: LocalText
    what: LocalText | None = None
    advice: str
    source: SourceId


class Interaction(Rule):
    """Two that do not go well together. `of` meets `with_`, in either order; within one side nothing meets."""

    of: Sides
    with_: Annotated[Sides, Field(alias="with")]
    unless: tuple[Key, ...] = ()
    """Medicines to which the rule does not apply although a class of a side holds them."""


class Caution(Rule):
    """A medicine in a person to whom it may do harm. Every field of the person that is set has to hold.

    Ages are in years, `age_below` excluded. `pregnancy`: from and below which week; weeks that are not known may be any.
    `about` names questions that the rule answers (driving, taking it daily) and in which alone it is said.
    """

    of: Sides
    age_below: Annotated[float | None, Field(gt=0, le=130)] = None
    age_from: Annotated[float | None, Field(ge=0, le=130)] = None
    sex: Sex | None = None
    pregnancy: tuple[Annotated[int, Field(ge=0, le=43)], Annotated[int, Field(ge=1, le=44)]] | None = None
    breastfeeding: bool = False
    conditions: tuple[ConditionId, ...] = ()
    about: Literal["driving", "effects", "daily"] | None = None
    unless: tuple[Key, ...] = ()


class Crossing(Rule):
    """An allergy to one that may also be met by another."""

    allergic_to: tuple[Key, ...] = ()
    of: tuple[Key, ...] = ()
    same: bool = False
    """The very medicine, or one of the very class, that the allergy is to; the sides are then left out."""
    unless: tuple[Key, ...] = ()


class Duplication(Rule):
    """Two different medicines of one kind taken together do the same twice.

    `same`: two products with one ingredient in common; `of` then says of which, and any when it is left out.
    """

    of: tuple[Key, ...] = ()
    same: bool = False
    unless: tuple[Key, ...] = ()


class Habit(Value):
    """How a medicine is usually taken: with regard to meals, and what holds when one was forgotten. No dose, no number.

    `meal` and `missed` name shared advices; what is not set is not known and is said to be on the leaflet.
    """

    id: RuleId
    of: Sides
    meal: str | None = None
    missed: str | None = None
    source: SourceId


class Limit(Value):
    """The most of an ingredient, in mg a day by mouth, that leaflets give an adult: a guard against slips, shown to nobody."""

    id: RuleId
    of: Key
    day_mg: Annotated[float, Field(gt=0)]
    source: SourceId


class Nickname(Value):
    """What residents call a class or a medicine for short."""

    id: RuleId
    of: Key
    words: LocalWords
