"""How often a finding occurs in a disease, as it is authored: HPO frequency classes, numbers, percentages, and `@source`."""

from __future__ import annotations

import re
from typing import Final

from kg.schema import Frequency

HPO_FREQUENCY: Final[dict[str, float]] = {
    "obligate": 0.99,
    "very_frequent": 0.895,
    "frequent": 0.545,
    "occasional": 0.17,
    "very_rare": 0.025,
    "excluded": 0.0,
}
"""Midpoints of the HPO frequency classes (HP:0040280 … HP:0040285): (0.80+0.99)/2, (0.30+0.79)/2, (0.05+0.29)/2,
(0.01+0.04)/2. Obligate is 100 % by definition; 0.99 leaves room for a person who did not notice."""

_FREQUENCY = re.compile(r"^\s*(?P<value>[a-z_]+|\d*\.?\d+%?)?\s*(?:@\s*(?P<source>\S+))?\s*$")


def read_frequency(text: str, default_source: str) -> Frequency | str:
    """Answer the frequency, or what is wrong with it."""
    match = _FREQUENCY.match(text)
    value = match["value"] if match else None
    if match is None or not value:
        return f"frequency {text!r} cannot be read"
    source = match["source"] or default_source
    if not source:
        return f"frequency {text!r} has no source, and the disease names none"
    if value in HPO_FREQUENCY:
        probability = HPO_FREQUENCY[value]
    else:
        try:
            probability = float(value.removesuffix("%")) / (100.0 if value.endswith("%") else 1.0)
        except ValueError:
            return f"frequency class {value!r} is unknown"
    if not 0.0 <= probability <= 1.0:
        return f"frequency {text!r} is above one"
    return Frequency.model_validate({"probability": probability, "authored_as": value, "source": source})
