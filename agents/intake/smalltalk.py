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

_MACHINE: Final = re.compile(
    r"(你|您)(们)?(到底)?(是不是|是)?.{0,4}(机器人|机器|人工智能|AI|真人|人还是|电脑|程序|骗人的?|骗子)|(是"
    r"|有没有)(真人|人工)|^你是谁|^你叫什么"
    r"|\b(are|r) (you|u) (a |an )?(real|human|robot|bot|machine|ai|person|doctor)|\bwho are you\b|\bam i (talking|speaking) to\b",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(
    r"^(这个?|那|哎呀?|嗯+|我|俺)*[，, ]*(也|还|真|都)?(你|您|医生|大夫)*(看呢?|说呢?|觉得呢|定吧?|看着办)[吧呢啊呀。？?]*$"
    r"|^(我|俺|这个?|也|真|都|实在|有点)*(记不(得|清|起来|住)|忘记?|没印象|哪(个)?(知道|晓得|记得)|鬼晓得|谁知道"
    r"|难说|不好讲|讲不(好|清|来)|想不起来?|搞不懂|说不来)"
    r"(了|呢|啊|呀|嘛|哦|喽|的)*[。？?]*$"
    r"|^(um+|er+|well)?[, ]*(i )?(can'?t|cannot|don'?t|do not) (say|tell|remember|recall)[. ]*$"
    r"|^(you tell me|what do you think|who knows|hard to say|your guess.{0,30}|i forget|i forgot|no clue|beats me)[.? ]*$",
    re.IGNORECASE,
)

MACHINE: Final = local(
    "我是电脑程序，不是真人医生。您说的话，您的家庭医生能看到；急的时候请直接打120。",
    "I am a computer program, not a doctor in person. Your family doctor can see what you tell me; in an emergency call 120.",
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
    if _MACHINE.search(words):
        return MACHINE
    return LATER if _QUESTION.search(words) else None


def unsure(text: str) -> bool:
    """Answer whether the whole of a short message says that the answer is not known, or hands the question back."""
    return _UNSURE.search(text.strip()) is not None


_SENTENCES: Final = re.compile(r"(?<=[。！!？?；;\n])|[，,](?=[^，,]*$)")


def asks_back(text: str) -> bool:
    """Answer whether a message that tells something asks something besides: its last clause or one sentence is a question."""
    sentences = [each for each in _SENTENCES.split(text.strip()) if each.strip()]
    return len(sentences) > 1 and any(small_talk(each) is LATER for each in sentences)
