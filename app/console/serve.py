"""Starts the console: Streamlit's own server over `app/console/page.py`, and what keeps a reload signed in and leads to a provider."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from app.console.colours import theme
from app.console.cookie import ROUTES
from app.console.headers import ConsoleHeaders
from app.console.provider_door import ROUTES as PROVIDER_ROUTES
from app.cores import leave_no_core
from app.settings import ConsoleSettings

PAGE = Path(__file__).with_name("page.py")


def serve(settings: ConsoleSettings) -> None:
    """Serve until a signal."""
    leave_no_core()
    options: dict[str, object] = {
        "server.port": settings.console_port,
        "server.address": settings.host,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        **theme(),
        "theme.baseFontSize": 15,
        "logger.level": "error",
    }
    if settings.tls_certificate is not None and settings.tls_key is not None:
        options |= {"server.sslCertFile": str(settings.tls_certificate), "server.sslKeyFile": str(settings.tls_key)}
    os.environ["JIAYI_COMMISSION_URL"] = settings.commission_url
    if settings.commission_ca is not None:
        os.environ["JIAYI_COMMISSION_CA"] = str(settings.commission_ca)
    console().run(config=options)


def console() -> App:
    """Answer the application: Streamlit's, with our requests and headers."""
    return App(PAGE, routes=(*ROUTES, *PROVIDER_ROUTES), middleware=[Middleware(ConsoleHeaders)])
