"""What residents are told of how a photo was read."""

from __future__ import annotations

from typing import Final

from agents.words import local

CUT: Final = local(
    "照片好像没有拍全，化验单可能还有别的项目。方便的话，请把剩下的部分也拍给我。",
    "The photo seems to leave part of the sheet out; there may be more results on it. If you can, please send me the rest too.",
)
