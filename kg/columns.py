r"""From a node of the graph to flat cells and back, column by column, as the schema says: nothing is listed twice here.

Owns which fields share a column with a Biolink slot (`name`, `description`, `synonym`), the names of all other columns
(`jiayi_<field>`), and the writing of values in a cell. A text in both languages takes two columns, the Chinese one ending
in `_zh`. Lists of texts are joined with `|`, the list delimiter of KGX; what is deeper than a list is JSON. A value that is
not set has an empty cell.

KGX reads TSV without quotes (kgx/source/tsv_source.py: `quoting=3`) and splits every cell at `|`. So tabs, line ends, `|` and
the backslash are escaped as `\t`, `\n`, `\r`, `\u007c` and `\\`, the first three as in Linear TSV; `\e` is a text that is empty,
as against one that is not there.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kg.load import MODELS
from kg.schema import LocalText, LocalWords

OWN: Final = "jiayi_"
IN_EDGES: Final[Mapping[str, frozenset[str]]] = {
    "diseases": frozenset({"findings"}),
    "findings": frozenset({"parent"}),
    "medicine_classes": frozenset({"parent"}),
}
"""Fields that stand in the edges and nowhere else."""
_SLOTS: Final[Mapping[tuple[str, str], str]] = {
    ("diseases", "lay"): "description",
    ("red_flags", "say"): "description",
    ("questions", "text"): "name",
    ("sources", "title"): "name",
}
_SLOTS_OF_ALL: Final = {"name": "name", "words": "synonym", "aliases": "synonym"}


class Shape(StrEnum):
    """How the values of a field stand in cells."""

    TEXT = "text"
    LIST = "list"
    LOCAL_TEXT = "local_text"
    LOCAL_WORDS = "local_words"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a section: the column that it stands in (of English, where it has two), and its shape."""

    field: str
    name: str
    shape: Shape
    required: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Answer the columns that the field takes."""
        two = self.shape in (Shape.LOCAL_TEXT, Shape.LOCAL_WORDS)
        return (self.name, f"{self.name}_zh") if two else (self.name,)


def _shape(annotation: Any) -> Shape:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return _shape(inner[0]) if len(inner) == 1 else Shape.JSON
    annotation = getattr(annotation, "__supertype__", annotation)
    if annotation is LocalText:
        return Shape.LOCAL_TEXT
    if annotation is LocalWords:
        return Shape.LOCAL_WORDS
    if get_origin(annotation) is Literal or (
        isinstance(annotation, type) and issubclass(annotation, str | int | float)
    ):
        return Shape.TEXT
    match get_origin(annotation), get_args(annotation):
        case built, (item, end) if built is tuple and end is Ellipsis and _shape(item) is Shape.TEXT:
            return Shape.LIST
    return Shape.JSON


@cache
def columns(section: str) -> tuple[Column, ...]:
    """Answer the columns of a section, in the order of its schema; its id and what stands in edges have none."""
    found = []
    for field, info in MODELS[section].model_fields.items():
        if field == "id" or field in IN_EDGES.get(section, ()):
            continue
        slot = _SLOTS.get((section, field)) or _SLOTS_OF_ALL.get(field)
        found.append(Column(field, slot or f"{OWN}{field}", _shape(info.annotation), info.is_required()))
    return tuple(found)


# --- cells

_ESCAPES: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\u007c"}
_NEEDS: Final = re.compile(r"[\\\t\n\r|]")
_ESCAPED: Final = re.compile(r"\\(\\|t|n|r|e|u007c)")
_MEANT: Final = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "e": "", "u007c": "|"}


def escaped(text: str) -> str:
    """Answer the text as it stands in a cell, or as one of a list."""
    return _NEEDS.sub(lambda found: _ESCAPES[found[0]], text) or "\\e"


def meant(cell: str) -> str:
    """Answer the text that `escaped` wrote."""
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], cell)


def as_json(value: object) -> str:
    """Answer JSON that fits a cell: its strings escape line ends already, and `|` by this."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("|", "\\u007c")


def _text(value: object) -> str:
    return escaped(value) if isinstance(value, str) else json.dumps(value)


def _listed(values: list[object]) -> str:
    return "|".join(_text(value) for value in values)


def cells(section: str, node: BaseModel) -> dict[str, str]:
    """Answer the cells of a node that are not empty, by column: only what was set, so that a default stays a default."""
    told = node.model_dump(mode="json", exclude_unset=True)
    found: dict[str, str] = {}
    for column in columns(section):
        value = told.get(column.field)
        if value is None:
            continue
        match column.shape:
            case Shape.LOCAL_TEXT:
                found |= zip(column.names, (escaped(value["en"]), escaped(value["zh"])), strict=True)
            case Shape.LOCAL_WORDS:
                found |= zip(column.names, (_listed(value.get(lang, [])) for lang in ("en", "zh")), strict=True)
            case Shape.LIST:
                found[column.name] = _listed(value)
            case Shape.TEXT:
                found[column.name] = _text(value)
            case Shape.JSON:
                found[column.name] = as_json(value)
    return {name: cell for name, cell in found.items() if cell}


def _words(cell: str) -> list[str]:
    return [meant(each) for each in cell.split("|")] if cell else []


def raw(section: str, row: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Answer the plain values of a node, for its model to judge, and what cannot be read: (field, message)."""
    found: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column in columns(section):
        told = [row.get(name, "") for name in column.names]
        if not any(told):
            if column.required and column.shape in (Shape.LIST, Shape.LOCAL_WORDS):
                found[column.field] = [] if column.shape is Shape.LIST else {}
            continue
        match column.shape:
            case Shape.LOCAL_TEXT:
                found[column.field] = {lang: meant(cell) for lang, cell in zip(("en", "zh"), told, strict=True) if cell}
            case Shape.LOCAL_WORDS:
                found[column.field] = {"en": _words(told[0]), "zh": _words(told[1])}
            case Shape.LIST:
                found[column.field] = _words(told[0])
            case Shape.TEXT:
                found[column.field] = meant(told[0])
            case Shape.JSON:
                try:
                    found[column.field] = json.loads(told[0])
                except ValueError:
                    wrong.append((column.field, f"column {column.name} does not hold JSON"))
    return found, wrong
