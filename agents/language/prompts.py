"""The prompts: files beside this module, read once, versioned together by their digest. What was asked can be proved afterwards."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final, get_args

from agents.language.trace import Task

VERSION_DIGITS: Final = 12


@cache
def prompt(task: Task) -> str:
    """Answer the instructions of a task.

    Raises:
        FileNotFoundError: the package was installed without its prompts.
    """
    return (files("agents.language") / "prompts" / f"{task}.md").read_text(encoding="utf-8").strip()


@cache
def prompts_version() -> str:
    """Answer the first hex digits of SHA-256 over all prompts by name."""
    digest = hashlib.sha256()
    for task in sorted(get_args(Task)):
        digest.update(f"{task}\0{prompt(task)}\0".encode())
    return digest.hexdigest()[:VERSION_DIGITS]
