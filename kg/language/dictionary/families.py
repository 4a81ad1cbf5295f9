"""What a sensation at a place may mean when nothing else is said of it: something of its own kind.

"碰伤了胳膊就青一大片" tells of easy bruising and names an injury of the arm on the way; 胳膊受伤 alone is an injury. A meaning learnt
from such phrases is not composed of the place and the sensation, however many of them there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.language.dictionary.features import FeatureSet
    from kg.schema import FindingId

_OF_KIND: Final[dict[str, re.Pattern[str]]] = {
    "injury": re.compile(
        r"injury(?!\.(?:crush_long|neck_severe|penetrating|amputation|bone_exposed|hip_fall_elderly|heel_fall))"
    ),
    "itch": re.compile(r"itch"),
    "rash": re.compile(r"rash$"),
    "sore": re.compile(r"(?!athletes_foot)"),
    "numb": re.compile(r"numb"),
    "swelling": re.compile(
        r"(?<!parotid_)(?<!postauricular_)swelling|edema|bloating|neck_lump|groin_lump|vulval_lump|goitre|lymph_nodes"
    ),
    "lump": re.compile(r"(?<!knee_back)_lump|_mass\b|lymph_nodes|goitre|navel_bulge|nose_growth|gum_swelling"),
}
"""Ids of the graph that are of the sensation's kind, and say no more than it (a crushed limb is more than an injured one)."""


_NOT_AT: Final = frozenset(
    {
        ("injury.abdomen", "waist"),
        ("injury.abdomen", "back"),
        ("injury.tailbone_fall", "buttock"),
        ("spider_naevi", "hand"),
        ("spider_naevi", "finger"),
    }
)
"""A blow to the flank may hurt the kidney; an injured back is not one; nor are red hands red palms."""


def of_kind(features: FeatureSet, id_: FindingId) -> bool:
    """Answer whether a finding is of the kind of the sensation that the features are made of, beside place and side."""
    told = dict(features)
    if not told.keys() <= {"sensation", "site", "side"} or "site" not in told:
        return True
    kind = _OF_KIND.get(told.get("sensation", ""))
    return (id_, told["site"]) not in _NOT_AT and (kind is None or kind.search(id_) is not None)
