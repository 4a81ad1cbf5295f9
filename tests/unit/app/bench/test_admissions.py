from __future__ import annotations

from pathlib import Path

import pytest

from app.bench.admissions import measure_admissions
from tests.fakes.software_tpm import running

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_a_real_tpm_is_admitted_in_every_round(tpm_factory: Path) -> None:
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        times = measure_admissions(machine.where, machine.roots_pem.decode(), 3)
    assert times.quote_ms > 0
    assert times.quote_ms < times.prove_ms
    assert times.admissions_per_s > 1
