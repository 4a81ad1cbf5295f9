"""Signs of despair that count only together: every part alone is an ordinary sentence."""

from __future__ import annotations

import pytest

from agents.companion.crisis_words import weight_of
from agents.companion.signs import SIGNS, despair

TOGETHER = {
    "taking_leave": "收藏的邮票都送人了，心里特别平静",
    "never_born": "你们就当没养过我这个人",
    "not_waking": "要是睡下去就别再醒该多好",
    "lingering": "下了班在桥上站了好久看着下面的车",
    "wounds_hidden": "胳膊上好几道疤，只能穿长袖遮着",
    "others_eased": "我不想再治了，儿子也能轻松点",
    "means_hidden": "安眠药我放枕头边上了，到时候用得着",
    "saving_up": "存了三十来片，够了吧",
    "care_given_up": "透析不做了，听天由命",
    "who_after_me": "我要是不在了，谁来管这两个娃",
    "own_death_paid": "寿险自己弄的还赔吗",
}
APART = (
    "收藏的邮票都送人了",
    "今天特别平静",
    "孩子睡着了别吵醒他",
    "在桥上站了会儿看人钓鱼，吹风头疼",
    "胳膊上好几道疤，是湿疹抓的",
    "手术做完了孩子们也轻松了",
    "安眠药放枕头边上会不会受潮",
    "搬家把东西都送人了，挺好的",
    "I gave away my old clothes",
    "The dog has a new home after we moved",
)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda each: each.id)
def test_the_parts_together_are_a_sign_that_is_asked_about(sign):
    text = TOGETHER[sign.id]
    assert sign.told(text)
    assert weight_of(text) is not None


@pytest.mark.parametrize("text", APART)
def test_a_part_alone_or_explained_is_none(text):
    assert despair(text) is None
