"""What crashes leaves no memory behind, although core files are allowed around it."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

CRASH = "import os{call}; print(open('/proc/self/limits').read(), flush=True); os.abort()"


def crashed(folder: Path, call: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH.format(call=call)],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2),
        check=False,
    )
    assert ended.returncode == -6, ended.stderr
    return next(line for line in ended.stdout.splitlines() if line.startswith("Max core"))


def test_no_core_file_is_left_and_no_limit_can_be_lifted_again(tmp_path: Path) -> None:
    limits = crashed(tmp_path, "; from app.cores import leave_no_core; leave_no_core()")
    assert limits.split()[4:6] == ["0", "0"]
    assert list(tmp_path.iterdir()) == []
