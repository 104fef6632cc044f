from __future__ import annotations

from outlay.core.private_file import write_private


def test_files_are_for_their_owner_alone(tmp_path):
    write_private(tmp_path / "folder" / "file", b"x")
    assert (tmp_path / "folder" / "file").stat().st_mode & 0o077 == 0


def test_a_file_that_anyone_could_read_becomes_private_when_it_is_written_again(tmp_path):
    path = tmp_path / "token"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o077) == (b"new", 0)


def test_nothing_else_is_left_in_the_folder(tmp_path):
    write_private(tmp_path / "file", b"first")
    write_private(tmp_path / "file", b"second")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
