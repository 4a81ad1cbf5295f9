"""What the commission's refusals mean on the pages of oversight."""

from __future__ import annotations

REFUSAL = {
    "reason": "理由太短或太长。",
    "reviewed": "已经有人复核过。",
    "budget": "这个月的隐私预算用完了，不能再导出。",
    "unmarked": "这个月还有咨询没有统计完，几分钟后再试。",
    "period": "只能导出已经结束的月份，写成 2026-10 这样。",
    "nothing": "没有可以导出的社区。",
    "username": "用户名是 2 到 40 个小写字母、数字、点、横线或下划线。",
    "username_taken": "这个用户名已经有人用。",
    "password": "密码要 8 到 200 个字符。",
    "role": "没有这个角色。",
    "community": "没有这个社区。",
    "count": "一次 1 到 10000 个。",
    "bounds": "数字超出允许的范围。",
    "rule": "没有这条规则。",
    "own_account": "不能关闭自己的账号。",
    "keys": "密钥现在换不了，所以没有撤销。请稍后再试；一直不行，请在卫健委的机器上看日志。",
    "identity": "请填写 1 到 255 个字符，不要换行。",
    "identity_linked": "这个账号已经关联，请先取消关联。",
    "identity_taken": "这个单位账号已经关联到别的账号。",
    "identity_off": "这里没有开通这种登录方式。",
    "number_taken": "没有核对成功：本社区另一位居民已经核对过同一个号码。请看页面上的提示，先弄清是不是同一个人。",
    "number_changed": "没有核对成功：居民刚刚改填了号码或姓名。请照页面上新的内容再看一次证件。",
    "number_invalid": "没有核对成功：这个号码的校验不对，请居民在手机上照着证件改正。",
    "number_disagrees": "没有核对成功：号码里的出生日期或性别和登记的不一样。请居民在手机上改正后再核对。",
    "not_failed": "这个信封已经处理过，或正在重试。",
}
