"""Opening the store for a command: settings, key folder, database, and errors as one line each."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.errors import CliError

if TYPE_CHECKING:
    from records.store.admin import Administration
    from records.store.keystore import KeyStore


@contextmanager
def plain_errors() -> Generator[None]:
    """Turn errors of records and of wrong values into one line each."""
    from pydantic import ValidationError

    from records.errors import RecordsError
    from records.store.errors import KeyStoreError

    try:
        yield
    except KeyStoreError as error:
        raise CliError(f"{error} (the key folder is JIAYI_DATA_DIR/keys)") from error
    except ValidationError as error:
        wrong = error.errors()[0]
        raise CliError(f"{'.'.join(map(str, wrong['loc'])) or 'a value'}: {wrong['msg']}") from None
    except (RecordsError, ValueError) as error:
        raise CliError(str(error)) from error


@contextmanager
def administration() -> Generator[Administration]:
    """Open the store that the settings name."""
    from app.keys import settings_secrets
    from app.settings import CommissionSettings
    from records.store.keystore import KeyStore

    with plain_errors():
        settings = CommissionSettings()
        keys = KeyStore.open(settings.key_folder, settings_secrets(settings))
        with administration_of(keys) as admin:
            yield admin


@contextmanager
def administration_of(keys: KeyStore) -> Generator[Administration]:
    """Open the store that the settings name with a key folder that is open already."""
    from app.settings import CommissionSettings
    from records.store.admin import Administration
    from records.store.embedded import EmbeddedPostgres

    settings = CommissionSettings()
    if settings.database_url is not None:
        admin = Administration.over(settings.database_url, keys, suite=settings.suite)
        try:
            yield admin
        finally:
            admin.close()
        return
    if not (settings.data_dir / "postgres").exists():
        raise CliError(
            f"{settings.data_dir} holds no store; set JIAYI_DATA_DIR or JIAYI_DATABASE_URL, or run jiayi demo first"
        )
    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        admin = Administration.over(postgres.url, keys, suite=settings.suite)
        try:
            yield admin
        finally:
            admin.close()
