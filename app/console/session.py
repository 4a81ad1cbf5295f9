"""What one browser's session remembers between clicks: who signed in, and what of an encounter was on the screen. Nothing is shared."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.console import reload

Json = dict[str, Any]

_OPENED = "opened"
_SEEN = "seen"


def end_session() -> None:
    """Forget everything, the token first of all, and show the sign-in. Does not return."""
    session = st.session_state.get("session") or {}
    st.session_state.clear()
    reload.forget(session.get("token"))
    st.session_state["signed_out"] = True
    st.rerun(scope="app")


def is_doctor() -> bool:
    """Tell whether who signed in is a doctor. The commission decides; this only spares a button that would be refused."""
    return (st.session_state.get("session") or {}).get("role") == "doctor"


def leave_encounter() -> None:
    """Forget the encounter that was open."""
    st.session_state.pop(_OPENED, None)
    st.session_state.pop(_SEEN, None)


def keep_opened(encounter: Json) -> None:
    """Keep the encounter on the screen, so that what was typed has a page to stand on while the commission is away."""
    st.session_state[_OPENED] = encounter


def opened(encounter_id: str) -> Json | None:
    """Answer the encounter kept, if it is this one."""
    kept: Json | None = st.session_state.get(_OPENED)
    return kept if kept is not None and kept["encounter_id"] == encounter_id else None


def seen(encounter: Json) -> Json:
    """Answer what stood on the screen before this click: `version`, and the `note` with the number of its `draft`.

    Streamlit reads the encounter anew at each click, before it hands the click over. A click on what was shown must not act on
    what has only just arrived.
    """
    kept: Json | None = st.session_state.get(_SEEN)
    if kept is None or kept["encounter_id"] != encounter["encounter_id"]:
        kept = {
            "encounter_id": encounter["encounter_id"],
            "version": encounter["version"],
            "note": encounter["note"],
            "draft": 0,
        }
        st.session_state[_SEEN] = kept
    return kept
