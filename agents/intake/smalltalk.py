"""What people say between answers: a greeting, a thank-you, a question back. Met kindly, and the open question stays."""

from __future__ import annotations

import re
from typing import Final

from agents.words import local
from kg.schema import LocalText

_GREETING: Final = re.compile(
    r"^(你|您|医生|大夫)*(好|早上好|下午好|晚上好|在吗|在不在)[啊呀吗。！!,.，？?]*$"
    r"|^(hi|hello|hey|good (morning|evening|afternoon))\b.{0,12}$",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"^(好的?|嗯+|行|知道了|明白了|麻烦你?您?了)?[,，。 ]*(谢谢|多谢|感谢|辛苦).{0,8}$"
    r"|^(ok(ay)?|alright|fine)?[,. ]*(thanks?|thank you|cheers).{0,16}$",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"[？?]\s*$|(吗|么|咋办|怎么办|要紧不|严不严重|行不行|能不能.{0,8}|可不可以.{0,8})[。！!]*$"
    r"|^(我|那我?|这|这个)?(应该|该|要|能|可以)?.{0,6}(挂什么科|吃什么|怎么(办|治|弄|吃|处理|回事)|什么时候|多久能)"
    r"|^(what|why|how|when|where|which|who|can i|should i|is it|is this|do i|will)\b",
    re.IGNORECASE,
)

GREETED: Final = local("您好，我在听。", "Hello, I am listening.")
WELCOME: Final = local("不客气。", "You are welcome.")
LATER: Final = local(
    "您问的我记下了，医生能看到。等几个问题问完，该去哪里、怎么做，我一起告诉您。",
    "I have noted your question for the doctor. Once these few questions are done, I will tell you where to go and what to do.",
)


def small_talk(text: str) -> LocalText | None:
    """Answer the kind word for a greeting, a thank-you or a question back; None when it is none of these."""
    words = text.strip()
    if _GREETING.search(words):
        return GREETED
    if _THANKS.search(words):
        return WELCOME
    return LATER if _QUESTION.search(words) else None
