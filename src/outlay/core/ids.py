"""Deterministic ids: the same content gives the same id on every machine, in every run."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> str:
    """Write JSON with sorted keys and no spaces, so that equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def stable_id(prefix: str, *parts: object) -> str:
    """A short id such as ``dl_3f0c…``: 128 bits of BLAKE2b over the canonical JSON of its parts."""
    digest = hashlib.blake2b(canonical_json(list(parts)).encode(), digest_size=16).hexdigest()
    return f"{prefix}_{digest}"


def stable_int63(value: object) -> int:
    """A positive 63-bit integer that identifies a value; the type of `key_id`."""
    digest = hashlib.blake2b(canonical_json(value).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
