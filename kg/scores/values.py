"""What a risk score takes and what it answers. A missing input is never a normal one: the score then says what it lacks.

Owns no coefficient and no patient. Each score is a module of its own with its publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Field

from kg.schema import LocalText

Band = Literal["low", "middle", "high"]


Figure = Annotated[float | None, Field(ge=0, le=1000)]
"""The limits hold where a figure comes from outside (`pydantic`); what is a slip of the pen is told by `LIMITS`."""


@dataclass(frozen=True)
class Given:
    """What can be told of one adult besides age and sex; None is not known, which no score takes for "no"."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    systolic_mmhg: Figure = None
    diastolic_mmhg: Figure = None
    waist_cm: Figure = None
    height_cm: Figure = None
    weight_kg: Figure = None
    tc_mmol_l: Figure = None
    hdl_mmol_l: Figure = None
    ldl_mmol_l: Figure = None
    tg_mmol_l: Figure = None
    smoker: bool | None = None
    """Smokes now."""
    diabetes: bool | None = None
    hypertension: bool | None = None
    bp_treated: bool | None = None
    """Took a medicine against high pressure within the last two weeks."""
    af_or_valve: bool | None = None
    stroke_or_tia: bool | None = None
    ascvd: bool | None = None
    """Heart attack, angina or stroke before."""
    dyslipidaemia: bool | None = None
    inactive: bool | None = None
    """Moves less than three times a week for half an hour, and does no physical work."""
    family_ascvd: bool | None = None
    family_diabetes: bool | None = None
    """Parents, brothers, sisters or children."""
    family_stroke: bool | None = None
    north: bool | None = None
    """Lives north of the Yangtze."""
    urban: bool | None = None
    fallen: bool | None = None
    """Within the last twelve months, as are the next two."""
    fallen_twice: bool | None = None
    fall_harmed: bool | None = None
    """Hurt so that a doctor was needed, could not get up, or lost consciousness."""
    unsteady: bool | None = None
    fears_falling: bool | None = None
    gait_slow: bool | None = None
    """0.8 m/s or slower, or more than 15 s for the timed up-and-go."""


@dataclass(frozen=True)
class RiskInputs(Given):
    """What is known of one adult."""

    age_years: float | None = None
    sex: Literal["male", "female"] | None = None

    @property
    def bmi(self) -> float | None:
        """Answer weight over height squared in kg/m²; None unless both are known and neither is a slip of the pen (`LIMITS`)."""
        missing, outside = lacking(self, ("height_cm", "weight_kg"))
        if missing or outside or self.weight_kg is None or self.height_cm is None:
            return None
        return self.weight_kg / (self.height_cm / 100) ** 2


LIMITS: Final[dict[str, tuple[float, float]]] = {
    "systolic_mmhg": (70, 250),
    "diastolic_mmhg": (40, 150),
    "waist_cm": (40, 180),
    "height_cm": (100, 230),
    "weight_kg": (25, 250),
    "tc_mmol_l": (1.5, 20),
    "hdl_mmol_l": (0.2, 5),
    "ldl_mmol_l": (0.3, 20),
    "tg_mmol_l": (0.1, 50),
}
"""Beyond these a figure is more likely a slip of the pen than a person (our own limits, wider than any cohort's)."""


@dataclass(frozen=True)
class RiskScore:
    """One score of one person. `value` is None unless every input is there and inside the range it was derived in."""

    id: str
    name: LocalText
    source: str
    """The publication, short."""
    value: float | None = None
    unit: Literal["%", "points", ""] = ""
    band: Band | None = None
    says: LocalText | None = None
    """What the band means for what is done next, as the publication has it."""
    missing: tuple[str, ...] = ()
    """Names of `RiskInputs`."""
    outside: tuple[str, ...] = ()
    """Inputs that lie outside of what the score was derived in."""
    not_for: LocalText | None = None
    """Why the score is not meant for this person at all."""


def lacking(inputs: RiskInputs, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Answer which of these inputs are missing, and which lie beyond `LIMITS`."""
    missing = tuple(name for name in names if getattr(inputs, name) is None)
    outside = []
    for name in names:
        value = getattr(inputs, name)
        if value is not None and name in LIMITS and not LIMITS[name][0] <= value <= LIMITS[name][1]:
            outside.append(name)
    return missing, tuple(outside)
