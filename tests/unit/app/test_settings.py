"""Settings come from the environment, where everything is text."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.settings import CommissionSettings


@pytest.mark.parametrize("suite", [1, 2])
def test_the_suite_is_chosen_by_its_variable(monkeypatch: pytest.MonkeyPatch, suite: int) -> None:
    monkeypatch.setenv("JIAYI_SUITE", str(suite))
    assert CommissionSettings().suite == suite


@pytest.mark.parametrize("text", ["0", "3", "", "sm4", "1.0", "-1"])
def test_another_suite_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JIAYI_SUITE", text)
    with pytest.raises(ValidationError, match="1 or 2"):
        CommissionSettings()
