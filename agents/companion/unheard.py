"""What was not understood and speaks of no body, no illness, no medicine: a life is told, and what weighs on it may be between the lines.

No list holds the phrases by which people hint at despair or violence (measured: of thirteen hints that nobody had tuned for, one was
recognised). Where a message says nothing that a doctor's assistant understands, and asks nothing, one tap may say which it is.
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import unjunked

LEAST_ZH: Final = 6
LEAST_EN_WORDS: Final = 5
_BODY: Final = re.compile(
    r"头|脸|破了|摔|撞|掉下|眼|耳|鼻|嘴|牙|喉|嗓|颈|脖|肩|胳膊|手[^机里头]|指|胸|心口|背|腰|肚|胃|腹|腿|膝|脚|趾|皮|肤|疤|痘|疮|疹|斑|尿|便|屎|屁|奶水|母乳|月经|例假|排卵|蛋蛋|龟头|包皮"
    r"|疼|痛|酸|麻|痒|肿|咳|发烧|烧了|吐|晕|喘|累|困|青了|药|血|针|片|检查|化验|体检|疫苗|病|医|手术|艾滋|梦|胖|瘦|长不高|味"
    r"|\b(?:head|eyes?|ears?|nose|mouth|tooth|teeth|throat|neck|shoulders?|arms?|hands?|fingers?|chest|back|stomach|belly|legs?|knees?|feet|foot"
    r"|skin|spots?|scars?|rash|pain|ache|hurts?|sore|itch\w*|swollen|cough|fever|vomit\w*|dizzy|tired|pills?|tablets?|medicine|blood"
    r"|doctor|tests?|ill|sick|pregnan\w+|period|cholesterol|sugar|pressure|weight|tan|hike|sleep)\b"
)
_ASKS: Final = re.compile(r"[？?]\s*$|(?:吗|么|呢|不|没)[。！!]*$|怎么|什么|多少|几[个天次岁]|哪")


def tells_a_life(text: str) -> bool:
    """Answer whether a message that was not understood tells something of a life and nothing of a body, and asks nothing."""
    words = unjunked(text).strip()
    long_enough = len(words.split()) >= LEAST_EN_WORDS if words.isascii() else len(words) >= LEAST_ZH
    return long_enough and not _BODY.search(words) and not _ASKS.search(words)
