"""What a resident is told after a questionnaire: gently, without a number that would sound like a verdict. The doctor has the score."""

from __future__ import annotations

from typing import Final

from agents.companion.questionnaires import PHQ9, Questionnaire, result_of
from agents.state import ConsultationState
from agents.words import local
from kg.schema import LocalText

FROM: Final = (15, 10, 5, 0)
"""Sums from which each word holds, the gravest first; both questionnaires share these limits (see their sources)."""
_MOOD: Final[tuple[LocalText, ...]] = (
    local(
        "谢谢您一题一题答下来。看得出这两周您过得很苦，可能已经不是歇歇就能缓过来的程度。这不是软弱，有办法治。请这几天就跟医生谈，"
        "身边也让个人知道。难受得厉害打12356。",
        "Thank you for answering each one. These two weeks have been very hard, perhaps beyond what rest alone "
        "can mend. It is no weakness, and "
        "there are treatments. Please talk to a doctor within days and let somebody close know. If it gets too much, call 12356.",
    ),
    local(
        "谢谢您都答了。这两周您的心情可能已经影响到吃饭、睡觉、做事了，值得跟医生好好谈一次，早点谈好得快些。",
        "Thank you for answering. Your mood may by now affect how you sleep, eat and work; it is worth a good "
        "talk with a doctor, and sooner "
        "is easier.",
    ),
    local(
        "谢谢您都答了。您心里有些累，还没到很重。先把觉睡好，每天出去走走，跟信得过的人说说；两周还不见轻，就去跟医生谈谈。",
        "Thank you for answering. There is some weariness, not a heavy one. Look after sleep, walk each day, "
        "talk with somebody you trust; if two "
        "weeks bring no ease, talk to a doctor.",
    ),
    local(
        "谢谢您都答了。从这几个问题看，这两周心情大体还稳。觉得不对劲，随时再来说。",
        "Thank you for answering. By these questions your mood has been fairly steady these two weeks. Come back "
        "whenever it does not feel so.",
    ),
)
_WORRY: Final[tuple[LocalText, ...]] = (
    local(
        "谢谢您一题一题答下来。这两周您几乎没有松下来的时候，太耗人了，可能需要医生帮一把。这有办法，请这几天就去谈谈。难受得厉害打12356。",
        "Thank you for answering each one. You have hardly been able to let go these two weeks, which wears "
        "anybody out; a doctor may need to help, "
        "and can. Please talk within days. If it gets too much, call 12356.",
    ),
    local(
        "谢谢您都答了。担心和紧张可能已经占了您不少日子，值得跟医生谈一次。慢慢呼气、少喝咖啡浓茶，会松一点。",
        "Thank you for answering. Worry may have taken up many of your days; it is worth a talk with a doctor. "
        "Slow breathing out and less coffee "
        "or strong tea ease it a little.",
    ),
    _MOOD[2],
    _MOOD[3],
)


def kindly(state: ConsultationState, questionnaire: Questionnaire) -> str:
    """Answer the word for the sum, by its upper bound where items were left out: what was not answered may have been the worst."""
    result = result_of(state, questionnaire)
    high = result.high if result is not None else questionnaire.out_of
    words = _MOOD if questionnaire is PHQ9 else _WORRY
    place = next(place for place, start in enumerate(FROM) if high >= start)
    return words[place].in_(state.lang)
