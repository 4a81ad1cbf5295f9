"""Software TPMs, manufactured once for all tests of this folder: two of one maker, one of another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fakes.software_tpm import make_state


@pytest.fixture(scope="session")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the states `one`, `two` (authority `maker`) and `three` (authority `stranger`)."""
    if shutil.which("swtpm") is None or shutil.which("swtpm_localca") is None:
        pytest.fail("swtpm is missing; bash scripts/ensure_tpm.sh installs it")
    folder = tmp_path_factory.mktemp("tpm")
    for name, authority in (("one", "maker"), ("two", "maker"), ("three", "stranger")):
        make_state(folder / name, folder / authority)
    return folder
