"""Holds a bundle against the models of `fhir.resources` (R4B 4.3.0; the resources used here have the same elements in R4).

Whole, in the tests. In the worker, where every millisecond counts fifty times a second, the many observations of one shape are only
walked for what their values could break: empty or unprintable strings and numbers that are none (R4, 2.24.0.1).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from records.archive.errors import DeliveryRefused, Reason

_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MANY: Final = "Observation"


def check(bundle: bytes, *, whole: bool = False) -> None:
    """Raise `DeliveryRefused` for a bundle that is not FHIR; the message names elements, never their values."""
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - takes half a second, and only a worker needs it

    said = json.loads(bundle)
    entries = said["entry"]
    wrong: set[str] = set()
    if not whole:
        for entry in entries:
            wrong.update(f"{entry['resource']['resourceType']}.{path}" for path in _broken(entry["resource"]))
        said["entry"] = [each for each in entries if each["resource"]["resourceType"] != _MANY]
    try:
        Bundle.model_validate(said)
    except ValidationError as error:
        wrong.update(".".join(map(str, one["loc"])) for one in error.errors())
    if wrong:
        named = ", ".join(sorted(wrong))[:200]
        raise DeliveryRefused(f"the encounter cannot be put into the archive's form ({named})", reason=Reason.FORM)


def _broken(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _broken(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for part in value:
            yield from _broken(part, path)
    elif isinstance(value, str):
        if not value.strip() or _UNPRINTABLE.search(value):
            yield path
    elif isinstance(value, float) and not math.isfinite(value):
        yield path
