"""Saying what did not work where it was clicked, and ids that make a second click harmless."""

from __future__ import annotations

import uuid
from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from app.console import encounter_words, words
from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut
from app.console.session import end_session


@contextmanager
def telling(gone: str = words.NO_LONGER) -> Generator[None]:
    """Say what did not work where it was clicked, and go on: a page that ends early loses what was typed below. `gone`: not found."""
    try:
        yield
    except Away:
        st.error(encounter_words.AWAY)
    except NoLonger:
        st.error(gone)
    except Refused as error:
        st.error(encounter_words.refusal(str(error)))
    except LockedOut:
        st.error(encounter_words.TOO_OFTEN)
    except SignedOut:
        end_session()


def once(key: str) -> str:
    """Answer the id of what is about to be done, the same one until `done`: a click whose answer was lost does nothing twice."""
    name = f"once-{key}"
    if name not in st.session_state:
        st.session_state[name] = uuid.uuid4().hex
    return str(st.session_state[name])


def done(key: str) -> None:
    """Let the next of its kind have an id of its own."""
    st.session_state.pop(f"once-{key}", None)
