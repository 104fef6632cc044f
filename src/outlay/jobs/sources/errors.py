"""What is wrong with how a source is set up."""

from __future__ import annotations

from outlay.core.errors import SettingsError


class SourceSettingError(SettingsError):
    """A setting of a source is wrong; `field` names it."""

    code = "settings.source"
    http_status = 422

    def __init__(self, message: str, *, field: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field
