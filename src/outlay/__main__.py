"""`python -m outlay` is the command line."""

from outlay.cli.main import run

if __name__ == "__main__":  # the decoder's process imports this module under another name
    run()
