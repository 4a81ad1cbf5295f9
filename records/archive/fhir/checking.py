"""Holds a bundle against the models of `fhir.resources` (R4B 4.3.0; the resources used here have the same elements in R4)."""

from __future__ import annotations

from pydantic import ValidationError

from records.archive.errors import DeliveryRefused, Reason


def check(bundle: bytes) -> None:
    """Raise `DeliveryRefused` for a bundle that is not FHIR; the message names elements, never their values."""
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - takes half a second, and only a worker needs it

    try:
        Bundle.model_validate_json(bundle)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
        raise DeliveryRefused(
            f"the encounter cannot be put into the archive's form ({', '.join(wrong)[:200]})", reason=Reason.FORM
        ) from None
