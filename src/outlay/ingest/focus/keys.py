"""Gives charges their key, payer and cost class: computed once per distinct tuple, joined back to rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.facts.bedrock import is_bedrock_edition, read_usage
from outlay.facts.keys import KEY_DIMENSIONS
from outlay.facts.providers import biller_of, provider_of_charge, resolve_provider
from outlay.ingest.focus.authority import money_name
from outlay.ingest.focus.cost_class import CostClasses
from outlay.ingest.focus.cost_group import ChargeFacts, cost_component_of, cost_group_of, gpu_model_of
from outlay.ingest.focus.normalising import PACKAGE
from outlay.store.keys import KeyResolver
from outlay.store.scratch import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from outlay.core.settings import Settings
    from outlay.store.scratch import Scratch

Dimensions = dict[str, str | None]

_SKU_PATHS: Final = (
    "$.ModelId", "$.x_ModelId", "$.x_Model", "$.InstanceType", "$.x_InstanceType", "$.GpuCount", "$.x_GpuModel",
    "$.TokenDirection", "$.TokenCacheAction", "$.x_TokenType", "$.ServiceType",
)  # fmt: skip
_KEYED: Final = ("h_tuple", "tag_id", "sku_id", "key_id", "payer_id", "cost_class", "service_provider", "money")
_USER_PREFIXES: Final = ("user:", "resource_tags/user:", "usertag:", "label:")


def assign_keys(scratch: Scratch, settings: Settings) -> list[Dimensions]:
    """Make the tables `tag_ids`, `sku_ids` and `keyed` of the scratch; returns the raw tuples to register."""
    tags = _tag_dimensions(scratch, settings)
    skus = _sku_dimensions(scratch)
    resolver = _Resolver(settings)
    rows = scratch.fetch(scratch.text(PACKAGE, "tuples")).to_pylist()
    tuples: list[Dimensions] = []
    keyed = []
    for row in rows:
        raw, row_keys = resolver.resolve(row, tags[row["tag_id"]], skus[row["sku_id"]])
        tuples.append(raw)
        keyed.append({"h_tuple": row["h_tuple"], "tag_id": row["tag_id"], "sku_id": row["sku_id"], **row_keys})
    _register(scratch, "keyed_rows", keyed, _KEYED)
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE keyed AS SELECT * REPLACE (CAST(h_tuple AS UBIGINT) AS h_tuple) FROM keyed_rows"
    )
    return tuples


class _Resolver:
    """Turns distinct tuples of columns into key dimensions, payers and cost classes."""

    def __init__(self, settings: Settings) -> None:
        self._keys = KeyResolver(settings)
        self._classes = CostClasses(settings)
        self._slugs: dict[str, str] = {}
        self._seen: dict[str, tuple[int, str]] = {}

    def resolve(
        self, row: Mapping[str, str | None], tags: Mapping[str, str | None], sku: Mapping[str, str | None]
    ) -> tuple[Dimensions, dict[str, object]]:
        """The raw tuple of a row, and its ids."""
        biller = self._slug(row["issuer"])
        seller = self._seller(row)
        provider = provider_of_charge(seller or row["service_provider"] or row["issuer"] or "", row["service_name"])
        facts = ChargeFacts(
            provider=provider,
            biller=biller,
            service_name=row["service_name"],
            service_category=row["service_category"],
            meter=row["meter"],
            gpu_model=sku["gpu_model"] or gpu_model_of(row["meter"]),
        )
        group = cost_group_of(facts)
        raw: Dimensions = {
            "provider": provider,
            "biller": biller,
            "billing_account": row["billing_account"],
            "provider_service": row["service_name"],
            "account": row["account"],
            "region": row["region"],
            "model": sku["model"] or row["model"] or _model_of_meter(provider, row),
            "token_class": token_class_of(sku["direction"], sku["cache"], row["meter"], row["unit"]),
            "credential": row["credential"],
            "cost_group": group,
            "cost_component": cost_component_of(group, facts),
            "gpu_model": facts.gpu_model,
            **tags,
        }
        key_id, payer_id = self._ids(raw)
        ids = {
            "key_id": key_id,
            "payer_id": payer_id,
            "cost_class": self._classes.judge(raw, row["charge_category"], row["pricing_category"]),
            "service_provider": seller,
            "money": money_name(provider, biller, payer_id.rpartition("/")[2], row["service_name"]),
        }
        return raw, ids

    def _slug(self, name: str | None) -> str:
        text = name or "unknown"
        if text not in self._slugs:
            self._slugs[text] = resolve_provider(text)
        return self._slugs[text]

    def _seller(self, row: Mapping[str, str | None]) -> str | None:
        """The publisher of a marketplace row: who serves, where an old file names the marketplace as provider."""
        publisher = row["publisher"]
        if not publisher or not row["service_provider"] or is_bedrock_edition(row["service_name"]):
            return None
        known = {biller_of(self._slug(row["service_provider"])), biller_of(self._slug(row["issuer"]))}
        return None if biller_of(self._slug(publisher)) in known else publisher

    def _ids(self, raw: Dimensions) -> tuple[int, str]:
        text = canonical_json(raw)
        if text not in self._seen:
            row = self._keys.row(raw)
            self._seen[text] = (int(str(row["key_id"])), str(row["payer_id"]))
        return self._seen[text]


def _model_of_meter(provider: str, row: Mapping[str, str | None]) -> str | None:
    """The model that a meter of Bedrock names: FOCUS of AWS has no other place for it."""
    if provider != "aws.bedrock" or not row["meter"]:
        return None
    use = read_usage(row["meter"], row["unit"], row["service_name"])
    return use.model if use.meter else None


def token_class_of(direction: str | None, cache: str | None, meter: str | None, unit: str | None) -> str | None:
    """The class of tokens that a SKU's details, else its meter, name; None where it counts no tokens."""
    text = f"{direction or ''} {cache or ''}".strip() or (meter or "")
    words = text.casefold().replace("_", " ").replace("-", " ")
    if not direction and "token" not in f"{words} {unit or ''}".casefold():
        return None
    if "output" in words or "completion" in words:
        return "output"
    if "uncached" not in words:
        if "read" in words or "cached" in words:
            return "cache_read"
        if "write" in words or "creation" in words:
            return "cache_write"
    return "input" if "input" in words or "prompt" in words else "units"


