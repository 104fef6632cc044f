from __future__ import annotations

from outlay.api.ingest_token import load_ingest_token


def test_the_token_is_told_once_and_kept_as_a_hash(tmp_path):
    token, text = load_ingest_token(tmp_path)
    assert token.matches(text)
    again, nothing = load_ingest_token(tmp_path)
    assert nothing is None
    assert again.matches(text)
    (file,) = tmp_path.iterdir()
    assert text not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_another_text_is_not_the_token(tmp_path):
    token, text = load_ingest_token(tmp_path)
    assert not token.matches(text + "x")
    assert not token.matches("")


def test_a_new_token_ends_the_old_one(tmp_path):
    _, old = load_ingest_token(tmp_path)
    token, new = load_ingest_token(tmp_path, is_renewing=True)
    assert token.matches(new)
    assert not token.matches(old)
