from __future__ import annotations

import pytest
from pydantic import SecretStr

from outlay.core.errors import SettingsError
from outlay.store.secrets import Secrets

KEY = SecretStr("a key that is long enough")


@pytest.fixture
def secrets(tmp_path):
    return Secrets(tmp_path / "secret.key", environment={"TOKEN": "from outside"})


def test_what_was_sealed_opens_again(secrets):
    stored = secrets.seal("openai", "key", "sk-1234")
    assert "sk-1234" not in stored
    assert secrets.open("openai", "key", stored) == "sk-1234"
    assert secrets.seal("openai", "key", "sk-1234") != stored


@pytest.mark.parametrize(("source", "field"), [("other", "key"), ("openai", "token")], ids=["source", "field"])
def test_moved_elsewhere_it_opens_nothing(secrets, source, field):
    stored = secrets.seal("openai", "key", "sk-1234")
    with pytest.raises(SettingsError, match="cannot be opened"):
        secrets.open(source, field, stored)


def test_a_changed_text_opens_nothing(secrets):
    stored = secrets.seal("openai", "key", "sk-1234")
    with pytest.raises(SettingsError, match="cannot be opened"):
        secrets.open("openai", "key", stored[:-8] + "AAAAAAA=")


def test_the_key_file_is_made_once_for_its_owner_alone(secrets, tmp_path):
    stored = secrets.seal("openai", "key", "sk-1234")
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert Secrets(tmp_path / "secret.key").open("openai", "key", stored) == "sk-1234"


def test_a_lost_key_is_named(secrets, tmp_path):
    stored = secrets.seal("openai", "key", "sk-1234")
    (tmp_path / "secret.key").unlink()
    with pytest.raises(SettingsError, match="is missing"):
        Secrets(tmp_path / "secret.key").open("openai", "key", stored)
    assert not (tmp_path / "secret.key").exists()


def test_a_given_key_needs_no_file(tmp_path):
    stored = Secrets(tmp_path / "secret.key", KEY).seal("openai", "key", "sk-1234")
    assert not (tmp_path / "secret.key").exists()
    assert Secrets(tmp_path / "secret.key", KEY).open("openai", "key", stored) == "sk-1234"


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="shorter than 16"):
        Secrets(tmp_path / "secret.key", SecretStr("short")).seal("openai", "key", "x")


def test_a_reference_is_kept_and_read_from_the_environment(secrets):
    stored = secrets.seal("openai", "key", "env:TOKEN")
    assert (stored, secrets.open("openai", "key", stored)) == ("env:TOKEN", "from outside")
    with pytest.raises(SettingsError, match="variable MISSING, which is not set"):
        secrets.open("openai", "key", "env:MISSING")


def test_nothing_shows_it(tmp_path):
    assert repr(Secrets(tmp_path / "secret.key", KEY)) == "Secrets()"
