"""Reads authored YAML files into plain values that still know their file and line.

Owns the dialect: UTF-8, one mapping per file, no merge keys; `true` and `false` are the only booleans, so that the
chip `{zh: 有, en: Yes}` stays a text (YAML 1.1 would read a boolean); dates and clock times stay texts; all texts are
NFC. A key given twice is an issue, because YAML would silently keep the last. Refuses to know what the values mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from kg.errors import Issue, Where

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]
    """The C parser without YAML 1.1's guesses at types: tags mean nothing, every scalar is text, and `_scalar` decides."""

    def resolve(self, *_: object) -> str:
        """Answer the tag of any node."""
        return "any"


@dataclass(frozen=True, slots=True)
class Item:
    """One authored item of a section, as plain values, with the node it came from."""

    section: str
    file: str
    raw: dict[str, Any]
    node: yaml.MappingNode

    @property
    def id(self) -> str:
        """Answer the item's id, or an empty text when it has none."""
        found = self.raw.get("id")
        return found if isinstance(found, str) else ""

    def where(self, *path: object) -> Where:
        """Answer the place of the field at `path`, as near as the file tells."""
        node: yaml.Node = self.node
        line = node.start_mark.line + 1
        for step in path:
            below, line_of_key = _below(node, step)
            if below is None:
                break
            node, line = below, line_of_key
        return Where(self.file, line, self.section, self.id, ".".join(str(step) for step in path))


def _below(node: yaml.Node, step: object) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None, 0


_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER: Final = frozenset("0123456789-+.")
_IS_NUMBER: Final = re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$")


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text: str = node.value
    if not node.style:  # None or "" is plain, according to the parser
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in _NUMBER and _IS_NUMBER.match(text):
            return float(text) if "." in text or "e" in text.lower() else int(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and _scalar(node) is None


class _File:
    """Turns the nodes of one file into plain values and gathers what is wrong with their form."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.issues: list[Issue] = []

    def issue(self, node: yaml.Node, message: str, remedy: str) -> None:
        where = Where(self.name, node.start_mark.line + 1)
        self.issues.append(Issue("error", where, message, remedy))

    def plain(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(each) for each in node.value]
        assert isinstance(node, yaml.MappingNode)
        answer: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.issue(key, "a key that is not a plain word", "use a word as key")
                continue
            if key.value in answer:
                self.issue(key, f"key {key.value!r} is given twice", "keep one of them")
                continue
            answer[unicodedata.normalize("NFC", key.value)] = self.plain(value)
        return answer


def read_text(name: str, text: str, sections: frozenset[str]) -> tuple[list[Item], list[Issue]]:
    """Answer the items of one file and the issues of its form. Never raises on bad content."""
    file = _File(name)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        where = Where(name, None if mark is None else mark.line + 1)
        return [], [Issue("error", where, f"cannot be read: {problem}", "mend the YAML at this line")]
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        file.issue(root, "the file is not a mapping of sections", f"start it with one of {', '.join(sorted(sections))}")
        return [], file.issues
    items: list[Item] = []
    for key, section in root.value:
        if key.value not in sections:
            file.issue(key, f"unknown section {key.value!r}", f"use one of {', '.join(sorted(sections))}")
        elif not isinstance(section, yaml.SequenceNode):
            if not _is_empty(section):
                file.issue(section, f"section {key.value!r} is not a list", "write its items with dashes")
        else:
            for node in section.value:
                if isinstance(node, yaml.MappingNode):
                    items.append(Item(key.value, name, file.plain(node), node))
                else:
                    file.issue(node, "an item that is not a mapping", "give it keys, beginning with id")
    return items, file.issues


def read_folder(folder: Path, sections: frozenset[str], skip: frozenset[str]) -> tuple[list[Item], list[Issue]]:
    """Answer all items below `folder` in the order of file names, leaving out the subfolders named in `skip`."""
    items: list[Item] = []
    issues: list[Issue] = []
    for path in sorted(folder.rglob("*.yaml")):
        relative = path.relative_to(folder)
        if relative.parts[0] in skip:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            issues.append(
                Issue("error", Where(str(relative)), f"cannot be read: {type(error).__name__}", "save it as UTF-8")
            )
            continue
        found, wrong = read_text(relative.as_posix(), text, sections)
        items += found
        issues += wrong
    return items, issues
