"""Words of the pages of oversight, in one place."""

from __future__ import annotations

from datetime import datetime

from app.console.words import CHINA, number

INPUT = {
    "age_years": "年龄",
    "sex": "性别",
    "systolic_mmhg": "收缩压 mmHg",
    "diastolic_mmhg": "舒张压 mmHg",
    "waist_cm": "腰围 cm",
    "height_cm": "身高 cm",
    "weight_kg": "体重 kg",
    "tc_mmol_l": "总胆固醇 mmol/L",
    "hdl_mmol_l": "HDL-C mmol/L",
    "ldl_mmol_l": "LDL-C mmol/L",
    "tg_mmol_l": "甘油三酯 mmol/L",
    "smoker": "现在吸烟",
    "diabetes": "糖尿病",
    "hypertension": "高血压",
    "bp_treated": "两周内吃过降压药",
    "af_or_valve": "房颤或瓣膜病",
    "stroke_or_tia": "得过脑卒中或短暂性脑缺血",
    "ascvd": "得过冠心病、心梗或脑卒中",
    "dyslipidaemia": "血脂异常",
    "inactive": "很少运动",
    "family_ascvd": "父母兄弟姐妹有心脑血管病",
    "family_diabetes": "父母、兄弟姐妹或子女有糖尿病",
    "family_stroke": "家里有人得过脑卒中",
    "north": "住在长江以北",
    "urban": "住在城市",
    "fallen": "一年内跌倒过",
    "fallen_twice": "一年内跌倒两次以上",
    "fall_harmed": "跌倒受伤、起不来或昏过去",
    "unsteady": "站或走时不稳",
    "fears_falling": "担心跌倒",
    "gait_slow": "步速不到 0.8 米/秒（或起立行走超过 15 秒）",
}
"""In the order in which they are asked."""
NUMBERS = {name for name in INPUT if name.endswith(("_mmhg", "_cm", "_kg", "_mmol_l"))}
BAND = {"low": "低", "middle": "中", "high": "高"}
ROLE = {
    "doctor": "医生",
    "supervisor": "质控人员",
    "administrator": "管理员",
    "auditor": "审计员",
    "resident": "居民本人",
    "system": "系统",
    "archive_worker": "档案同步",
    "node": "计算节点",
    "anybody": "未登录",
}
ACTION = {
    "list_encounters": "看工作列表",
    "read_encounter": "看就诊记录",
    "read_attachment": "看照片",
    "read_resident": "看居民档案",
    "confirm_identity": "核对身份证",
    "withdraw_identity": "撤销身份证核对",
    "withdraw_identities": "撤销一个账号的身份证核对",
    "edit_note": "改病历",
    "rate": "评价",
    "act": "记下处置",
    "write_message": "给居民写消息",
    "confirm_diagnosis": "确认诊断",
    "sign": "签署",
    "take_encounter": "接手",
    "search_residents": "找居民",
    "add_addendum": "补记",
    "release_advice": "放行建议",
    "plan_follow_up": "安排待办",
    "read_dangerous": "看危险评价",
    "search_codes": "查诊断编码",
    "list_deliveries": "看档案同步",
    "retry_delivery": "重试同步",
    "deliver": "送往健康档案",
    "store_envelope": "收下密封的记录",
    "read_mailbox": "手机取消息",
    "release_essentials": "居民同意后交给问诊",
    "fetch_essentials": "向健康档案要摘要",
    "draw_admission": "领取问诊凭证",
    "make_share": "居民出示摘要",
    "open_share": "打开出示的摘要",
    "revoke_share": "居民收回出示",
    "register_node": "计算节点接入",
    "manage_communities": "管理社区",
    "manage_clinicians": "管理账号",
    "manage_magnets": "管理冰箱贴",
    "manage_nodes": "管理节点",
    "manage_intake": "处理打不开的信封",
    "manage_rules": "改规则",
    "manage_keys": "管理密钥",
    "manage_targets": "改回应时限",
    "own_account": "自己的账户",
    "erase_resident": "删除居民",
    "read_audit": "查审计记录",
    "verify_audit": "核对审计链",
    "read_quality": "看质量",
    "export_figures": "导出数字",
    "break_glass": "应急查阅",
    "review_break_glass": "复核应急查阅",
    "read_operations": "看运行情况",
    "mark_encounters": "统计",
    "log_in": "登录",
    "log_out": "退出",
}
GROUP = {
    "influenza_like": "流感样",
    "fever_rash": "发热伴皮疹",
    "fever": "发热（其他）",
    "respiratory": "咳嗽等呼吸道",
    "diarrhoea": "腹泻",
    "vomiting": "呕吐腹痛",
    "jaundice": "黄疸",
    "rash": "皮疹",
    "eye": "红眼",
    "chest": "胸闷胸痛",
    "nervous": "头痛头晕等神经",
    "injury": "外伤中毒",
    "mind": "情绪睡眠",
    "other": "其他",
}
RULE = {
    "keep_years": ("居民记录保存年数", "从最后一次就诊算起，到期自动删除密钥。居民看到的同意书写的就是这个数。"),
    "failed_keep_days": (
        "打不开的信封保存天数",
        "到期丢掉密封的内容，编号和原因还在。我们自己的差错造成的不会自动丢。",
    ),
    "failed_keep_mb": ("打不开的信封最多占用 MB", "超过时从最早的开始丢。"),
    "privacy_milli_epsilon": ("每月隐私预算（千分之 ε）", "对外数字加噪声的总预算，用完当月不再导出。"),
    "advice_minutes": (
        "医生看过再给建议：几分钟内",
        (
            "0 是马上给居民看。填 1440，就是医生在 24 小时内看过、放行了，居民才看得到；急症不管怎样都马上告诉。"
            "写进签名目录，节点五分钟内照办，居民开始前就看得到这条规矩。"
        ),
    ),
    "north": ("辖区在长江以北", "心脑血管风险公式需要。1 是，0 否。"),
}
KEY = {
    "holder": "保管方式",
    "clock": "时钟",
    "audit": "审计",
    "root": "根密钥",
    "directory": "目录密钥",
    "receipt": "回执密钥",
    "record": "记录密钥",
    "state": "状态密钥",
    "admission": "凭证密钥",
    "index": "索引密钥",
    "kek": "加密居民密钥的密钥",
}
_KEY_SAYS = (
    ("nothing protects this folder: for development only", "没有保护，只能用于开发"),
    (" more days", " 天后到期"),
    ("the folder is held by ", "由 "),
    ("made anew by the root key, which lies here", "由这里的根密钥随时签发"),
    ("its end is reached, it opens no more: destroy it", "已到期，不再能打开：请销毁"),
    ("active", "在用"),
    ("retired", "已退役，还能打开旧的"),
    ("destroyed", "已销毁"),
)


