"""Changes the numbers in an authored file and nothing else: comments, order and spacing stay as their authors left them.

Owns where a frequency stands in the text. Refuses to know why it changes (`kg.fit`), and does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import yaml

from kg.authored import read_text
from kg.schema import DiseaseId, FindingId

_DISEASES: Final = "diseases"


def with_frequencies(
    name: str,
    text: str,
    frequencies: Mapping[tuple[DiseaseId, FindingId], str],
    sections: frozenset[str],
) -> tuple[str, frozenset[tuple[DiseaseId, FindingId]]]:
    """Answer the file's text with these frequencies (as authored, `0.42 @source`), and which of them stand in it.

    A finding that the disease does not list is written after its last one.
    """
    items, _ = read_text(name, text, sections)
    edits: list[tuple[yaml.Mark, yaml.Mark, str]] = []
    done: set[tuple[DiseaseId, FindingId]] = set()
    for item in items:
        wanted = {f: value for (disease, f), value in frequencies.items() if disease == item.id}
        listed = _findings(item.node) if item.section == _DISEASES and wanted else None
        if listed is None or not listed.value:
            continue
        there = {key.value: value for key, value in listed.value}
        for finding, value in wanted.items():
            if finding in there:
                node = there[finding]
                edits.append((node.start_mark, node.end_mark, f'"{value}"'))
            else:
                last_key, last = listed.value[-1]
                before = ", " if listed.flow_style else "\n" + " " * last_key.start_mark.column
                edits.append((last.end_mark, last.end_mark, f'{before}{finding}: "{value}"'))
            done.add((DiseaseId(item.id), finding))
    lines = text.split("\n")
    # From the end, so that what is edited does not move what is still to be edited.
    for start, end, new in sorted(edits, key=lambda edit: (edit[0].line, edit[0].column), reverse=True):
        line = lines[start.line]
        lines[start.line] = line[: start.column] + new + line[end.column :]
    return "\n".join(lines), frozenset(done)


def _findings(node: yaml.MappingNode) -> yaml.MappingNode | None:
    for key, value in node.value:
        if key.value == "findings" and isinstance(value, yaml.MappingNode):
            return value
    return None
