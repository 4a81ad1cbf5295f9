"""Rating one part of the answer: good, poor, dangerous. Nothing is chosen beforehand; what is dangerous needs a why."""

from __future__ import annotations

import streamlit as st

from app.console import encounter_words, words
from app.console.client import CommissionClient, Json
from app.console.telling import telling

_MARK = {"good": "👍", "poor": "👎", "dangerous": "⚠"}


def own_ratings(encounter: Json) -> dict[str, Json]:
    """Answer what this clinician has rated, by target; what colleagues said is no choice of one's own."""
    return {rating["target"]: rating for rating in encounter["ratings"] if rating["mine"]}


def rate(client: CommissionClient, encounter: Json, target: str, *, label: str) -> None:
    """Show the ratings of one part behind a small button that tells which one was given."""
    given = own_ratings(encounter).get(target)
    key = f"{target}-{encounter['encounter_id']}"
    title = f"{_MARK[given['rating']]} {words.RATING[given['rating']]}" if given else "评价"
    with st.popover(title, key=f"rate-{key}"):
        _choose(client, encounter, target, given, label)


@st.fragment
def _choose(client: CommissionClient, encounter: Json, target: str, given: Json | None, label: str) -> None:
    key = f"{target}-{encounter['encounter_id']}"
    for other in encounter["ratings"]:
        if other["target"] == target and not other["mine"]:
            st.text(f"{other['clinician']}：{words.RATING[other['rating']]} {other['comment']}")
    chosen = st.segmented_control(
        f"评价{label}",
        tuple(words.RATING),
        format_func=words.RATING.__getitem__,
        default=given["rating"] if given else None,
        key=f"rating-{key}",
    )
    if chosen is None:
        return
    comment = ""
    if chosen != "good":
        comment = st.text_input(
            encounter_words.RATING_WHY[chosen],
            given["comment"] if given else "",
            key=f"comment-{key}",
            max_chars=1000,
        )
    word = (chosen, comment)
    if chosen == "dangerous" and not comment.strip():
        st.caption("写明为什么，才会记下。")
    # Compared with this session's last word, too: else two pages of one doctor would overwrite each other at every click.
    elif word != st.session_state.get(f"rated-{key}") and (
        given is None or word != (given["rating"], given["comment"])
    ):
        with telling():
            client.rate(encounter["encounter_id"], target, str(chosen), comment)
            st.session_state[f"rated-{key}"] = word
            st.toast("评价已记下")
