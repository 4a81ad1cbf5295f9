"""When a delivery that met a destination away is tried again: soon at first, then every hour, for twelve days.

That is longer than any outage that a person would not notice; a destination that comes back is noticed at once in any case
(`records.archive.steady`). Where it said itself when to come again, that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from records.archive.errors import DestinationAway
from records.store.errors import StoreUnavailable


@dataclass(frozen=True)
class Patience(BaseRetryStrategy):
    """Waits of `first_s`, doubled up to `longest_s`, `attempts` in all. `pace` shortens every wait, to try long outages."""

    first_s: float = 2.0
    longest_s: float = 3600.0
    attempts: int = 300
    pace: float = 1.0

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Answer when to try again; None for what no waiting mends."""
        if not isinstance(exception, DestinationAway | StoreUnavailable) or job.attempts >= self.attempts:
            return None
        wait_s: float = min(self.first_s * 2.0 ** min(job.attempts, 30), self.longest_s)
        if isinstance(exception, DestinationAway) and exception.retry_after_s is not None:
            wait_s = max(exception.retry_after_s, min(wait_s, self.first_s))
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait_s * self.pace))
