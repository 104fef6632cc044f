"""Lets the FinOps Foundation's focus-validator judge FOCUS 1.2 files: `make focus FILES="a.csv b.csv"`.

The validator needs Python 3.12 and packages that Outlay must not depend on: it lives in an environment of its own,
`.venv-focus`. Where neither can be had, the step is skipped and says so. Its exit code is 0 whatever it finds, and it
drops the conditions of some conditional rules (focus_validator#142): what it says is read, and compared with a list
of rules that it is known to misapply.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / ".venv-focus"
PACKAGES: Final = ("focus-validator==2.2.1", "pyarrow<22")
VERSION: Final = "1.2"

MISAPPLIED: Final = {
    "BilledCost-C-005-C": "asks for 0 where ProviderName differs from InvoiceIssuerName, though the issuer is paid",
    "CapacityReservationStatus-C-004-C": "its condition (a reservation is named) is dropped",
    "CommitmentDiscountStatus-C-004-C": "its condition, which the model turns round, is dropped",
    "CommitmentDiscountUnit-C-005-C": "its condition (no quantity) is dropped",
    "ConsumedQuantity-C-004-C": "its condition (unused, or no usage) is dropped",
    "EffectiveCost-C-005-C": "its condition (a purchase that covers later usage) is dropped",
    "InvoiceId-C-004-C": "its condition (not invoiced yet) is dropped",
    "InvoiceId-C-005-C": "its condition (invoiced) is dropped",
    "SkuId-C-004-C": "its condition (tax) is dropped",
    "SkuPriceId-C-004-C": "its condition (tax) is dropped",
    "SkuMeter-C-004-C": "its condition (no SkuId) is dropped",
}
_FAILED: Final = re.compile(r"(\S+): FAIL\s+\(violations=(\d+), msg=(.*?), [\d.]+ms\)")
_TOTAL: Final = re.compile(r"^Total: .*$", re.MULTILINE)


def find_python() -> str | None:
    """An interpreter that the validator runs on."""
    versions = sorted((Path.home() / ".pyenv" / "versions").glob("3.1[2-9].*/bin/python"))
    named = (shutil.which(f"python3.{minor}") for minor in (12, 13, 14))
    for candidate in (*named, *map(str, versions)):
        if candidate and subprocess.run([candidate, "--version"], check=False, capture_output=True).returncode == 0:
            return candidate
    return None


def prepare() -> str | None:
    """Make the environment; returns why it cannot be made."""
    if (HOME / "bin" / "focus-validator").exists():
        return None
    python = find_python()
    if python is None:
        return "no Python 3.12 or newer is installed"
    subprocess.run([python, "-m", "venv", "--clear", str(HOME)], check=True)
    command = [str(HOME / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    return None if found.returncode == 0 else f"its packages cannot be installed: {found.stderr.strip()[-200:]}"


def judge(path: Path) -> list[str]:
    """Print what the validator says of a file; returns the rules that it rightly finds broken."""
    packages = next((HOME / "lib").glob("python3.*/site-packages"))
    command = [
        str(HOME / "bin" / "focus-validator"), "--data-file", str(path.resolve()), "--validate-version", VERSION,
        "--block-download", "--applicability-criteria", "ALL",
    ]  # fmt: skip
    # it reads its currency codes by a path relative to its own packages
    said = subprocess.run(command, check=False, capture_output=True, text=True, cwd=packages).stdout
    total = _TOTAL.search(said)
    if total is None:
        raise SystemExit(f"{path}: the validator gave no verdict:\n{said[-2000:]}")
    print(f"{path.name}: {total[0]}")
    broken = []
    for rule, rows, message in _FAILED.findall(said):
        if "failed child rules" in message:
            continue
        reason = MISAPPLIED.get(rule)
        verdict = f"passed over ({reason})" if reason else "BROKEN"
        print(f"  {verdict}: {rule} on {rows} rows: {message}")
        broken += [] if reason else [rule]
    return broken


def main() -> int:
    if reason := prepare():
        print(f"focus-validator is SKIPPED: {reason}")
        return 0
    broken = [rule for name in sys.argv[1:] for rule in judge(Path(name))]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
