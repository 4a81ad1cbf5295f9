"""Signs that mean something together: none of them names an end of one's life, and each alone is an ordinary sentence.

Somebody who gives the dog away moves house; who gives it away, has everything in order and feels calm may be taking leave. A sign is
found where all its parts stand in a message and nothing explains them; a direct and gentle question is put to it.

The warning signs are those of Rudd MD et al., Suicide Life Threat Behav 2006;36:255-262, and of WHO, Preventing suicide: a resource for
primary health care workers, 2000 (putting affairs in order, giving things away, sudden calm, being a burden, access to means).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Sign:
    """Parts that must all stand in a text, and what explains them away."""

    id: str
    parts: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = field(default=None)

    def told(self, words: str) -> bool:
        """Answer whether plain text shows this sign."""
        return all(part.search(words) for part in self.parts) and not (self.unless and self.unless.search(words))


def sign(id_: str, *parts: str, unless: str = "") -> Sign:
    """Answer a sign of patterns that must all be found, and of one that explains them."""
    return Sign(id_, tuple(map(re.compile, parts)), re.compile(unless) if unless else None)


_SETTLED: Final = (
    r"该(?:还|做|办|交代|见|说)的[^，,。]{0,5}(?:完|了)|(?:照片|相册|日记|信|遗物|本子)[^。]{0,10}(?:烧|撕|扔|删)(?:了|掉|光)|"
    r"(?:密码|存折|银行卡|存款|房本|房产证|保险|账号?|后事|东西|衣服|猫|狗|信|奶粉钱|学费|债)[^，,。]{0,8}"
    r"(?:写|抄|告诉|交给|存好|送(?:人|给|走|完)|分(?:给|完|了)|留给|还清|安排好|办好|交代|放在|整理好|收拾好)|(?:注销|删(?:干净|光|完"
    r"|了)|清空)"
    r"|(?:写了|留了)(?:一?封|几封|张|封)?(?:长)?(?:信|纸条|字条)|(?:东西|衣服|玩具|收藏)[^，,。]{0,6}(?:都|全)[^，,。]{0,4}(?:给|送|分|扔)"
    r"|\b(?:affairs|paperwork|papers|accounts?) (?:are |is )?(?:all )?in order\b|\b(?:gave|given|giving) (?:away|my \w+ to)\b"
    r"|\b(?:dog|cat|pets?)\b[^.]{0,16}\bnew home\b|\bdeleted (?:all )?(?:my|his|her)\b|\bgiv\w+ (?:all )?(?:my|his"
    r"|her) (?:\w+ ){1,2}away\b|\bcan have (?:my|his|her)\b|\b(?:wrote|written|leaving)\b[^.]{0,10}\b(?:letters?|notes?)\b"
)
_LEAVING: Final = (
    r"空了|空落|挺好的(?:$|[，,。])|这辈子|就这样了|今晚|今夜|随它|随他去|无所谓了|"
    r"放心了|(?:踏实|平静|轻松|解脱)了?(?:$|[，,。])|最后(?:陪|一次|谢|想|跟|和)|以后(?:也|就|再)?不(?:回|在|来|用|见)|不回(?:来|去)?了"
    r"|用不着[^，。]{0,3}(?:惦记|操心|牵挂|管)|到时候[^，。]{0,3}(?:用得[着上]|要用)|联系不上|打不通|不接电话|(?:没"
    r"|不)(?:什么)?牵挂|不欠|谢谢(?:你|您)?[^，,。]{0,6}(?:最后|这些年"
    r"|陪)|(?:够|可以)了(?:$|[，,。])"
    r"|\b(?:oddly|strangely|finally|so) (?:calm|at peace|peaceful|light)\b|\bat peace\b|\bfor the last time\b|\bgoodbye\b"
    r"|\bwon'?t (?:be|need)\b|\bnobody will (?:need|have) to\b|\bnot (?:picking up|answering)\b|\bthank you for everything\b"
)
_HIGH: Final = r"(?:桥|阳台|天台|楼顶|窗台|窗户|窗边|铁轨|站台|江边|河边|湖边|水库|海边|悬崖)"
_OUTING: Final = (
    r"晒|浇|吹吹?风|钓|散步|锻炼|跑步|拍照|收衣服|抽烟|风景|乘凉|看花|遛|买|等[人车]|擦|打扫|种|喂|恐高|头晕|眩晕|玩"
    r"|鸭|鱼|装修"
)
_OTHERS_EASED: Final = (
    r"(?:闺女|女儿|儿子|孩子|老婆|老公|妈妈?|爸妈?|家里|家人|他们|她们|你们|大家|全家|谁)[^，,。]{0,4}(?:也|就|都|不会|能|可以)?"
    r"[^，,。]{0,4}(?:解脱|轻松|省心|好过|不用(?:再)?(?:管|累|操心|受罪)|不会(?:再)?(?:这么)?(?:累|苦|难)|少受罪|清静|松口气)"
    r"|(?:省得|免得|省|不想再?|别再?)(?:麻烦|拖累|连累|耽误|花)(?:我们|你们|他们|孩子|家里|大家|你|钱|人)"
    r"|\b(?:everyone|everybody|they|he|she|family|kids?|husband|wife)\b[^.]{0,14}\b(?:better off|relieved|freed?|easier)\b"
)
_ENOUGH: Final = (
    r"(?:有|还有)(?:弟弟|妹妹|哥哥|姐姐|他|她|别人|老二)[^，,。]{0,3}(?:就够|就行|就好)|少(?:一)?(?:张嘴|个累赘|个包袱|个负担|个人吃饭)|"
    r"(?:不想|不愿|不要|不)(?:再|去)?(?:折腾|治|看病|化疗|透析|耗|拖|撑|熬|挣扎)(?!理)|放弃|(?:没有我|没我|世界上?没有?我)"
    r"|农药|安眠药|绳子|如果(?:没有|少了)我|\b(?:stop|refuse|no more|done with) (?:the )?(?:treatment|chemo|dialysis)\b"
    r"|\b(?:my|the) car\b|\bif i (?:wasn'?t|weren'?t|just|was|were)\b"
)
_SKIN: Final = r"(?:手腕|手臂|胳膊|小臂|大腿|腿上|腕上|身上)|\b(?:arms?|wrists?|thighs?|legs?)\b"
_MARKS: Final = (
    r"一(?:道|条)一?(?:道|条)|[一好几]+[道条](?:印|疤|口|痕|伤)|疤|刀痕|划痕|\b(?:marks?|scars?|cuts?|lines)\b"
)
_HIDDEN: Final = (
    r"(?:不敢|不能|不想|没法)(?:穿)?(?:短袖|短裤|裙|露)|(?:长袖|护腕|袖子|粉底)[^，,。]{0,6}(?:遮|盖|挡|穿)|(?:遮|盖|藏)(?:着|住|起)"
    r"|(?:怕|不想)[^，,。]{0,4}(?:看见|看到|发现)|\blong sleeves\b|\b(?:hide|hiding|cover)\w*\b"
)
SIGNS: Final = (
    sign(
        "taking_leave",
        _SETTLED,
        _LEAVING,
        unless=r"搬家|换(?:手机|号|工作)|出差|出国|住院|手术|毕业|旅游|养老院|\bmov(?:e|ing)\b|\bholiday\b|\bsurgery\b",
    ),
    sign(
        "never_born",
        r"(?:当|就当|只当)(?:从来|从|根本)?没(?:有)?(?:生|养|有|认识)过?(?:我|俺|这个[儿女])|没(?:来|出生)过(?:这个?世|就好)"
        r"|\b(?:never (?:been )?born|pretend i never (?:was|existed))\b",
    ),
    sign(
        "not_waking",
        r"睡|不想|宁愿|希望|最好|要是|永远|\b(?:sleep|asleep|bed|wish|hope)\b",
        r"(?:别|不要|不用|不想|不必|永远(?:都)?不|再也不|醒不)(?:再)?(?:醒|睁|起来|过来)|\bnot (?:have to )?wake\b|\bnever wak"
        r"|\bdon'?t wake",
        unless=r"(?:孩子|宝宝|娃|他|她|老公|老婆|老伴|爸|妈|叫)[^，,。]{0,6}(?:醒|起)|闹钟|\balarm\b",
    ),
    sign(
        "lingering",
        rf"{_HIGH}[^。]{{0,10}}(?:站(?:一会|了|着|上|好久)|坐(?:了|着|上)|看着?下面|往下|发呆)|站(?:在|到|上)[^，,。]{{0,4}}{_HIGH}"
        r"|\b(?:stand|standing|stood|sit|sitting|sat)\b[^.]{0,16}\b(?:bridge|ledge|roof|balcony|tracks|platform edge)\b",
        unless=_OUTING,
    ),
    sign(
        "wounds_hidden",
        _SKIN,
        _MARKS,
        _HIDDEN,
        unless=r"湿疹|痘|烫|过敏|蚊|手术|荨麻疹|皮癣|白癜风|胎记|蜕皮|\b(?:rash|eczema|surgery|stretch)\b",
    ),
    sign("others_eased", _ENOUGH, _OTHERS_EASED, unless=r"(?:手术|出院|治好|好了)[^，,。]{0,6}(?:后|以后)"),
    sign(
        "means_hidden",
        r"(?:农药|百草枯|敌敌畏|安眠药|绳子|老鼠药)[^，,。]{0,4}(?:放|藏|拿|塞|买)(?:在|到|了|回)?[^，,。]{0,4}(?:床|枕|屋|房间|柜"
        r"|身边|回来)?",
        r"省得|免得|麻烦|拖累|不连累|一了|到时候|用得[上着]",
    ),
    sign(
        "saving_up",
        r"(?:攒|存|囤)(?:了|够|下)?[^，,。]{0,8}(?:片|粒|颗|瓶)|\b(?:saved|saving|collected|hoarded)\b[^.]{0,16}\b(?:pills|tablets)\b"
        r"|\b(?:whole|entire|all the) (?:bottle|box|packet|pack)\b",
        r"够(?:不够)?了?(?:吧|吗|没|$|[，,。])|能不能走|\bpain(?:less|ful)?\b|\benough\b|\bhurt\b",
        unless=r"退烧|过期|复诊|维生素|钙片",
    ),
    sign(
        "care_given_up",
        r"(?:停|断|不吃|不打|不做|不去)(?:了|掉)?[^，,。]{0,6}(?:药|胰岛素|透析|化疗)|(?:药|胰岛素|透析|化疗)[^，,。]{0,4}(?:都|全"
        r"|也)?(?:停|断|不吃|不打|不做)了?"
        r"|\b(?:stopp?(?:ed|ing)?|skipp?(?:ed|ing)?|quit)\b[^.]{0,12}\b(?:insulin|medicines?|meds|pills|dialysis|treatment)\b",
        r"随它去|随他去|由它去|听天由命|无所谓|早点(?:走|去|结束)|不想(?:再)?(?:治|拖|熬)|活够|\bon purpose\b|\bfade (?:out"
        r"|away)\b|\bget it over\b"
        r"|\bdon'?t care\b|\blet (?:it|nature)\b",
    ),
    sign(
        "who_after_me",
        r"谁(?:来|能|会|肯)?(?:照顾|管|养|带|帮我)|托(?:付|给)|交给谁|\bwho (?:would|will|could|can) (?:look after|care for|raise"
        r"|take)\b",
        r"(?:我|自己)[^，,。]{0,3}(?:不在|走了|没了|出(?:了)?(?:什么)?事|死)|\b(?:if|when|once|after)\b[^.]{0,16}\b(?:happen(?:s"
        r"|ed)? to me|i'?m gone|i go|not here)\b",
        unless=r"手术|住院|癌|化疗|出差|\b(?:surgery|operation|cancer)\b",
    ),
    sign(
        "own_death_paid",
        r"(?:意外险|寿险|保险|抚恤金|赔偿金?|房贷|贷款)|\b(?:life insurance|policy)\b",
        r"自己(?:弄|造成|跳|撞|来)|(?:如果|要是|万一)我(?:死|没|走)[^，,。]{0,6}(?:赔|给|拿)"
        r"|(?:(?:如果|要是|万一|哪天|等)(?:哪天|有一天)?我|我(?:如果|要是|万一|哪天))(?:就|真)?(?:没了|不在|死|走了)"
        r"|我(?:走|没|死|不在)了[^，。]{0,3}(?:房贷|贷款)[^，。]{0,4}(?:不用还|没了|清了|勾销)"
        r"|\b(?:if i|my own hand|self[- ]inflicted|suicide clause)\b",
        unless=r"(?:想|要|去|准备|打算|该不该)(?:买|办|投)[^，,。]{0,4}保险|买(?:份|个|点|什么|哪种)[^，,。]{0,4}保险",
    ),
)
"""All signs; the first that is told decides nothing more than that the question is asked."""


def despair(words: str) -> str | None:
    """Answer the id of the first sign of despair that plain text shows, None when it shows none."""
    return next((sign.id for sign in SIGNS if sign.told(words)), None)
