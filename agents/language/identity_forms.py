"""The forms that identity takes in Chinese and English text: how to reach somebody, numbers given out, dates, places, names.

Patterns over NFKC text. Sources for the forms: GB 11643-1999 (identity numbers), GA 36-2018 (plates), 公安部 《二〇二〇年全国姓名报告》
(frequent surnames), 工业和信息化部 《电信网编号计划》 2017 (telephone numbers).
"""

from __future__ import annotations

import re
from typing import Final

_SURNAMES: Final = (
    "欧阳|上官|司马|诸葛|慕容|皇甫|尉迟|东方|令狐|夏侯|司徒|宇文|公孙|端木|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦"
    "邱侯江尹薛闫段雷黎史龙陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易樊殷施洪焦倪颜庄柳鲁岳祁耿关兰阮芦穆柯桂纳哈丰冶虎妥撒喇]"
)
_HAN: Final = "[\u4e00-\u9fff]"
_NAME: Final = rf"(?:{_SURNAMES})(?:{_HAN}?·[{_HAN[1:-1]}·]{{1,8}}|{_HAN}{{1,2}})"
_IS: Final = r"\s*(?:是|为|叫|is|:|#)?\s*"
_COUNT: Final = "A-Za-z\\d一二三四五六七八九十百"
_SPOKEN_DIGIT: Final = "零〇一二三四五六七八九幺两"
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_CARD: Final = _any(
    "住院", "病历", "病案", "门诊", "就诊", "登记", "检查", "检验", "标本", "条码", "医保", "社保", "身份证", "护照", "驾驶证", "驾照"
) + _any("", "卡", "证") + "|" + _any("工", "学", "卡", "证件")  # fmt: skip
_NUMBER_EN: Final = _any(
    "mrn",
    r"medical record(?: number| no\.?)?",
    r"(?:record|hospital|patient|insurance|nhs|passport|id|account|case) (?:number|no\.?|id|card)(?: number)?",
    "passport",
    "ssn",
    "social security(?: number)?",
    r"driver'?s licen[cs]e(?: number| no\.?)?",
)
_STREET_EN: Final = _any(
    "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "court", "ct", "close", "way", "boulevard", "blvd", "place",
    "square", "terrace",
)  # fmt: skip
_MONTH_EN: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TITLE: Final = _any(
    "大夫", "医生", "医师", "主任", "护士", "教授", "院长", "老师", "先生", "女士", "小姐", "师傅", "同志", "阿姨", "大爷", "大妈",
    "大娘", "书记", "村长", "经理",
)  # fmt: skip
_CUE: Final = _any(
    "我(?:的)?(?:名字|姓名|大名)?(?:是)?叫", "名叫", "叫做", "本人叫?", "姓名", "名字", "患者", "病人", "病员", "联系人", "家属",
    "签名", "署名",
)  # fmt: skip
_HOUSE: Final = _any("号楼?", "弄", "组", "队", "幢", "栋", "座", "单元", "室", "层", "楼", "户")
_ROAD: Final = _any(
    "路", "街", "巷", "弄", "胡同", "大道", "村", "屯", "庄", "小区", "社区", "花园", "家园", "公寓", "大厦", "苑"
)
_REGION: Final = rf"(?:{_HAN}{{2,8}}?(?:省|自治区|特别行政区))?(?:{_HAN}{{2,8}}?(?:市|自治州|地区|盟))?(?:{_HAN}{{1,8}}?(?:区|县|旗))?"

