"""Holds a bundle against the models of `fhir.resources` (R4B 4.3.0; the resources used here have the same elements in R4).

Whole, in the tests. In the worker, where every millisecond counts fifty times a second, an entry whose shape was found valid once
(`records.archive.fhir.shapes`) is not held against them again. Beyond the models, strings must not be empty or unprintable, nor
numbers none (R4, 2.24.0.1).
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from records.archive.errors import DeliveryRefused, Reason
from records.archive.fhir.shapes import UNPRINTABLE, UnsureError, shape_of

_MOST: Final = 5000
"""Shapes kept: far more than our bundles have; beyond, each is judged whole."""
_VALID: Final[set[Hashable]] = set()


def check(bundle: bytes, *, whole: bool = False) -> None:
    """Raise `DeliveryRefused` for a bundle that is not FHIR; the message names elements, never their values."""
    check_read(json.loads(bundle), whole=whole)


def check_read(said: Mapping[str, Any], *, whole: bool = False) -> None:
    """Check a bundle that was read already; see `check`."""
    frame = {name: part for name, part in said.items() if name != "entry"}
    shapes = {number: _shape(each) for number, each in enumerate([frame, *said["entry"]])}
    unknown = {number: shape for number, shape in shapes.items() if whole or shape is None or shape not in _VALID}
    if not unknown:
        return
    entries = [each for number, each in enumerate(said["entry"], 1) if number in unknown]
    wrong = {".".join(map(str, loc)) for loc in _refused({**frame, "entry": entries})}
    resources = [each["resource"] for each in entries]
    wrong.update(path for each in resources for path in _broken(each, str(each.get("resourceType", ""))))
    wrong.update(_broken(frame))
    if wrong:
        named = ", ".join(sorted(wrong))[:200]
        raise DeliveryRefused(f"the encounter cannot be put into the archive's form ({named})", reason=Reason.FORM)
    if len(_VALID) < _MOST:
        _VALID.update(shape for shape in unknown.values() if shape is not None)


def _refused(bundle: Any) -> Iterator[tuple[int | str, ...]]:
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - takes half a second, and only a worker needs it

    try:
        Bundle.model_validate(bundle)
    except ValidationError as error:
        yield from (one["loc"] for one in error.errors())
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError):
        # A kind of resource that there is none of: the models do not expect it.
        yield ("entry",)


def _shape(value: Any) -> Hashable | None:
    try:
        return shape_of(value)
    except UnsureError:
        return None


def _broken(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _broken(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for part in value:
            yield from _broken(part, path)
    elif isinstance(value, str):
        if not value.strip() or UNPRINTABLE.search(value):
            yield path
    elif value is None or (isinstance(value, float) and not math.isfinite(value)):
        # No number is written as none, and FHIR's JSON has no such value.
        yield path
