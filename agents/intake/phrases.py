"""What the intake says besides its questions, in both languages: kind, short, never blaming."""

from __future__ import annotations

from typing import Final

from agents.words import local
from kg.schema import LocalText

WELCOME: Final = local(
    "您好，我是家医助手，先帮您把情况理清楚，再请几个科一起看。我不能代替医生。情况紧急请直接打120。",
    "Hello, I am the family doctor's assistant. I will sort things out with you and let several specialties look. "
    "I do not replace a doctor. In an emergency call 120.",
)
EMPTY: Final = local(
    "这条没有收到内容。想到什么说什么就行，也可以点下面的选项。",
    "Nothing arrived. Say whatever comes to mind, or tap one of the options.",
)
TOO_LONG: Final = local(
    "这段话太长了，我一次看不完。请挑最难受的、什么时候开始的，用几句话说。前面说过的我都记着。",
    "That was too long to take in at once. Please tell what troubles you most, and since when, in a few sentences. "
    "What you said before is kept.",
)
LANGUAGE: Final = local(
    "对不起，我现在只懂中文和英文。请用中文再说一遍，或者找身边的人帮忙写。 Sorry, I understand Chinese and English only.",
    "I am sorry, I understand Chinese and English only. Please try again, or ask somebody to help. 我现在只懂中文和英文。",
)
NOT_UNDERSTOOD: Final = local(
    "对不起，这句我没听明白，不过已经记下来给医生看了。换个说法也行，或者点下面的选项。"
    "急的时候：身体危急打120，心里过不去打12356，有人伤害您打110。",
    "I am sorry, I did not understand that, but it is kept for the doctor. Try other words, or tap an option. "
    "If it is pressing: 120 for the body, 12356 for the mind, 110 against violence.",
)
NOT_UNDERSTOOD_MOVING_ON: Final = local(
    "这句我还是没听明白，已经原样记下来给医生看。我们先接着往下说。",
    "I still did not understand, and have kept your words for the doctor. Let us go on.",
)
CHANGED: Final = local("好的，已经改过来了。", "Thank you, I have changed it.")
PUT_RIGHT: Final = local("好的，改成“{right}”了。", "Thank you; I have changed it to “{right}”.")
TAKEN_BACK: Final = local("好的，刚才那一条不算，重新问您。", "That one does not count; let me ask again.")
WHICH_WRONG: Final = local(
    "“{right}”记下了。前面说的哪一样不对，告诉我“不是……是……”就行。",
    "I have noted “{right}”. If something before was wrong, just say “not …, but …”.",
)
LATE: Final = local("这是回答前面问的，也记下了。", "That answers my earlier question; I have noted it.")
NOT_CHANGEABLE: Final = local(
    "这一条改不了，直接把正确的告诉我就行。", "That one cannot be changed; just tell me what is right."
)
CHANGE_LINE: Final = local("（更正）{said}", "(correction) {said}")
PHOTO_LINE: Final = local("（发来一张照片）", "(sent a photo)")
CONFIRM_LINE: Final = local("（核对了化验单）", "(checked the report)")
IDENTITY: Final = local(
    "证件号、电话这些不用告诉我，我已经隐去了。",
    "There is no need to tell me identity or phone numbers; I have taken them out.",
)
URGENT: Final = local(
    "先跟您说一声：{say}我再问一两句，马上给您建议。",
    "One thing first: {say} I have a question or two more, then my advice.",
)
CONTRADICTION: Final = local(
    "前面记的是{before}，现在记成{now}。如果不对，点前面的回答可以改。",
    "Earlier I noted {before}; now I have {now}. If that is wrong, tap your earlier answer to change it.",
)
HAS: Final = local("有{name}", "“{name}: yes”")
HAS_NOT: Final = local("没有{name}", "“{name}: no”")
ABUSE: Final = local(
    "听得出您着急。我在这儿，咱们一件一件来，您慢慢说。",
    "I can hear that this is hard. I am here; let us take it one thing at a time.",
)
SOMEONE_ELSE: Final = local(
    "听起来您说的是另一个人，和开始时选的不一样。年龄、性别不同，判断会差很多，所以先没有记。"
    "要替别人问，请回到第一步另选一次；如果就是说这一位，请换个说法再说一遍。",
    "This sounds like somebody else than you chose at the start. Age and sex change the judgement a great deal, so I have not "
    "noted it. To ask for another person please start again; if it is the same one, say it once more in other words.",
)
UNCHECKED: Final = local(
    "这条消息没能检查，所以先没有处理。请再说一遍；着急的话直接联系您的家庭医生，紧急就打120。",
    "This message could not be checked and was not used. Please say it again; if it is pressing, ring your family doctor, and "
    "in an emergency 120.",
)
EMERGENCY_FIRST: Final = local("先照上面说的做，别等我。", "Please do what it says above first; do not wait for me.")
GUIDED_AGAIN: Final = local(
    "建议没有变：{headline}。{now}",
    "The advice stands: {headline}. {now}",
)
REASSESSED: Final = local("把您新说的加进去，又看了一遍。", "I have looked again with what you just told me.")
MORE_URGENT: Final = local(
    "情况比刚才要紧，建议变了，请看新的建议。", "This is more pressing than before; the advice has changed."
)
STILL_HERE: Final = local(
    "还有别的不舒服，可以接着说；情况有变化也告诉我。", "If there is anything else, or anything changes, just tell me."
)
DOUBTFUL: Final = local(
    "有{count}项看不太清，先不算数，请您照着单子核对一下：{names}。",
    "{count} could not be read surely and do not count yet; please check them against the paper: {names}.",
)
READ_CONCLUSION: Final = local(
    "报告已经读了，结论会给医生看。", "I have read the report; its conclusion is kept for the doctor."
)
UNREADABLE: Final = local(
    "照片看不清。放平、光线亮一点、字别反光，再拍一张就行；没有也不要紧。",
    "The photo cannot be read. Lay the paper flat in good light without glare and try again, or go on without it.",
)
NOT_A_REPORT: Final = local(
    "这张不像化验单或检查单，我看不了。照片只有您的医生能看到。",
    "This does not look like a report, so I cannot read it. Only your doctor can see the photo.",
)
REFUSED: Final[dict[str, LocalText]] = {
    "not_an_image": local("这个文件不是照片，打不开。请重新拍一张。", "This file is not a photo. Please take another."),
    "too_large": local("这个文件太大了，请重新拍一张。", "This file is too large. Please take another photo."),
    "bomb": local("这个文件打不开，请重新拍一张。", "This file cannot be opened. Please take another photo."),
    "too_many_pixels": local(
        "这张照片尺寸太大，请用手机普通模式再拍一张。",
        "This photo has too many pixels. Please use the normal camera mode.",
    ),
    "unreadable": UNREADABLE,
}
NO_READER: Final = local(
    "现在读不了照片。您可以把单子上的几个数念给我，照片会交给医生看。",
    "Photos cannot be read at the moment. You can type the main figures; the doctor will see the photo.",
)
ITEMS_CONFIRMED: Final = local("好的，以您核对过的为准。", "Thank you; what you checked stands.")
SUMMARY: Final = local("情况基本清楚了，正在整理病例小结…", "I have what I need and am writing the summary…")
READING: Final = local("正在读化验单…", "Reading the report…")
LOOKING: Final = local("{name}正在看…", "{name} is looking…")
LOOKED: Final = local("{name}看完了", "{name} has looked")
WEIGHING: Final = local("正在把各科的意见合到一起…", "Putting the opinions together…")
FROM_SPECIALTY: Final = local("{name}还想问一句。", "{name} would like to ask one more thing.")