_FORMS: Final[tuple[tuple[str, ...], ...]] = (
    (  # how to reach somebody
        r"(?:https?://|www\.)\S+",
        r"[A-Za-z0-9._%+-]+\s*(?:@|\(at\)|\[at\])\s*[A-Za-z0-9-]+(?:\s*\.\s*[A-Za-z0-9-]+)+",
        rf"(?:微信号?|威信|薇信|v信|\bvx\b|\bwx\b|wechat|weixin)\s*(?:号码?|账号|id)?{_IS}[A-Za-z0-9][\w-]{{4,19}}",
        rf"(?:qq|企鹅)\s*(?:号码?)?{_IS}\d{{5,12}}",
        r"(?<!\d)(?:\d{1,3}\.){3}\d{1,3}(?!\d)",
        r"(?<![\d.])(?:\+|00)\d{1,3}[\s-]?(?:\(?\d{1,5}\)?[\s-]?){2,5}\d{2,5}(?!\d)",
        r"(?<![\d.])1[\s-]?[3-9](?:[\s-]?\d){9}(?!\d)",
        r"(?<![\d.])1[3-9]\d[.,·]\s?\d{4}[.,·]\s?\d{4}(?!\d)",
        r"(?<![\d.])\(?0\d{2,3}\)?[\s-]?\d{7,8}(?:\s*(?:转|-|ext\.?)\s*\d{1,5})?(?!\d)",
        r"(?<![\d.])[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)",
        r"(?<![\d.])\(?\d{3}\)?[\s-]\d{3}[\s-]\d{4}(?!\d)",
        rf"[{_SPOKEN_DIGIT}](?:\s?[{_SPOKEN_DIGIT}]){{6,17}}",
    ),
    (  # numbers given out: identity card (15 or 18), passport, insurance, records, beds, rooms, plates
        r"(?<!\d)\d{6}[\s-]?(?:\d{2}[\s-]?)?\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dXx]?(?!\d)",
        r"(?<![A-Za-z0-9])[EGDPHSM]{1,2}\d{7,9}(?!\d)",
        rf"(?:{_CARD})(?:号码?|编号|ID){_IS}[A-Za-z0-9-]{{2,24}}",
        rf"\b{_NUMBER_EN}{_IS}(?=[A-Za-z-]*\d)[A-Za-z0-9-]{{2,24}}",
        rf"(?:[{_COUNT}]{{1,4}}\s*(?:病区|病房|科|楼|层)\s*)?(?:\d{{1,4}}|[一二三四五六七八九十]{{1,3}})\s*号?床(?!上|单)",
        rf"床(?:位|号){_IS}\d{{1,4}}",
        r"\b(?:bed|ward|room)\s*(?:no\.?|number|#)?\s*[A-Z]?\d{1,4}[A-Z]?\b",
        rf"[{_PROVINCES}]\s*[A-Z]\s*[·・.]?\s*[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]",
    ),
    (  # dates with a day; a year or a month alone tells nobody
        r"(?<!\d)(?:19|20)\d{2}\s*(?:年|[-/.])\s*(?:1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*(?:3[01]|[12]\d|0?[1-9])\s*[日号]?(?!\d)",
        r"(?<!\d)(?:3[01]|[12]\d|0?[1-9])[/.-](?:1[0-2]|0?[1-9])[/.-](?:19|20)\d{2}(?!\d)",
        r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH_EN}\.?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?(?:19|20)\d{{2}}\b",
        r"(?:[一二][九〇零][一二三四五六七八九〇零]{2}年)?(?:十[一二]|[一二三四五六七八九十])月(?:二十|三十|[一二三]?十)?[一二三四五六七八九十]?[日号]",
        rf"(?:生日|出生(?:日期|于|在)?|生于){_IS}(?:阴历|农历|阳历)?\s*(?:\d{{2,4}}年)?\d{{1,2}}月\d{{1,2}}[日号]?",
        rf"\b(?:dob|date of birth|birthday){_IS}[\w/.\- ]{{4,20}}?(?=[,.;]|$)",
    ),
    (  # where somebody lives
        _REGION
        + rf"(?:{_HAN}{{1,8}}?(?:街道|镇|乡|苏木))?{_HAN}{{1,10}}?{_ROAD}\s*(?:[{_COUNT}]{{1,5}}\s*{_HOUSE}[\s,-]*)+(?:\d{{1,5}}室?)?",
        rf"(?:[{_COUNT}]{{1,4}}\s*(?:号楼|幢|栋|座|单元)[\s,-]*)+[{_COUNT}]{{1,5}}\s*[室号户]?",
        rf"(?:家住|住在|住址|地址|家在|老家在?|户口在?){_IS}[\u4e00-\u9fffA-Za-z\d-]{{2,30}}",
        rf"{_HAN}{{2,6}}(?:省|自治区){_HAN}{{2,6}}(?:市|县|州)(?:{_HAN}{{1,6}}(?:区|县|镇|乡|村))*",
        rf"\b\d{{1,5}}[A-Za-z]?\s+(?:[a-z][a-z']+\s+){{1,3}}{_STREET_EN}\b\.?",
        r"\b(?:apt|apartment|flat|unit|building|block|suite)\s*(?:no\.?|#)?\s*[A-Z]?\d+[A-Z]?\b",
        r"\bi live (?:at|in|on)\s+[^,.;!?]{2,60}",
    ),
    (  # whatever is left that is as long as a number somebody was given
        r"(?<![\d.])\d(?:[\s-]?\d){6,}(?!\d)",
        r"(?<![A-Za-z\d])(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d-]{9,}(?![A-Za-z\d])",
    ),
)
_NAMES: Final = (  # told by what stands before or behind; capitals count in English
    rf"{_CUE}{_IS}{_NAME}",
    rf"(?:[我他她]是|叫){_NAME}(?=[,。;!?\s]|$|今年|现年|男|女|住)",
    rf"(?:{_SURNAMES})(?:{_HAN}{{0,2}}){_TITLE}",
    rf"[老小阿][王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹](?!{_HAN}?[上路虎脚腹腿])",
    r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r|[Dd]octor|[Pp]rof|[Pp]rofessor|[Nn]urse)\.?\s+[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+)?",
    r"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]he) (?:full |first |last )?name(?:'s| is)\s+[A-Za-z'-]+(?:\s+(?!and\b|i\b|i'm\b|I\b)[A-Za-z'-]+){0,2}",
    r"\b(?:[Nn]ame|[Pp]atient|[Ss]igned|[Cc]ontact)\s*:\s*[A-Za-z'-]+(?:\s+[A-Z][A-Za-z'-]+){0,3}",
    r"\b(?:[Ii] am|[Ii]'m|[Tt]his is|[Cc]all(?:ed)? me|named|called)\s+[A-Z][a-z'-]+(?:\s+[A-Z][a-z'-]+){0,2}",
)
FORMS: Final = (
    *(re.compile(form, re.IGNORECASE) for group in _FORMS for form in group),
    *(re.compile(form) for form in _NAMES),
)
"""All of them, in the order in which they are looked for."""
