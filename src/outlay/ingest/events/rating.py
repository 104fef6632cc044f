"""Prices normalised rows, and decides where a stated cost, a contradiction or sampling changes what a price means."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from outlay.facts.flags import split_flags
from outlay.ingest.events.model import RATING_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ingest.events.model import Rate

_INFERRED: Final = (
    r"(^|,)(contradiction|rejected|input_missing|buckets_exceed_total|unexplained_tokens|tier_asked|usage_estimated"
    r"|invalid:[a-z0-9_]*_tokens)"
)
_SAMPLED: Final = r"(^|,)sampled:"
"""Flags of usage that say that the counts are not as the provider measured them: their price is modelled."""
_DIFFERENCE: Final = Decimal("0.005")
"""Share of a card's price by which a gateway's own arithmetic may miss it before the row says so."""
_PARTS: Final = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")
_FINEST: Final = 10**6
"""Units that are no whole numbers, such as seconds, are kept to this fraction when they are scaled."""


def rate_rows(rows: pa.Table, rate: Rate) -> pa.Table:
    """Rate rows of the view `batch`: cost columns, state and card are added, all flags joined."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = _with_scaled_units(rows)
    is_gateway = pc.fill_null(pc.equal(rows.column("stated_by"), "gateway"), fill_value=False)
    if _is_any(rows.column("stated_by")) and pc.any(is_gateway).as_py():
        stated = rows.column("stated_cost")
        rated = rate(_asking(rows, pc.if_else(is_gateway, pa.scalar(None, stated.type), stated)))
        rated = _judge_gateways(rows, rated, is_gateway, rate)
    else:
        rated = rate(rows.select(list(RATING_COLUMNS)))
    rated = _fill_stated_parts(rows, rated, rate)
    flags = _joined(rows.column("usage_flags"), rated.column("flags"))
    for name in rated.column_names:
        if name != "flags":
            rows = rows.append_column(name, rated.column(name))
    return _with_states(rows.append_column("flags", flags))


def rate_again(rows: pa.Table, rate: Rate) -> pa.Table:
    """Rate requests that were rated before, given without the columns of their price, and with `usage_flags`.

    Their usage was scaled when it was read, if it came from a sample.
    """
    import pyarrow as pa

    kinds = {"stated_input": pa.decimal128(38, 12), "stated_output": pa.decimal128(38, 12), "probability": pa.float64()}
    for name, kind in kinds.items():
        rows = rows.append_column(name, pa.nulls(rows.num_rows, kind))
    rated = rate_rows(rows, rate)
    # what is odd about a unit may have been said by its source already
    flags = [",".join(dict.fromkeys(split_flags(text))) or None for text in rated.column("flags").to_pylist()]
    return rated.set_column(rated.column_names.index("flags"), "flags", pa.array(flags, pa.string()))


def _is_any(column: pa.ChunkedArray) -> bool:
    return int(column.null_count) < len(column)


def _asking(rows: pa.Table, stated: pa.ChunkedArray) -> pa.Table:
    """What rating needs of rows, with another stated cost."""
    asked = rows.select(list(RATING_COLUMNS))
    return asked.set_column(asked.column_names.index("stated_cost"), "stated_cost", stated)


def _stated_in_currency(rows: pa.Table, column: str, rate: Rate) -> pa.ChunkedArray:
    """A stated amount as the rating answers it: in the reporting currency, null where nothing is stated."""
    import pyarrow as pa
    import pyarrow.compute as pc

    stated = rows.column(column)
    answered = rate(_asking(rows, stated)).column("priced_cost")
    return pc.if_else(pc.is_valid(stated), answered, pa.scalar(None, answered.type))


