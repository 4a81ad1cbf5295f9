"""`jiayi serve …`: one process of a deployment each. The composition roots; settings come from the environment (`app.settings`)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from app.cli.errors import CliError

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

S = TypeVar("S", bound="BaseSettings")

app = typer.Typer(help="Run one process of a deployment; settings are JIAYI_… variables.", no_args_is_help=True)


@app.command()
def commission(
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes behind the port, about one a core.")] = 1,
) -> None:
    """The commission's API: record store, key directory, magnets, clinicians."""
    from app.settings import CommissionSettings

    settings = _settings(CommissionSettings)
    with _keys_open():
        _check_provider(development=settings.environment == "development")
        if processes > 1:
            from app.commission.processes import serve_many

            serve_many(settings, processes)
            return
        from app.commission.serve import serve

        serve(settings)


@app.command()
def compute(
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Nodes on this machine, each with a port of its own from the first on.")
    ] = 1,
) -> None:
    """A compute node, in its sandbox; with --processes several, each a node of its own, and what dies is started again."""
    # Nothing that starts a thread may be imported before the sandbox is entered.
    from app.compute.errors import CommissionUnknown, HardwareUnusable, WrongProcesses
    from app.compute.sandbox import SandboxError, SwappableError
    from app.compute.serve import serve, serve_many
    from app.language.errors import LanguageSettingsWrong
    from app.settings import ComputeSettings, LanguageSettings

    try:
        if processes > 1:
            serve_many(_settings(ComputeSettings), _settings(LanguageSettings), processes)
        else:
            serve(_settings(ComputeSettings), _settings(LanguageSettings))
    except (HardwareUnusable, LanguageSettingsWrong, CommissionUnknown, WrongProcesses) as error:
        raise CliError(str(error)) from error
    except SwappableError as error:
        raise CliError(str(error)) from error
    except SandboxError as error:
        raise CliError(
            f"the sandbox cannot be enforced: {error}. A compute node does not serve without it; on a development machine set "
            "JIAYI_DEVELOPMENT=1, which the directory then says and the phone shows."
        ) from error


@app.command()
def console() -> None:
    """The doctor's console (Streamlit), a client of the commission's API."""
    from app.console.serve import serve
    from app.settings import ConsoleSettings

    serve(_settings(ConsoleSettings))


@app.command()
def worker(
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that share the queue, about one a core.")
    ] = 1,
) -> None:
    """The archive worker: writes signed encounters to the archive's destinations."""
    from app.archive.settings import ArchiveSettings
    from app.settings import WorkerSettings
    from app.worker import serve

    with _keys_open():
        serve(_settings(WorkerSettings), _settings(ArchiveSettings), processes=processes)


def _check_provider(*, development: bool) -> None:
    """Say in one line what is wrong with the settings of a provider, before anything is started."""
    from app.commission.oidc.settings import provider_config
    from app.settings import ProviderSettings

    try:
        provider_config(_settings(ProviderSettings), development=development)
    except ValueError as error:
        raise CliError(f"sign-in through a provider: {error}") from error


@contextmanager
def _keys_open() -> Generator[None]:
    """Turn what is wrong with the key folder, or with who holds it, into one line."""
    from records.store.errors import KeysAway, KeyStoreError

    try:
        yield
    except (KeyStoreError, KeysAway) as error:
        raise CliError(str(error)) from error


def _settings(kind: type[S]) -> S:
    """Read the settings from the environment; what is missing or wrong is one line that names the variable."""
    from pydantic import ValidationError

    try:
        return kind()
    except ValidationError as error:
        wrong = (
            f"{kind.model_config.get('env_prefix', '')}{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            if one["loc"]
            else one["msg"].removeprefix("Value error, ")
            for one in error.errors()
        )
        raise CliError("; ".join(wrong)) from None
