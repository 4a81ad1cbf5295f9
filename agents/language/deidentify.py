"""Takes identity out of a text before it may leave the attested boundary: who somebody is, where they live, how to reach them.

Wider than `agents.guard.identity`, which masks what compute itself must not keep: here names, addresses and bed numbers are masked as
well, and what looks like one. It errs on the side of masking; a model can do without a number, and a measured value (38.5, 160/95) is
kept. What cannot be told by its form (a nickname without any cue) is not found, which is why only passages that the dictionary could
not read ever leave, and why a commission has to allow it.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from agents.guard.identity import mask_identity
from agents.language.identity_forms import FORMS
from kg.schema import Lang

MASK: Final[dict[Lang, str]] = {"zh": "（已隐去）", "en": "(removed)"}


def deidentify(text: str, lang: Lang) -> str:
    """Answer the text in NFKC with everything masked that may tell who somebody is, where they live or how to reach them."""
    masked, _ = mask_identity(unicodedata.normalize("NFKC", text), lang)
    for form in FORMS:
        masked = form.sub(MASK[lang], masked)
    return masked
