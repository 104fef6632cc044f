"""What is set up, and what is refused: never with a secret in the words."""

from __future__ import annotations

import pytest

from outlay.core.errors import ConflictError, SettingsError, UnknownNameError, UsageError
from outlay.core.settings import Settings
from outlay.jobs.sources.configuration import SourceBook, shown
from outlay.jobs.sources.model import NewSource

SECRET = "sk-admin-0a9b8c7d6e5f"


def new(**more):
    given = {"settings": {"billing_account": "org-1"}, "secrets": {"admin_key": SECRET}, **more}
    return NewSource(**{"name": "main", "kind": "openai", **given})


@pytest.fixture
def book(workspace):
    return SourceBook(workspace.store, workspace.settings)


def test_a_secret_is_stored_encrypted(book, workspace):
    book.record(book.draft(new()))
    (row,) = workspace.store.fetch("SELECT * FROM source").to_pylist()
    assert SECRET not in str(row)
    settings, hidden = book.settings_of(book.find("main"))
    assert (settings.admin_key.get_secret_value(), hidden) == (SECRET, [SECRET])


def test_it_is_shown_without_secrets(book):
    book.record(book.draft(new()))
    assert shown(book.find("main"))["secrets"] == {"admin_key": "stored"}
    assert SECRET not in f"{book.find('main')!r}{new()!r}"


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"name": "Main Source"}, UsageError, "is not a name for a source"),
        ({"name": "../../etc"}, UsageError, "is not a name for a source"),
        ({"kind": "opnai"}, UnknownNameError, "unknown kind of source"),
        ({"settings": {"billing": "x"}}, UnknownNameError, "unknown setting of openai 'billing'"),
        ({"settings": {"admin_key": SECRET}}, UsageError, "admin_key is a secret"),
        ({"secrets": {"billing_account": "x"}}, UsageError, "billing_account is no secret"),
        ({"settings": {}}, SettingsError, "'billing_account' of source 'main' .openai.: Field required"),
        ({"secrets": {"admin_key": "env:NO_SUCH_NAME"}}, SettingsError, "NO_SUCH_NAME, which is not set"),
    ],
    ids=["name", "path", "kind", "setting", "open-secret", "no-secret", "missing", "variable"],
)
def test_what_is_wrong_is_named(book, more, error, words):
    with pytest.raises(error, match=words) as caught:
        book.draft(new(**more))
    assert SECRET not in f"{caught.value} {caught.value.hint}"


def test_a_reference_may_stand_among_the_settings(book, monkeypatch):
    monkeypatch.setenv("OPENAI_ADMIN_KEY", SECRET)
    draft = book.draft(new(settings={"billing_account": "org-1", "admin_key": "env:OPENAI_ADMIN_KEY"}, secrets={}))
    assert draft.secrets == {"admin_key": "env:OPENAI_ADMIN_KEY"}


def test_lists_are_written_with_commas_or_as_json(book):
    for text in ("completions, images", '["completions", "images"]'):
        draft = book.draft(new(settings={"billing_account": "org-1", "usage": text}))
        assert draft.settings["usage"] == ["completions", "images"]


def of_file(workspace, *entries):
    settings = Settings(data_dir=workspace.settings.data_dir, sources=list(entries))
    return SourceBook(workspace.store, settings)


ENTRY = {"name": "main", "kind": "openai", "billing_account": "org-1", "admin_key": "env:OPENAI_ADMIN_KEY"}


def test_outlay_yaml_wins_and_is_not_changed_by_commands(workspace, book):
    book.record(book.draft(new()))
    told = of_file(workspace, ENTRY)
    assert told.find("main").managed_by == "file"
    with pytest.raises(ConflictError, match=r"set up in outlay\.yaml"):
        told.remove("main")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({**ENTRY, "admin_key": SECRET}, "is a secret in plain text"),
        ({"kind": "openai"}, "has no name or no kind"),
    ],
    ids=["secret", "nameless"],
)
def test_a_wrong_entry_of_outlay_yaml_is_named(workspace, entry, words):
    with pytest.raises(SettingsError, match=words) as caught:
        of_file(workspace, entry).load()
    assert SECRET not in f"{caught.value} {caught.value.hint}"
