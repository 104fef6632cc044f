"""A process that may write no more than a few bytes a file finds the disk full: it says so and leaves nothing half."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from outlay.core.errors import BusyError
from outlay.core.full_disk import full_disk_error, telling_full_disk

LIMITED = """
import resource, sys
from pathlib import Path
from outlay.core.errors import OutlayError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
folder = Path(sys.argv[1])
try:
    {step}
except OutlayError as error:
    print(error.stable_code, error.message, "|", error.hint)
"""
STEPS = {
    "scratch": (
        "from outlay.store.scratch import lend_scratch\n"
        "    with lend_scratch(folder / 'scratch') as scratch:\n"
        "        scratch.execute(f\"COPY (SELECT uuid() FROM range(90000)) TO '{folder}/bill.csv'\")"
    ),
    "rejects": (
        "from outlay.core.full_disk import telling_full_disk\n"
        "    from outlay.ingest.rejects import Reject, write_rejects\n"
        "    many = [Reject(file='f', row=at, column='c', reason='r' * 99, value=None) for at in range(9000)]\n"
        "    with telling_full_disk(folder):\n"
        "        write_rejects(folder, many)"
    ),
}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_what_was_half_written_is_gone_and_the_folder_is_named(tmp_path, name):
    code = LIMITED.format(step=STEPS[name])
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"busy.disk_full the disk of {tmp_path} is full"), done.stdout + done.stderr
    assert "free some space there" in done.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".csv"] == []


def test_only_a_full_disk_is_told_as_one(tmp_path):
    assert full_disk_error("Invalid Input Error: CSV Error on Line: 2") is None
    with pytest.raises(PermissionError), telling_full_disk(tmp_path):
        raise PermissionError(errno.EACCES, "no", str(tmp_path / "f"))
    with pytest.raises(BusyError, match=str(Path("/data/in"))), telling_full_disk(tmp_path):
        raise OSError(errno.ENOSPC, "no", "/data/in/f")