def _judge_gateways(rows: pa.Table, rated: pa.Table, is_gateway: pa.ChunkedArray, rate: Rate) -> pa.Table:
    """A card's price wins over a gateway's arithmetic; without one, the gateway's amount is better than none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    said = _stated_in_currency(rows.filter(is_gateway), "stated_cost", rate)
    ours = rated.filter(is_gateway)
    priced = ours.column("priced_cost")
    found = (column.to_pylist() for column in (ours.column("flags"), priced, said))
    flags = [_gateway_flag(*row) for row in zip(*found, strict=True)]
    is_unknown = pc.is_null(priced)
    text = ours.schema.field("card_id").type
    answers = {
        "priced_cost": pc.coalesce(priced, said),
        "cost_state": pc.if_else(is_unknown, "stated", ours.column("cost_state").cast(pa.string())),
        "card_id": pc.if_else(is_unknown, pa.scalar(None, text), ours.column("card_id")),
        "flags": pa.chunked_array([pa.array(flags, pa.string())]),
    }
    return _replaced(rated, is_gateway, answers)


def _gateway_flag(flag: str | None, priced: Decimal | None, said: Decimal) -> str | None:
    if priced is None:
        return "stated_by_gateway"
    if abs(priced - said) > priced * _DIFFERENCE:
        return "gateway_cost_differs" if flag is None else f"{flag},gateway_cost_differs"
    return flag


def _fill_stated_parts(rows: pa.Table, rated: pa.Table, rate: Rate) -> pa.Table:
    """Parts that were stated stand beside a stated total; what was not stated stays unknown."""
    import pyarrow.compute as pc

    parts = {"cost_input": "stated_input", "cost_output": "stated_output"}
    if not any(_is_any(rows.column(column)) for column in parts.values()):
        return rated
    is_stated = pc.equal(rated.column("cost_state").cast("string"), "stated")
    for target, column in parts.items():
        mask = pc.and_(is_stated, pc.is_valid(rows.column(column)))
        if pc.any(mask).as_py():
            rated = _replaced(rated, mask, {target: _stated_in_currency(rows.filter(mask), column, rate)})
    return rated


def _replaced(table: pa.Table, mask: pa.ChunkedArray, answers: dict[str, pa.ChunkedArray]) -> pa.Table:
    import pyarrow.compute as pc

    for name, values in answers.items():
        at = table.column_names.index(name)
        column = table.column(name)
        if column.type != values.type:
            column = column.cast(values.type)
        filled = pc.replace_with_mask(column.combine_chunks(), mask.combine_chunks(), values.combine_chunks())
        table = table.set_column(at, name, filled)
    return table


def _joined(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pa.string()
    if first.null_count == len(first):
        return second.cast(text)
    # not null_handling="skip": it drops the rows where both are null
    both = (pc.fill_null(column.cast(text), "") for column in (first, second))
    joined = pc.utf8_trim(pc.binary_join_element_wise(*both, ","), characters=",")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, text), joined)


def _with_states(rows: pa.Table) -> pa.Table:
    """A price on inferred usage is modelled, not priced; of sampled requests even a stated one is."""
    import pyarrow.compute as pc

    state = rows.column("cost_state").cast("string")
    at = rows.column_names.index("cost_state")
    if not _is_any(rows.column("usage_flags")):
        return rows.set_column(at, "cost_state", state)
    flags = pc.fill_null(rows.column("usage_flags").cast("string"), "")
    is_modelled = pc.or_(
        pc.and_(pc.match_substring_regex(flags, _INFERRED), pc.equal(state, "priced")),
        pc.and_(pc.match_substring_regex(flags, _SAMPLED), pc.not_equal(state, "unknown")),
    )
    return rows.set_column(at, "cost_state", pc.if_else(is_modelled, "modelled", state))


def _with_scaled_units(rows: pa.Table) -> pa.Table:
    """Units of sampled requests as those of all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (_is_any(rows.column("probability")) and _is_any(rows.column("units"))):
        return rows
    mask = pc.and_(pc.is_valid(rows.column("probability")), pc.is_valid(rows.column("units")))
    if not pc.any(mask).as_py():
        return rows
    found = rows.filter(mask)
    pairs = zip(found.column("units").to_pylist(), found.column("probability").to_pylist(), strict=True)
    scaled = [_scaled_units(text, probability) for text, probability in pairs]
    return _replaced(rows, mask, {"units": pa.chunked_array([pa.array(scaled, pa.string())])})


def _scaled_units(text: str, probability: float) -> str:
    share = Fraction(Decimal(repr(probability)))
    try:
        units = json.loads(text, parse_float=Decimal)
    except ValueError:
        # the rating names what it cannot read
        return text
    return json.dumps({name: _scaled(count, share) for name, count in units.items()}) if units else text


def _scaled(count: object, share: Fraction) -> object:
    if isinstance(count, bool) or not isinstance(count, (int, Decimal)):
        return count
    if isinstance(count, int):
        return round(count / share)
    whole, rest = divmod(round(Fraction(count) * _FINEST / share), _FINEST)
    return float(f"{whole}.{rest:06d}") if rest else whole
