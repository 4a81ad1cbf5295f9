"""A table of tab-separated values as KGX means it: a header, one record a line, no quotes, UTF-8.

Owns the form and its errors; refuses to know what the columns mean. Every record must have as many fields as the header: a line that has
more or fewer has lost or gained a tab, and its values would stand in the wrong columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import Where
from kg.importers.gathered import Gathered


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its line (1-based; the header is line 1), its text, and its cells that are not empty, by column."""

    line: int
    text: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Answer the cell without the blanks around it, or an empty text."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read, with the columns of its header."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def where(self, row: Row | None = None, field: str = "", item: str = "") -> Where:
        """Answer a place in the file."""
        return Where(self.file, None if row is None else row.line, id=item, field=field)


def read_table(file: str, content: bytes, wanted: tuple[str, ...], gathered: Gathered) -> Table | None:
    """Answer the table, or None when it has no usable header; what is wrong goes to `gathered`. Never raises on bad content."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = content[: error.start].count(b"\n") + 1
        gathered.error(Where(file, broken), "is not UTF-8", "save the file as UTF-8")
        return None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    header = lines[0].split("\t")
    if len(header) == 1:
        what = "is empty" if not text.strip() else "is not TSV: its header holds no tab"
        gathered.error(Where(file, 1), what, "separate the columns with tabs, and name them in the first line")
        return None
    usable = True
    for name in wanted:
        if name not in header:
            gathered.error(Where(file, 1, field=name), f"column {name!r} is missing", "name it in the header")
            usable = False
    for name in sorted({name for name in header if header.count(name) > 1}):
        gathered.error(Where(file, 1, field=name), f"column {name!r} is there twice", "keep one of them")
        usable = False
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != len(header):
            message = f"has {len(fields)} fields where the header has {len(header)}"
            gathered.error(Where(file, number), message, "write a tab between columns and nowhere else")
            continue
        cells = {name: cell for name, cell in zip(header, fields, strict=True) if cell}
        rows.append(Row(number, line, cells))
    return Table(file, tuple(header), tuple(rows)) if usable else None
