"""Starts the console: replaces this process with Streamlit's own server, which runs `app/console/page.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.settings import ConsoleSettings

PAGE = Path(__file__).with_name("page.py")


def serve(settings: ConsoleSettings) -> None:
    """Serve until a signal; does not return."""
    options = {
        "server.port": settings.console_port,
        "server.address": settings.host,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "theme.base": "light",
        "theme.primaryColor": "#1f5fa8",
        "theme.baseFontSize": 15,
        "logger.level": "error",
    }
    if settings.tls_certificate is not None and settings.tls_key is not None:
        options |= {"server.sslCertFile": str(settings.tls_certificate), "server.sslKeyFile": str(settings.tls_key)}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    environment = {**os.environ, "JIAYI_COMMISSION_URL": settings.commission_url}
    os.execve(  # noqa: S606 - no shell, our own interpreter
        sys.executable, [sys.executable, "-m", "streamlit", "run", str(PAGE), *arguments], environment
    )
