"""The file of settings, `outlay.yaml`: where it is, and paths in it as it sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from outlay.core.errors import SettingsError

CONFIG_FILE: Final = "outlay.yaml"
_PATHS: Final = ("fx_table", "fx_file", "employees")
_PATH_LISTS: Final = ("price_overlays", "contracts")


def find_config(data_dir: Path) -> Path | None:
    """The file of settings of the data folder, else of the current one."""
    for folder in (data_dir, Path.cwd()):
        if (folder / CONFIG_FILE).is_file():
            return folder / CONFIG_FILE
    return None


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file of settings.

    Raises:
        SettingsError: if it is not one.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise SettingsError(message, hint="check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{path} is not readable YAML: {error}"
        raise SettingsError(message, hint="mend the line it names") from error
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        message = f"{path} must hold settings as `name: value`"
        raise SettingsError(message, hint="see docs/reference/settings.md")
    # as the file sees them, whatever the current folder is
    for listed in _PATH_LISTS:
        if isinstance(content.get(listed), list):
            content[listed] = [_beside(path, name) for name in content[listed]]
    for name in _PATHS:
        if content.get(name) is not None:
            content[name] = _beside(path, content[name])
    return content


def _beside(path: Path, name: object) -> Path:
    return path.parent / Path(str(name)).expanduser()
