"""Whether somebody speaks of a report that is there to be shown: a test that was not done, or is only wished for, is none."""

from __future__ import annotations

import re
from typing import Final

_TESTS: Final = (
    r"化验单?|检验单|检查单|检查结果|验血|抽血|查了血|尿检|报告|体检|单子|心电图|彩超|b超|(?<![a-z])ct(?![a-z])|核磁|拍了?片"
    r"|\b(?:labs?|blood tests?|test results?|reports?|x-?rays?|scans?|ecg|ekg|ultrasound|mri|check-?up results?)\b"
)
_SPOKEN: Final = re.compile(_TESTS, re.IGNORECASE)
_NOT_DONE: Final = re.compile(
    r"(?:没有?|未|别|不想|不敢|想要?|需要|准备|打算|预约|等着|[要用该]不[要用该]|能不能|可不可以|[该要](?=[做拍查去]))"
    rf"(?:来得及|时间|钱|去|再|先|做|拍|查|开|过|个|一下|复查){{0,4}}(?:{_TESTS})"
    r"|\b(?:need|want|never had|no|not had|n't had|without|should i (?:get|have)|book|get) (?:an? |my |any |the )?(?:[\w-]+ ){0,6}"
    rf"(?:{_TESTS})",
    re.IGNORECASE,
)


def speaks_of_report(text: str) -> bool:
    """Answer whether a text speaks of a report, an image or a test that was made."""
    return _SPOKEN.search(_NOT_DONE.sub(" ", text)) is not None
