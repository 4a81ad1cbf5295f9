"""From the settings to the process's assistant: the composition root of the language model.

The SDK is imported here, inside the sandbox where there is one. It is given a client of ours, no retries, and no setting from the
environment.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import MutableMapping

from agents.knowledge import Knowledge
from agents.language.assistant import Assistant, Policy
from app.language.endpoint import Endpoint
from app.settings import LanguageSettings

_CHATTY = ("openai", "httpx2", "httpcore2", "httpx", "httpcore")


def assistant_of(settings: LanguageSettings, endpoint: Endpoint | None, knowledge: Knowledge) -> Assistant | None:
    """Answer the assistant, None where no model is set. Makes no connection."""
    if endpoint is None or settings.llm_model is None:
        return None
    _quieten(os.environ)
    import httpx2  # noqa: PLC0415 - only where a model is set, and inside the sandbox
    import openai  # noqa: PLC0415 - as above

    from agents.language.breaker import Breaker  # noqa: PLC0415 - as above
    from agents.language.openai_model import OpenAIModel  # noqa: PLC0415 - as above
    from app.language.transport import LeashedTransport  # noqa: PLC0415 - as above

    http = httpx2.Client(
        transport=LeashedTransport(endpoint),
        timeout=settings.llm_deadline_s,
        headers={"accept-encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )
    # An endpoint of one's own often has no key, and the SDK insists on one.
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key is not None else "none"
    client = openai.OpenAI(
        api_key=key,
        base_url=settings.llm_base_url,
        timeout=settings.llm_deadline_s,
        max_retries=0,
        http_client=http,
    )
    model = OpenAIModel(
        client,
        settings.llm_model,
        sees=settings.llm_images,
        breaker=Breaker(time.monotonic),
        sleep=time.sleep,
    )
    return Assistant(
        knowledge,
        model,
        policy=Policy(boundary=settings.llm_boundary, images=settings.llm_images),
        deadline_s=settings.llm_deadline_s,
        tokens=settings.llm_tokens,
    )


def _quieten(environment: MutableMapping[str, str]) -> None:
    """Let no variable steer the SDK (organisation, project, headers, log level), and no library log what is said."""
    for name in [name for name in environment if name.startswith("OPENAI_")]:
        del environment[name]
    for name in _CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
        logger.handlers = [logging.NullHandler()]
