"""The language model of a command, from the environment: none unless JIAYI_LLM_BASE_URL is set."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.errors import CliError

if TYPE_CHECKING:
    from agents.knowledge import Knowledge
    from agents.language.assistant import Assistant


@contextmanager
def language(knowledge: Knowledge) -> Generator[Assistant | None]:
    """Answer the assistant of this command, None where no model is set; its connections end with the block.

    Raises:
        CliError: a setting is wrong; says which, and how to mend it.
    """
    from pydantic import ValidationError

    from app.language.connect import assistant_of
    from app.language.endpoint import endpoint_from
    from app.language.errors import LanguageSettingsWrong
    from app.settings import LanguageSettings

    try:
        settings = LanguageSettings()
        assistant = assistant_of(settings, endpoint_from(settings), knowledge)
    except ValidationError as error:
        raise CliError("; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors())) from None
    except LanguageSettingsWrong as error:
        raise CliError(str(error)) from None
    try:
        yield assistant
    finally:
        if assistant is not None:
            assistant.close()
