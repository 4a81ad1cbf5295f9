"""Counters of the commission's API: numbers and closed lists of names, never a word or an id of a resident."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_SHARED = "PROMETHEUS_MULTIPROC_DIR"


def _gauge(name: str, says: str, registry: CollectorRegistry) -> Gauge:
    # All processes look at one database: of several answers the newest is the one.
    return Gauge(name, says, registry=registry, multiprocess_mode="livemostrecent")


class CommissionMetrics:
    """The metrics of one process, in a registry of their own so that tests can hold several side by side."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "jiayi_commission_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "jiayi_commission_request_seconds",
            "Time from a request's head to the end of its answer",
            ["route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.envelopes = Counter(
            "jiayi_commission_envelopes",
            "Envelopes looked into, by kind and by how it ended (opened, or the reason why not)",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.admission = Counter(
            "jiayi_commission_admission", "Asks for admission tokens, by outcome", ["outcome"], registry=self.registry
        )
        self.admission_tokens = Counter(
            "jiayi_commission_admission_tokens", "Admission tokens signed", registry=self.registry
        )
        self.log_ins = Counter("jiayi_commission_log_ins", "Log-ins, by outcome", ["outcome"], registry=self.registry)
        self.waiting = _gauge("jiayi_commission_intake_waiting", "Durable envelopes not opened yet", self.registry)
        self.oldest_waiting = _gauge(
            "jiayi_commission_intake_oldest_seconds", "Age of the oldest envelope not opened yet", self.registry
        )
        self.failed = _gauge(
            "jiayi_commission_intake_failed", "Envelopes kept because they did not open", self.registry
        )
        self.unlinked = _gauge(
            "jiayi_commission_encounters_unlinked", "Encounters that wait for their identity", self.registry
        )
        self.deliveries_failed = _gauge(
            "jiayi_commission_deliveries_failed", "Deliveries to the archive that failed", self.registry
        )
        self.database_up = _gauge("jiayi_commission_database_up", "1 while the database answers", self.registry)
        self.nodes = _gauge("jiayi_commission_nodes", "Compute nodes admitted now", self.registry)

    def text(self) -> bytes:
        """Answer all of them in Prometheus' text format; of several processes of one commission, added up."""
        if _SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
