"""Dangers that surround somebody and are told in passing: something burning in a closed room while people feel ill.

The dictionary knows set phrases for it; here its parts may stand anywhere in a message. The exposure alone decides nothing: the graph's
red flag asks for a complaint beside it. Source: 一氧化碳中毒临床治疗指南 (2012); WHO guidelines for indoor air quality (2010).
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import unjunked
from kg.schema import Finding, FindingId, Status

CO: Final = FindingId("co_exposure")
_BURNS: Final = re.compile(
    r"煤气|燃气|液化气|热水器|煤炉|炉子|炭火?|木炭|蜂窝煤|煤球|柴火|壁炉|发电机|烤火"
    r"|\b(?:gas (?:heater|boiler|stove|fire)|boiler|water heater|coal|charcoal|barbecue|bbq|generator|wood stove|fireplace"
    r"|engine running)\b"
)
_CLOSED: Final = re.compile(
    r"洗澡|浴室|卫生间|屋里|房间里?|屋子|帐篷|车库|车里|关着?(?:门|窗)|门窗|没开窗|不通风|密闭|取暖|睡|全家|一家人?|几个人都"
    r"|我们都|(?:和|跟)[^，,。]{1,5}都|也[头恶吐晕]"
    r"|\b(?:indoors|inside|in the (?:room|bathroom|tent|garage|cabin|car|house)|windows? (?:shut|closed)|all of us|both of us"
    r"|we all|whole family)\b"
)
_UNLIT: Final = re.compile(
    r"(?:热水器|炉子|煤气|燃气|锅炉)[^，,。]{0,4}(?:坏了|没开|关了|费|太贵|没电)|\b(?:boiler|heater) (?:is )?(?:broken|off|broke)\b"
)


def with_exposures(text: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer the findings, with a possible exposure to carbon monoxide added where a text tells of its parts."""
    words = unjunked(text)
    if (
        any(each.id == CO for each in findings)
        or not _BURNS.search(words)
        or not _CLOSED.search(words)
        or _UNLIT.search(words)
    ):
        return findings
    return (*findings, Finding(id=CO, status=Status.PRESENT, text=text[:80]))
