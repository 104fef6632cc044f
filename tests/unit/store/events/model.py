"""What observations should become, once more in plain Python, by the rules of the documentation."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.unit.store.events.kit import LEAVES

_KINDS = ["provider", "gateway", "client"]
_STATERS = ["provider", "caller", "gateway"]
_APART = 0x2A5F_31C7_90D4_6BE8
_UNITED = ("customer", "latency_ms")
_NEAR = timedelta(hours=48)


def expected(observations):
    """The events that observations become, as sorted tuples of what counts."""
    distinct = list({(row["source_key"], row["version"], row["content_hash"]): row for row in observations}.values())
    counting = [row for row in distinct if row["role"] == "request"]
    events = [_event(rows) for rows in _components(counting)]
    agents = [row for row in distinct if row["role"] == "aggregate"]
    alone = [row for row in agents if not any(_is_below(row, other, distinct) for other in distinct)]
    return sorted([*events, *(_event([row]) for row in alone)], key=repr)


def _components(rows):
    """Grow groups until no row of one touches a row of another."""
    groups = [[row] for row in rows]
    merged = True
    while merged:
        merged = False
        for left in groups:
            near = [right for right in groups if right is not left and any(_touch(a, b) for a in left for b in right)]
            if near:
                groups = [group for group in groups if group is not left and group not in near]
                groups.append(left + [row for right in near for row in right])
                merged = True
                break
    return groups


def _touch(one, other):
    share = {one["source_key"], one["request_key"]} & {other["source_key"], other["request_key"]}
    return bool(share) and abs(one["ts"] - other["ts"]) <= _NEAR


def _event(rows):
    rows = sorted(rows, key=lambda row: (_KINDS.index(row["source_kind"]), -row["version"], -row["content_hash"]))
    usage = next((row for row in rows if row["input"] is not None), rows[0])
    stated = [row for row in rows if row["stated_cost"] is not None]
    stated.sort(key=lambda row: _STATERS.index(row["stated_by"]))
    if stated and stated[0]["stated_by"] == "gateway" and stated[0]["stated_cost"] == 0 and usage["input"]:
        stated = []
    known = [row["raw"] for row in rows]
    team = next((raw["team"] for raw in known if "team" in raw), None)
    tags = {}
    for raw in reversed(known):
        tags |= json.loads(raw.get("tags", "{}"))
    customer, latency = (next((row[name] for row in rows if row[name] is not None), None) for name in _UNITED)
    return (
        rows[0]["ts"],
        rows[0]["source_id"],
        tuple(usage[name] for name in LEAVES),
        usage["requests"],
        customer,
        latency,
        rows[0]["status"],
        team,
        json.dumps(tags, sort_keys=True),
        (stated[0]["stated_cost"], stated[0]["stated_by"]) if stated else (None, None),
    )


def _is_below(agent, other, rows):
    """Whether another span with usage is a descendant of an agent's span."""
    if other["span_key"] is None or other["trace_key"] != agent["trace_key"] or other["input"] is None:
        return False
    if other["span_key"] == agent["span_key"]:
        return other["role"] == "request"
    parents = {row["span_key"]: row["parent_key"] for row in rows if row["trace_key"] == agent["trace_key"]}
    upwards = _above(other, parents)
    if agent["span_key"] in upwards or upwards[-1] is None or other["span_key"] in _above(agent, parents):
        return agent["span_key"] in upwards
    return _is_during(agent, other)


def _is_during(agent, other):
    end, ends = (row["ts"] + timedelta(milliseconds=row["latency_ms"] or 0) for row in (agent, other))
    if other["role"] == "request":
        return agent["ts"] <= other["ts"] <= end
    if other["ts"] < agent["ts"] or ends > end:
        return False
    return (other["ts"], ends) != (agent["ts"], end) or other["source_key"] ^ _APART > agent["source_key"] ^ _APART


def _above(row, parents):
    """The spans above a span; the last one is unknown, or None at the root."""
    found = [row["parent_key"]]
    while found[-1] in parents:
        found.append(parents[found[-1]])
    return found
