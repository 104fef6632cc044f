#!/usr/bin/env bash
# Fetch uv into the private environment .tooling, with any Python >= 3.11 that is found.
set -euo pipefail
cd "$(dirname "$0")/.."
uv_version=0.13.9

python=""
for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13; do
  [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Outlay needs Python 3.11 or later, and none was found. On Debian: apt-get install python3 python3-venv" >&2
  exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  package="$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "$python cannot make environments; installing $package" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" </dev/null >/dev/null
  else
    echo "$python cannot make environments (ensurepip is missing). On Debian: sudo apt-get install $package" >&2
    exit 1
  fi
fi

rm -rf .tooling
"$python" -m venv .tooling
.tooling/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
