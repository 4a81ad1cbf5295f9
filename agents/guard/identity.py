"""Takes identity out of a message before it is kept: compute must not learn who the resident is, even when told.

Owns the patterns of mainland identity numbers, mobile numbers, bank cards, mail addresses and names behind a label. It masks; it does
not refuse.
"""

from __future__ import annotations

import re
from typing import Final

from kg.schema import Lang

_PATTERNS: Final = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"  # GB 11643 identity number
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile number
    r"|(?<!\d)\d{16,19}(?!\d)"  # bank card
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<=姓名[:：])[ \t]*[一-鿿·*]{2,6}?(?=[ \t]*(?:性别|年龄|科|床|门诊|住院|[,，;；。|]|\d|\s|$))"  # a name as reports print it
    r"|(?<=[Nn]ame: )[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3}"
)
_MASK: Final[dict[Lang, str]] = {"zh": "（已隐去）", "en": "(removed)"}


def mask_identity(text: str, lang: Lang) -> tuple[str, bool]:
    """Answer the text with identity numbers, phone numbers, cards, mail addresses and labelled names masked, and whether any was."""
    masked, count = _PATTERNS.subn(_MASK[lang], text)
    return masked, count > 0
