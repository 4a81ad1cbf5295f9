"""The same code as `jiayi bench tokens`, over few tokens: every figure is measured and hangs together."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from app.bench.tokens import measure_admission


def test_every_figure_is_measured() -> None:
    figures = measure_admission(20, 1_795_000_000_000)
    assert all(value > 0 for value in asdict(figures).values())
    assert figures.signed_per_s == pytest.approx(1000 / figures.sign_ms)
    assert figures.checked_per_s == pytest.approx(1e6 / figures.check_us)
    # The private operation is the dear one, whatever the machine.
    assert figures.sign_ms * 1000 > figures.check_us
