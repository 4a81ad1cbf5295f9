"""What a resident in a script answers. It loads nothing heavy: a phone that is killed is to be back soon."""

from __future__ import annotations

import random
from typing import Final

from agents.dialogue import Answer, Finish, Reply, TurnInput

MOST_TURNS: Final = 20
"""Turns of one consultation, after which it is ended by the resident's own wish."""
ADULT_DAYS: Final = 16_436


def answer_to(reply: Reply, rng: random.Random) -> TurnInput:
    """Answer what a resident does with a reply: a chip of the open question, any of them."""
    question = reply.question
    if question is None or reply.turn >= MOST_TURNS:
        return Finish()
    if not question.options:
        return Answer(question_id=question.id, text="说不清楚" if reply.lang == "zh" else "I am not sure")
    return Answer(question_id=question.id, options=(rng.choice(question.options).index,))