def _tag_dimensions(scratch: Scratch, settings: Settings) -> list[Dimensions]:
    scratch.run(PACKAGE, "tag_sets")
    names = [str(row[0]) for row in scratch.rows(scratch.text(PACKAGE, "tag_names"))]
    wanted = _wanted_tags(names, settings)
    kept = {name: _find(names, name) for name in settings.key_tags}
    flat = sorted({name for found in (*wanted.values(), *kept.values()) for name in found})
    _extract(scratch, "tag_values", [f"$.{json.dumps(name, ensure_ascii=False)}" for name in flat])

    def dimensions(values: Mapping[str, str | None]) -> Dimensions:
        result: Dimensions = {
            dimension: next((values[name] for name in found if values[name]), None)
            for dimension, found in wanted.items()
        }
        tags = {tag: next((values[name] for name in found if values[name]), None) for tag, found in kept.items()}
        tags = {tag: value for tag, value in tags.items() if value is not None}
        result["tags"] = canonical_json(tags) if tags else None
        return result

    return _ids_of_values(scratch, ("tag_values", "tag_ids", "h_tags", "tag_id"), flat, dimensions)


def _wanted_tags(names: Sequence[str], settings: Settings) -> dict[str, list[str]]:
    return {
        dimension: [name for alias in aliases for name in _find(names, alias)]
        for dimension, aliases in settings.tag_dimensions.items()
        if dimension in KEY_DIMENSIONS
    }


def _find(names: Sequence[str], alias: str) -> list[str]:
    wanted = {alias.casefold(), *(f"{prefix}{alias.casefold()}" for prefix in _USER_PREFIXES)}
    return [name for name in names if name.casefold() in wanted]


def _sku_dimensions(scratch: Scratch) -> list[Dimensions]:
    _extract(scratch, "sku_values", list(_SKU_PATHS))

    def dimensions(values: Mapping[str, str | None]) -> Dimensions:
        instance = values["$.InstanceType"] or values["$.x_InstanceType"] or values["$.ServiceType"]
        gpu = gpu_model_of(values["$.x_GpuModel"], instance)
        if gpu is None and values["$.GpuCount"] not in {None, "0", "0.0"}:
            gpu = "gpu"
        return {
            "model": values["$.ModelId"] or values["$.x_ModelId"] or values["$.x_Model"],
            "gpu_model": gpu,
            "direction": values["$.TokenDirection"] or values["$.x_TokenType"],
            "cache": values["$.TokenCacheAction"],
        }

    return _ids_of_values(scratch, ("sku_values", "sku_ids", "h_sku", "sku_id"), list(_SKU_PATHS), dimensions)


def _extract(scratch: Scratch, statement: str, paths: Sequence[str]) -> None:
    listed = ", ".join(literal(path) for path in paths) or literal("$.x")
    scratch.execute(scratch.text(PACKAGE, statement).replace("PATHS", f"[{listed}]"))


def _ids_of_values(
    scratch: Scratch,
    names: tuple[str, str, str, str],
    flat: Sequence[str],
    dimensions: Callable[[Mapping[str, str | None]], Dimensions],
) -> list[Dimensions]:
    source, target, digest, number = names
    found: list[Dimensions] = []
    numbers: dict[str, int] = {}
    rows = []
    for (text,) in scratch.rows(f"SELECT DISTINCT coalesce(vals, '') FROM {source}"):  # noqa: S608 - names of our own tables
        listed: list[str | None] = json.loads(str(text)) if text else []
        values = dict(zip(flat, listed or [None] * len(flat), strict=False))
        result = dimensions(values)
        key = canonical_json(result)
        if key not in numbers:
            numbers[key] = len(found)
            found.append(result)
        rows.append({"vals": text, "number": numbers[key]})
    _register(scratch, f"{target}_rows", rows, ("vals", "number"))
    scratch.execute(
        f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT {digest}, number AS {number} "  # noqa: S608 - names of our own tables
        f"FROM {source} JOIN {target}_rows ON {target}_rows.vals = coalesce({source}.vals, '')"
    )
    return found


def _register(scratch: Scratch, name: str, rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Make rows a table; the columns are named for a delivery that has no row."""
    import pyarrow as pa

    table = pa.Table.from_pylist(list(rows)) if rows else pa.table({column: pa.array([]) for column in columns})
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in table.schema]
    scratch.register(name, table.cast(pa.schema(fields)))
