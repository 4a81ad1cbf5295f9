"""What reasoning answers: a ranked disease and the evidence that moved it. Frozen values; how they come about is `kg.inference`'s."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kg.schema import DiseaseId, FindingId, SourceId, Status, Value


class Evidence(Value):
    """How one finding moved one hypothesis: log10 of the likelihood ratio against the background; positive speaks for."""

    finding: FindingId
    hypothesis: DiseaseId
    status: Status
    log10_lr: float
    source: SourceId | None


class Hypothesis(Value):
    """A ranked disease with its probability in [0, 1] and everything that spoke for and against it."""

    disease: DiseaseId
    probability: Annotated[float, Field(ge=0, le=1)]
    evidence: tuple[Evidence, ...]
