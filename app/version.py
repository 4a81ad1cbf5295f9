"""The software's name and version, as records and pages state it."""

from __future__ import annotations

from importlib.metadata import version

SOFTWARE = f"jiayi {version('jiayi')}"
