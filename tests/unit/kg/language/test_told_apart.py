"""Events asked about to learn, told of others elsewhere or long over are nobody's of now; in doubt they are."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.lexicon import Lexicon
from kg.schema import Status
from kg.text import understand


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_knowledge().lexicon


def present(lexicon: Lexicon, text: str) -> set[str]:
    return {str(f.id) for f in understand(lexicon, text, relation="self").findings if f.status is Status.PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "蛇咬了怎么急救？我就是想学学",
        "How do I treat a snake bite in the wild? Going camping",
        "孩子噎住了怎么急救？想提前学学",
        "how do I treat a burn, just want to learn",
        "马蜂蜇了咋处理，下周去爬山，以防万一",
        "我邻居煤气中毒住院了，我想问家里怎么防",
        "煤气中毒怎么预防",
        "how can I prevent carbon monoxide poisoning at home",
        "同事煤气中毒了，我没跟她一起",
        "同事去年煤气中毒过",
        "My neighbor had carbon monoxide poisoning last year",
        "被鱼刺卡过一次，去年的事，现在没感觉",
        "I swallowed a fish bone once, that was last year, fine now",
    ],
)
def test_what_is_only_learnt_elsewhere_or_over_is_not_had(lexicon: Lexicon, text: str) -> None:
    assert not present(lexicon, text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("被蛇咬了怎么急救", "bite.snake"),
        ("我被蛇咬了怎么急救，想学学", "bite.snake"),
        ("蛇咬了脚肿了，想了解怎么处理", "bite.snake"),
        ("刚才蛇咬了一口，怎么处理", "bite.snake"),
        ("How do I treat a snake bite? It just happened", "bite.snake"),
        ("邻居煤气中毒了，我也头晕", "co_exposure.poisoned"),
        ("室友煤气中毒了，我没跟她一起", "co_exposure.poisoned"),
        ("同事煤气中毒了，我们住一个宿舍", "co_exposure.poisoned"),
        ("煤气中毒住院了，家里怎么防", "co_exposure.poisoned"),
        ("去年被鱼刺卡过，现在还疼", "fishbone"),
        ("鱼刺卡了，以前的事就不说了", "fishbone"),
    ],
)
def test_in_doubt_it_happened(lexicon: Lexicon, text: str, finding: str) -> None:
    assert finding in present(lexicon, text)


def test_an_illness_long_after_is_history_and_soon_after_is_not(lexicon: Lexicon) -> None:
    for text in ("中风后三年，来开药", "脑梗后两年多，来复查"):
        assert "hx.stroke" in present(lexicon, text)
        assert "named.ischaemic_stroke" not in present(lexicon, text)
    assert "named.ischaemic_stroke" in present(lexicon, "中风后三天，左手没力气")
    assert "limb_weakness.one_side" in present(lexicon, "中风后三年，今天突然左手没力气")


@pytest.mark.parametrize("text", ["就是想吐槽一下，颈椎疼", "想吐个槽，加班腰疼"])
def test_grumbling_is_no_nausea(lexicon: Lexicon, text: str) -> None:
    assert "nausea" not in present(lexicon, text)
    assert "nausea" in present(lexicon, "想吐，还想吐槽一下")


@pytest.mark.parametrize(
    ("text", "chest"),
    [
        ("刚才撂下饭碗说心里难受，脸煞白，一身汗", True),
        ("心里难受，出冷汗", True),
        ("心里难受，喘不上气", True),
        ("心里难受，睡不着", False),
        ("失恋了心里难受，出汗睡不着", False),
    ],
)
def test_the_heart_is_the_chest_beside_signs_of_the_body(lexicon: Lexicon, text: str, *, chest: bool) -> None:
    assert ("chest_discomfort" in present(lexicon, text)) is chest


def test_who_faints_and_does_not_wake_is_unconscious_now(lexicon: Lexicon) -> None:
    assert "unconscious" in present(lexicon, "突然昏过去叫不醒")
