"""The names of those whom a text may speak of, beside the relatives that the grammar words name, and whom a consultation is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SELF, FAMILY, UNSAID, THIRD = "self", "family", "", "third"
Relation = Literal["self", "child", "parent", "other"]
OLD_MAN = "old_man"
"""老汉 is the father in Sichuan and the husband in the north: it is whom the consultation is for."""
RELATION: Mapping[str, Relation] = {
    "child": "child",
    "son": "child",
    "daughter": "child",
    "mother": "parent",
    "father": "parent",
    "parents": "parent",
    "grandmother": "other",
    "grandfather": "other",
    "wife": "other",
    "husband": "other",
    OLD_MAN: "other",
    "sibling": "other",
    "contact": "other",
    THIRD: "other",
    SELF: "self",
}
CHILDREN = frozenset({"child", "son", "daughter"})
SIBLING = "sibling"
OUTSIDE = frozenset({SIBLING, "contact"})
"""Who lives in a house of their own, as a rule."""
