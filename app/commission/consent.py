"""What a resident agrees to, with its version: two ticks, three plain lines, and the full text behind a tap.

Separate consent for sensitive personal information is asked by articles 28 and 29 of the Personal Information Protection
Law of the PRC (个人信息保护法); what must be told beforehand is listed in its article 17, and for sensitive data in 30.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

VERSION = "2027-01"


class Consent(BaseModel):
    """The consent text that is in force."""

    model_config = ConfigDict(frozen=True)

    version: str
    zh: tuple[str, str, str]
    en: tuple[str, str, str]
    full_zh: str
    full_en: str


_KEPT_ZH = "保存多久：按卫健委公布的保存期限。"
_KEPT_EN = "How long: as the commission has published. "


def consent_in_force(keep_years: int) -> Consent:
    """Answer the text with the years that records are really kept; other years are another version."""
    text = CONSENT.model_dump()
    text["full_zh"] = CONSENT.full_zh.replace(
        _KEPT_ZH, f"保存多久：从您最后一次问诊起 {keep_years} 年，到期自动删除，无法恢复。"
    )
    text["full_en"] = CONSENT.full_en.replace(
        _KEPT_EN, f"How long: {keep_years} years from your last consultation; then it is erased for good. "
    )
    return Consent(**{**text, "version": f"{VERSION}/{keep_years}"})


CONSENT = Consent(
    version=VERSION,
    zh=(
        "您说的话和拍的照片，在手机上就加密；只有卫健委的记录库能打开，给您的家庭医生看。",
        "这里给的是就诊前的参考，不是诊断，也不开药；急的时候请直接打 120。",
        "您可以随时停下，也可以请家庭医生更正、导出或删除您的记录。",
    ),
    en=(
        "What you say and photograph is encrypted on your phone. Only the commission's store opens it, for your doctor.",
        "What you get here is advice before a visit. It is not a diagnosis and nothing is prescribed; in an emergency call 120.",
        "You may stop at any time, and ask your family doctor to correct, export or erase your record.",
    ),
    full_zh=(
        "谁在处理：本地卫生健康委员会。您的家庭医生和他所在的社区卫生服务机构可以看到您的记录，其他社区的医生看不到。\n"
        "处理什么：您的姓名、电话、身份证号（您填写的话）、与就诊人的关系、出生日期或年龄、性别；您说的症状、病史和用药；您拍的检查报告。"
        "健康信息属于敏感个人信息，所以请您单独同意。\n"
        "为什么：判断大概有多急、该去哪里看、去之前做什么；让家庭医生了解情况、与您联系；医生签字后归入您的居民健康档案。\n"
        "怎样处理：姓名、电话和身份证号在手机上加密，直接交给卫健委，负责计算的服务器看不到。"
        "负责计算的服务器只在内存里处理匿名的对话，答完就忘，不保存。"
        "您每次另外勾选时，卫健委才把医生签过字的过敏、慢病、用药和诊断加密交给答复您的那台服务器，只用这一次。记录用您个人的密钥加密存放，每一次查看都会留下痕迹。\n"
        "可能的影响：信息不全或表达不准时，建议可能不合适；请以医生当面的判断为准。\n"
        "保存多久：按卫健委公布的保存期限。法律要求保存的诊疗记录，在期限内不能删除。\n"
        "您的权利：查看、更正、导出、撤回同意、删除。请联系您的家庭医生或所在的社区卫生服务机构。"
        "不同意不影响您照常看病。"
    ),
    full_en=(
        "Who: your local health commission. Your family doctor and the community health centre can see your record; doctors of "
        "other communities cannot.\n"
        "What: your name, phone number, identity number if you give it, relation to the patient, birth date or age, sex; the "
        "symptoms, history and medicines you tell; the reports you photograph. Health information is sensitive personal "
        "information, so we ask you for a separate consent.\n"
        "Why: to judge how urgent it may be, where to go and what to do until then; to let your family doctor know and "
        "contact you; and, once the doctor has signed, for your health archive.\n"
        "How: your name, phone number and identity number are encrypted on your phone for the commission; the computing servers never see "
        "them. Those servers work on an anonymous conversation in memory, forget it after each answer and store nothing. Only when "
        "you tick a box for it, each time, does the commission hand the allergies, lasting illnesses, medicines and diagnoses "
        "that a doctor signed, sealed, to the one server that answers you, for this once. Your "
        "record is kept encrypted under a key of your own, and every reading leaves a trace.\n"
        "What it may mean for you: where information is missing or unclear, the advice may not fit; what a doctor says in "
        "person comes first.\n"
        "How long: as the commission has published. What the law requires to be kept cannot be erased before its time.\n"
        "Your rights: to see, correct, export, withdraw and erase. Please ask your family doctor or community health centre. "
        "If you do not agree, you will be treated as before."
    ),
)
