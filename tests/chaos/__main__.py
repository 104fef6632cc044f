"""The long form: `make chaos`, `make chaos RUNS=20`, `python -m tests.chaos --seed 7`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.family import Family
from tests.chaos.storm import Storm


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Kill -9, send again, compare.")
    parser.add_argument("--runs", type=int, default=int(os.environ.get("RUNS", "100")))
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    parser.add_argument("--check-every", type=int, default=10)
    options = parser.parse_args()
    say(f"{options.runs} kills, seed {options.seed}")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        data_dir = Path(name) / "data"
        data_dir.mkdir()
        with Family(data_dir) as family:
            storm = Storm(family=family, seed=options.seed)
            done = 0
            while done < options.runs:
                rounds = min(options.check_every, options.runs - done)
                storm.run(rounds, check_every=rounds)
                done += rounds
                found = family.outcomes()
                say(f"{done:4d} kills, {time.monotonic() - begun:4.0f} s: {storm.truth} {found}")
    say(f"exact after {options.runs} kills: {storm.kills}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
