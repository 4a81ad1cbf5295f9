"""Counters of a compute node: numbers and closed lists of names, never a word or an id of a resident."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class ComputeMetrics:
    """The metrics of one process, in a registry of their own so that tests can hold several nodes side by side."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("jiayi_turns", "Turns answered, by outcome", ["outcome"], registry=self.registry)
        self.cannot_open = Counter(
            "jiayi_cannot_open", "Requests refused, by reason", ["reason"], registry=self.registry
        )
        self.turned_away = Counter(
            "jiayi_turned_away", "Requests answered without being opened, by reason", ["reason"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "jiayi_turn_seconds",
            "Time from a request read to its last frame",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.pushed = Counter(
            "jiayi_records_pushed", "Records pushed to the commission, by outcome", ["outcome"], registry=self.registry
        )
        self.waiting = Gauge(
            "jiayi_records_waiting", "Records in memory that the commission has not taken", registry=self.registry
        )
        self.admitted_until = Gauge(
            "jiayi_admitted_until_seconds", "Unix time until which the node is admitted", registry=self.registry
        )
