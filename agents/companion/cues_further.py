"""Further weak cues of being held, watched, threatened or neglected at home, by kind. As all cues they lead to one question.

Kinds after WHO, Responding to intimate partner violence and sexual violence against women, 2013, and WHO, Tackling abuse of older
people, 2022: fear that orders the day, a cover story for injuries, control of money, papers, phone and ways, threats against
leaving, a grown-up who comes in where a child undresses or sleeps, care that is withheld.
"""

from __future__ import annotations

from typing import Final

_HIM: Final = (
    r"(?:他|她|老公|老婆|丈夫|对象|男朋友|女朋友|婆婆|公公|我爸|我妈|后爸|后妈|继父|叔叔|哥哥?|儿子|儿媳|保姆|护工)"
)
FURTHER_ZH: Final = (
    rf"{_HIM}[^，。]{{0,4}}(?:喝了?酒|喝多|一?沾酒|一?生气|发火|发脾气|回来)[^。]{{0,14}}(?:躲|跑出去|不敢|锁门|藏|(?:楼道|车里"
    rf"|邻居家|外面|厕所)里?(?:坐|待|睡|过夜))"
    rf"|看{_HIM}的?脸色(?!.{{0,4}}(?:发|黄|白|红|黑|青|苍|蜡|不好|差|难看|怎么|好))"
    r"|(?:青|淤青|伤|黑眼圈|巴掌印)[^。]{0,14}(?:说是?|编|骗)[^。]{0,8}(?:撞|摔|磕|碰)"
    rf"|(?:工资卡?|钱|存折|身份证|户口本|手机|钥匙|证件)(?:都|全)?(?:在{_HIM}手里|被{_HIM}(?:收|拿|扣)|{_HIM}(?:收|拿|扣"
    rf"|管)着)[^。]{{0,12}}(?:要问|伸手|不给|才(?:给|能)|不让)"
    r"|(?:我)?(?:敢|要是|再)(?:走|离婚?|说出去|报警|分手)[^，。]{0,4}就(?:让|叫|弄|杀|打|不放过|要|去我?[^，。]{0,4}闹)|闹出人命"
    r"|就说(?:是|我)?[^，。]{0,6}(?:碰|撞|摔|磕)的(?:$|[吧，,。！就])"
    rf"|(?:每一?分钱|花一?分钱|买(?:什么|啥|包盐))[^，。]{{0,6}}(?:找|跟|向){_HIM}[^，。]{{0,3}}(?:报账|汇报|交代|申请)"
    r"|晚(?:一分钟|几分钟|一会儿?|点)(?:回|到)家[^，。]{0,4}(?:解释|交代|审|盘问|挨)"
    r"|(?:洗澡|换衣服|睡觉|上厕所)[^。]{0,4}(?:他|后爸|继父|叔叔|伯伯|舅舅|哥哥?|公公|老师|教练)[^。]{0,6}(?:推门|进来|偷看|摸进)"
    rf"|{_HIM}[^。]{{0,8}}(?:不给(?:换|洗|饭|水|药)|不让(?:吃饱|喝水|上厕所)|晾着(?:不管)?|一天不管)"
)
FURTHER_EN: Final = (
    r"\b(?:told|tell|say to) (?:my |the )?\w+ (?:that )?i (?:walked into|fell|bumped)\b|\blong sleeves\b[^.]{0,30}\b(?:nobody"
    r"|no one|hide|sees?)\b"
    r"|\b(?:he|she|my (?:husband|wife|partner|boyfriend|girlfriend|son|daughter))\b[^.]{0,12}\b(?:takes?|took|hides?|keeps?"
    r"|controls?) (?:away )?(?:my|the) (?:car )?(?:keys|phone|passport|money|card|wages|papers)\b"
    r"|\bchecks? my (?:phone|mileage|messages|receipts)\b|\bchair (?:against|under|behind) the door\b"
    r"|\b(?:comes?|came|coming) into my (?:room|bed)\b[^.]{0,12}\bnight\b|\bif i (?:ever )?(?:leave|tell"
    r"|go to the police)[^.]{0,12}\bhe(?:'ll| will)\b"
    r"|\bif i tell\b[^.]{0,30}\b(?:lose|kick\w*|nobody|no one|kill|hurt|trouble|jail|believe|hate)\b"
    r"|(?<!do )\bi have to ask (?:(?:his|her|him|for|their) ){0,2}permission to (?:use|eat|leave|call|sleep|go out|see my)\b"
    r"|\b(?:he|she) decides (?:when|what|where|if|who) i\b"
    r"|\bwalk(?:ing)? on eggshells\b|\bleaves? (?:my \w+|me|him|her) (?:in a (?:wet|dirty)|hungry|without (?:food|water))\b"
)
