"""Counters of the commission's API: numbers and closed lists of names, never a word or an id of a resident."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


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
        self.waiting = Gauge(
            "jiayi_commission_intake_waiting", "Durable envelopes not opened yet", registry=self.registry
        )
        self.oldest_waiting = Gauge(
            "jiayi_commission_intake_oldest_seconds",
            "Age of the oldest envelope not opened yet",
            registry=self.registry,
        )
        self.failed = Gauge(
            "jiayi_commission_intake_failed", "Envelopes kept because they did not open", registry=self.registry
        )
        self.unlinked = Gauge(
            "jiayi_commission_encounters_unlinked", "Encounters that wait for their identity", registry=self.registry
        )
        self.deliveries_failed = Gauge(
            "jiayi_commission_deliveries_failed", "Deliveries to the archive that failed", registry=self.registry
        )
        self.database_up = Gauge("jiayi_commission_database_up", "1 while the database answers", registry=self.registry)
        self.nodes = Gauge("jiayi_commission_nodes", "Compute nodes admitted now", registry=self.registry)
