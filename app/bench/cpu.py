"""Processor time of processes, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path


def tree_cpu_s(pid: int) -> float:
    """Answer the seconds that a process and all below it have used: proc(5), `stat` fields 4 and 14 to 17."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        # What ended children had used was added to their parent's figures.
        parents[int(path.parent.name)] = int(fields[1])
        ticks[int(path.parent.name)] = sum(map(int, fields[11:15]))
    family, found = {pid}, {pid}
    while found:
        found = {child for child, parent in parents.items() if parent in found} - family
        family |= found
    return sum(ticks.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")
