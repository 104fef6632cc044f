#!/usr/bin/env bash
# Say plainly what is missing before npm fails with something obscure.
set -euo pipefail
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Building the pages needs Node.js 20 with npm, and it was not found. The wheel needs neither." >&2
  exit 1
fi
version=$(node --version)
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "Building the pages needs Node.js 20.19 or later; this is $version." >&2
  exit 1
fi
