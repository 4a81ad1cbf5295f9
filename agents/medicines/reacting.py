"""A complaint that came after a medicine: whether a message tells of one.

It is never said that nothing was found against a medicine that may just be doing harm; a rash on allopurinol or a painful heel on
a quinolone is such a complaint (package inserts, `cn_label`; FDA on fluoroquinolones, `fda_quinolone_2018`).
"""

from __future__ import annotations

import re
from typing import Final

from agents.medicines.asked import Asked

_HARM: Final = (
    r"疹|红点|痒|肿|拉肚子|腹泻|恶心|吐|头晕|头昏|心慌|胸闷|憋|(?<!止)疼|(?<!止)痛|麻|没劲|没力|无力|乏力|抽筋|尿黄|眼黄|发黄|黑便|出血|"
    r"难受|不舒服|过敏|睡不着|犯困|干咳|发烧|发热|口腔溃|嘴里烂"
)
_AFTER: Final = re.compile(
    rf"(?<!能)(?<!以)(?<!想)(?:吃|用|服|打|喝|抹)(?:了|着|完|过)?§[^。；;？?§]{{0,12}}(?:{_HARM})"
    rf"|§[^。；;？?§]{{0,4}}(?:吃|用|服|打|喝|抹)(?:了|完|过|后|着)[^。；;？?§]{{0,14}}(?:{_HARM})"
    r"|\b(?:rash|itch\w*|hives|swell\w*|swollen|diarrh\w+|sick|vomit\w*|dizzy|pain\w*|numb\w*|weak\w*|cough\w*)\b[^.;?]{0,24}\b(?:after|"
    r"since|from|because of)\b[^.;?]{0,20}§"
    r"|\b(?:after|since)\b (?:taking |starting |i (?:took|started) )?§[^.;?]{0,40}\b(?:rash|itch\w*|hives|swell\w*|swollen|diarrh\w+|sick|"
    r"vomit\w*|dizzy|pain\w*|hurts?|numb\w*|weak\w*|cough\w*)\b|§[^.;?]{0,6}\b(?:gave|gives|made|makes)\b",
    re.IGNORECASE,
)


def reacts(read: Asked) -> bool:
    """Answer whether a message tells of a complaint that came after a medicine was taken."""
    medicines = [each for each in read.mentions if each.kind != "substance"]
    text = read.text
    for each in sorted(medicines, key=lambda mention: -mention.start):
        text = f"{text[: each.start]}§{text[each.end :]}"
    return bool(medicines) and _AFTER.search(text) is not None
