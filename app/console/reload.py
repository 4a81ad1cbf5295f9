"""Signed in after a reload: asks the browser to fetch, or to drop, the cookie, and reads it when a page is opened anew."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.console.client import CommissionClient, Json
from app.console.cookie import PATH, TICKETS, cookie_name
from app.console.errors import Away, ConsoleError

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_JS = """
export default function ({ data }) {
  if (!data || window.__jiayiTicket === data.mark) return
  window.__jiayiTicket = data.mark
  fetch(data.path, { method: data.method, headers: { 'x-jiayi': '1' }, body: data.ticket ?? undefined }).catch(() => undefined)
}
"""


@cache
def _renderer() -> ComponentRenderer:
    return st.components.v2.component("jiayi_cookie", js=_JS)


def remember(session: Json) -> None:
    """Let the browser fetch the cookie of a new session."""
    st.session_state["cookie"] = {"method": "POST", "ticket": TICKETS.leave(session["token"])}


def forget(token: str | None) -> None:
    """Let the browser drop its cookie, and take this token no more."""
    if token:
        TICKETS.end(token)
    st.session_state["cookie"] = {"method": "DELETE", "ticket": None}


def tell_browser() -> None:
    """Show the browser what it has to do about its cookie, if anything. It is shown on every run; the browser does it once."""
    task: dict[str, Any] | None = st.session_state.get("cookie")
    if task is not None:
        task.setdefault("mark", secrets.token_hex(8))
        _renderer()(data={**task, "path": PATH}, key="cookie-task")


def restore(client_of: Any) -> Json | None:
    """Answer the session of the cookie that came with this page, if the commission still knows it; None otherwise."""
    # The browser says itself where the page is; over HTTPS nothing but the name that no neighbour can set is looked at.
    token = st.context.cookies.get(cookie_name(secure=(st.context.url or "").startswith("https:")))
    if not token or TICKETS.ended(token):
        return None
    client: CommissionClient = client_of(token)
    try:
        return {**client.account(), "token": token, "stage": "full"}
    except Away:
        raise
    except ConsoleError:
        return None
