"""What tells a data folder of the demo from any other folder."""

from __future__ import annotations

from typing import Final

MARK: Final = "demo.json"
"""Lies in a data folder that the demo made; `--reset` deletes no folder without it."""
