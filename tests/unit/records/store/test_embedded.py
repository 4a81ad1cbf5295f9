"""The embedded PostgreSQL, where the machine gives it little to start with."""

import os
import shutil
from pathlib import Path

import pytest

from records.store.embedded import EmbeddedPostgres


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs a user of the server's own")
def test_who_became_root_by_su_finds_the_tool_that_makes_the_servers_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/local/bin:/usr/bin:/bin")
    EmbeddedPostgres(tmp_path / "data")
    assert shutil.which("useradd") is not None
