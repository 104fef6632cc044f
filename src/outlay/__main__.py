"""`python -m outlay` is the command line."""

from outlay.cli.main import run

run()
