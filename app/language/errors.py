"""What can be wrong with the settings of a language model."""

from __future__ import annotations


class LanguageSettingsWrong(ValueError):
    """A setting is missing, contradicts another, or names what is not there; the message names the variable and how to mend it."""
