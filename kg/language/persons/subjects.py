"""The names of those whom a text may speak of, beside the relatives that the grammar words name."""

from __future__ import annotations

SELF, FAMILY, UNSAID, THIRD = "self", "family", "", "third"
