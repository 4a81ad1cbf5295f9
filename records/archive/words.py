"""What a doctor is told of a delivery that did not happen: one sentence in each language, for every reason there is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from records.archive.errors import Reason
from records.model import Text

_WAITS: Final = Text(
    zh="系统会自动再送，您不用做什么。", en="It will be sent again by itself; there is nothing you need to do."
)
_STAFF: Final = Text(
    zh="请告诉信息科；修好后会自动再送。", en="Please tell the IT staff; it will be sent again once that is mended."
)
_AGAIN: Final = Text(
    zh="请核对后改好，重新签署就会再送。", en="Please check and correct it; signing again sends it again."
)
_BOTH: Final = Text(
    zh="请核对这一项；看不出问题的话，请信息科问档案平台。",
    en="Please check this part; if it looks right, let the IT staff ask the archive.",
)

_SENTENCES: Final[Mapping[Reason, tuple[Text, Text]]] = MappingProxyType(
    {
        Reason.UNREACHABLE: (
            Text(zh="现在连不上健康档案平台。", en="The health archive cannot be reached at the moment."),
            _WAITS,
        ),
        Reason.BUSY: (
            Text(zh="健康档案平台正忙，让我们晚点再送。", en="The health archive is busy and asked us to come later."),
            _WAITS,
        ),
        Reason.SERVER_ERROR: (
            Text(zh="健康档案平台自己出了故障。", en="The health archive has a fault of its own."),
            _WAITS,
        ),
        Reason.NO_FHIR: (
            Text(
                zh="回答我们的不是健康档案平台，可能是网络中间的页面。",
                en="What answered is not the health archive, perhaps a page in between.",
            ),
            _STAFF,
        ),
        Reason.CUT: (
            Text(
                zh="送到一半断了，还不能确定对方收全。",
                en="The line was cut half-way; it is not certain that all arrived.",
            ),
            _WAITS,
        ),
        Reason.LOGIN: (
            Text(zh="健康档案平台不认我们的登录凭据。", en="The health archive does not accept our credentials."),
            _STAFF,
        ),
        Reason.ADDRESS: (
            Text(
                zh="健康档案平台的地址不对，或者接口没有开。",
                en="The address of the health archive is wrong, or it is not open there.",
            ),
            _STAFF,
        ),
        Reason.HOST_KEY: (
            Text(
                zh="对方服务器的身份和登记的不一样，为了安全没有送。",
                en="The other server is not the one we know; for safety nothing was sent.",
            ),
            _STAFF,
        ),
        Reason.STORAGE: (
            Text(zh="存放档案的地方写不进去。", en="The place where deliveries are put cannot be written."),
            _STAFF,
        ),
        Reason.FONTS: (
            Text(
                zh="我们的服务器上没有打印用的中文字体，表格做不出来。",
                en="Our server has no Chinese font, so that the forms cannot be made.",
            ),
            _STAFF,
        ),
        Reason.CONFLICT: (
            Text(zh="对方正在改同一份档案。", en="The same record is being changed at the other side."),
            _WAITS,
        ),
        Reason.FORM: (
            Text(
                zh="{place}不合档案的格式，没有送出。", en="{place} does not fit the archive's form; nothing was sent."
            ),
            _AGAIN,
        ),
        Reason.INVALID: (
            Text(
                zh="健康档案平台没有收：{place}的格式不对。",
                en="The health archive did not take it: {place} is not in its form.",
            ),
            _BOTH,
        ),
        Reason.REQUIRED: (
            Text(
                zh="健康档案平台没有收：{place}缺了必填的内容。",
                en="The health archive did not take it: {place} lacks something required.",
            ),
            _AGAIN,
        ),
        Reason.VALUE: (
            Text(
                zh="健康档案平台没有收：{place}的数值不被接受。",
                en="The health archive did not take it: a value of {place} is not accepted.",
            ),
            _AGAIN,
        ),
        Reason.CODE: (
            Text(
                zh="健康档案平台没有收：{place}的编码它不认。",
                en="The health archive did not take it: it does not know the code of {place}.",
            ),
            _AGAIN,
        ),
        Reason.RULE: (
            Text(
                zh="健康档案平台没有收：{place}不符合它的规定。",
                en="The health archive did not take it: {place} breaks one of its rules.",
            ),
            _BOTH,
        ),
        Reason.SEVERAL: (
            Text(
                zh="健康档案平台里有不止一份{place}，它不知道该改哪一份。",
                en="The health archive holds {place} more than once and cannot tell which is meant.",
            ),
            Text(
                zh="请信息科和档案平台一起合并后重送。",
                en="Let the IT staff and the archive merge them, then send again.",
            ),
        ),
        Reason.TOO_LARGE: (
            Text(zh="这份记录太大，健康档案平台不收。", en="This record is larger than the health archive takes."),
            _BOTH,
        ),
        Reason.NAME_TAKEN: (
            Text(
                zh="同名的另一份记录已经在那里，没有覆盖。",
                en="Another record of the same name is there already; it was not overwritten.",
            ),
            Text(zh="请信息科看一下。", en="Please let the IT staff look."),
        ),
        Reason.REFUSED: (Text(zh="健康档案平台没有收{place}。", en="The health archive did not take {place}."), _BOTH),
    }
)

_PLACES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "Patient": Text(zh="居民的个人信息", en="the resident's details"),
        "Practitioner": Text(zh="医生的信息", en="the doctor's details"),
        "Organization": Text(zh="社区的信息", en="the community's details"),
        "Encounter": Text(zh="就诊信息", en="the encounter"),
        "Condition": Text(zh="诊断", en="the diagnosis"),
        "Observation": Text(zh="症状或化验", en="a symptom or laboratory item"),
        "MedicationStatement": Text(zh="用药", en="a medicine"),
        "AllergyIntolerance": Text(zh="过敏史", en="an allergy"),
        "QuestionnaireResponse": Text(zh="问诊对话", en="the interview"),
        "DocumentReference": Text(zh="附带的文书", en="an attached document"),
        "Composition": Text(zh="病历", en="the note"),
        "Consent": Text(zh="知情同意", en="the consent"),
        "Provenance": Text(zh="签名", en="the signature"),
    }
)
_WHOLE: Final = Text(zh="这份记录", en="this record")


def sentence(reason: Reason, place: str = "") -> Text:
    """Answer what happened and what is to be done. `place` begins with the kind of a FHIR resource, such as `Condition.code`."""
    happened, then = _SENTENCES[reason]
    where = _PLACES.get(place.partition(".")[0], _WHOLE)
    said = happened.en.format(place=where.en)
    return Text(zh=happened.zh.format(place=where.zh) + then.zh, en=f"{said[0].upper()}{said[1:]} {then.en}")
