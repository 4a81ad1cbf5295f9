"""Asking once before what cannot be taken back: what is done, what comes of it, and one more click."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st


def asking(place: Any, label: str, key: str) -> AbstractContextManager[Any]:
    """Open, at a place of the page, what asks; what else has to be said goes in before `confirmed`."""
    return place.popover(label, key=f"ask-{key}")  # type: ignore[no-any-return]


def confirmed(consequence: str, label: str, key: str, *, ready: bool = True) -> bool:
    """Say what comes of it; answer whether the one click that does it was made. `ready`: all is said that has to be."""
    st.caption(consequence)
    return st.button(label, key=f"sure-{key}", type="primary", disabled=not ready)