def key_about(name: str) -> str:
    """Answer what a key is for; its number stays."""
    purpose, dash, number_of = name.partition("-")
    return f"{KEY.get(purpose, purpose)}{' ' + number_of if dash else ''}".removesuffix(".certificate")


def key_says(says: str) -> str:
    """Answer a finding of the key check as far as it can be said in Chinese; the rest as it was found."""
    for english, chinese in _KEY_SAYS:
        says = says.replace(english, chinese)
    return says


FAILED_WHY = {
    "damaged": "内容损坏，无法修复",
    "foreign": "不是发给我们的",
    "duplicate": "同样的内容已经收到",
    "test": "测试数据",
    "attack": "恶意发送",
}
REVOKED_WHY = {
    "retired": "不再使用",
    "lost": "机器不在我们手里",
    "suspect": "怀疑被入侵",
    "software": "软件有问题",
}
REASON = {
    "too_short": "内容不完整",
    "too_long": "太大",
    "magic": "不是我们的信封",
    "version": "版本不认识",
    "length": "长度不对",
    "not_canonical": "写法不合约定",
    "header": "信封的开头不对",
    "json": "内容读不懂",
    "padding": "填充不对",
    "unknown_key": "不认识封信用的公钥",
    "expired_key": "封信用的公钥已过期",
    "decrypt": "密文打不开：被改过，或公钥不对",
    "signature": "节点的签名不对：被改过，或不是它写的",
    "stale": "时间太旧",
    "form": "内容格式不对",
    "mismatch": "内外编号不一致",
    "unknown_node": "不认识的计算节点",
    "early": "时间在将来",
    "expired_node": "节点已过期或被撤销",
    "magnet": "冰箱贴无效或已作废",
    "mailbox": "手机信箱不对",
    "erased": "居民已删除",
    "duplicate": "重复",
    "internal": "我们的差错，需要人看",
    "discarded": "已丢弃",
}


def date(time_ms: int) -> str:
    """Answer a day as China reads it."""
    return f"{datetime.fromtimestamp(time_ms / 1000, CHINA):%Y-%m-%d}"


def unit(code: str) -> str:
    """Answer a unit as it is read; what is no UCUM code stays as the report printed it."""
    return {"mm[Hg]": "mmHg", "Cel": "℃", "/min": "次/分"}.get(code, code)


def used(name: str, value: float | bool | str, at_ms: int | None) -> str:
    """Answer one input of a score, with the day it is of."""
    if name == "sex":
        said = "男" if value == "male" else "女"
    elif isinstance(value, bool):
        said = "是" if value else "否"
    elif name == "age_years":
        said = f"{int(value)}岁"
    else:
        said = number(float(value))
    when = f"（{date(at_ms)}）" if at_ms is not None else ""
    return f"{INPUT[name]} {said}{when}"


def cell(value: str) -> str:
    """Answer what a value of a released figure means."""
    return GROUP.get(value) or _CELL.get(value, value)


_CELL = {
    "emergency": "紧急",
    "urgent": "今天",
    "soon": "一至三天",
    "routine": "预约",
    "self_care": "居家",
    "not_known": "问诊中",
    "first": "第一位",
    "listed": "前 5",
    "not_listed": "不在前 5",
    "none": "没有列表",
    "unsigned": "未签字",
    "dangerous": "危险",
    "poor": "不好",
    "good": "好",
    "unrated": "未评价",
}
