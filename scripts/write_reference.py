"""Writes the parts of docs/reference/ that the code knows: catalog, settings, errors, command line, tables.

`python scripts/write_reference.py` writes them; with `--check` it only says whether they are up to date.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel
from typer.testing import CliRunner

from outlay.cli.app import COMMANDS, gather
from outlay.core import errors
from outlay.core.settings import Settings
from outlay.facts.catalog import CATALOG
from outlay.facts.query import VIEW_DEFINITIONS
from outlay.facts.tables import TABLES
from outlay.ingest.otlp.spellings import load_table, ranked_names
from outlay.ingest.pulling.record_mapping import MappedField
from outlay.ingest.sources.generic_http import Paging
from outlay.jobs.sources.kinds import Kind, list_kinds

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
SOURCE = REFERENCE.parent.parent / "src" / "outlay"
NOTE = "<!-- Written by scripts/write_reference.py from the code: change it there. -->\n"


def catalog() -> Iterator[str]:
    """Metrics, dimensions and views."""
    yield "# Metrics, dimensions and views\n"
    yield "What `outlay query`, the API and the pages can be asked. Pages show the definitions on hover.\n"
    yield "## Cost views\n\n| view | is |\n| --- | --- |"
    yield from (f"| `{view.value}` | {text} |" for view, text in VIEW_DEFINITIONS.items())
    yield "\n## Metrics\n\n| metric | is | unit |\n| --- | --- | --- |"
    yield from (f"| `{m.name}` | {m.definition} | {m.unit.value} |" for m in CATALOG.metrics.values())
    yield "\nEvery metric that `outlay import value` brings is a metric too.\n"
    yield "## Dimensions\n\n| dimension | is | group |\n| --- | --- | --- |"
    yield from (f"| `{d.name}` | {d.definition} | {d.group.value} |" for d in CATALOG.dimensions.values())
    yield "| `tag:KEY` | A tag of bills or requests that the setting `key_tags` keeps. | whose it is |"
    yield "\nTime grains: `hour` (calculated cost and quantities only), `day`, `week`, `month`, `quarter`, `year`."


def settings() -> Iterator[str]:
    """Every setting."""
    yield "# Settings\n"
    yield "In `outlay.yaml` in the data folder (or the current one), or as `OUTLAY_` variables, which win.\n"
    yield "| setting | variable | default | is |\n| --- | --- | --- | --- |"
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = "see below" if name == "tag_dimensions" else f"`{default}`"
        yield f"| `{name}` | `OUTLAY_{name.upper()}` | {shown} | {field.description or ''} |"
    yield "\n## Tags that fill dimensions\n"
    yield "The default of `tag_dimensions`:\n\n| dimension | tag keys |\n| --- | --- |"
    tags = Settings.model_fields["tag_dimensions"].get_default(call_default_factory=True)
    yield from (f"| `{name}` | {', '.join(f'`{key}`' for key in keys)} |" for name, keys in tags.items())


def error_codes() -> Iterator[str]:
    """Every error class, and the codes of their cases."""
    cases = dict(_error_cases())
    yield "# Errors\n"
    yield "Each has a stable code, an HTTP status (as an RFC 9457 document), an exit code, and a hint at what to do.\n"
    yield "| code | HTTP | exit | means |\n| --- | --- | --- | --- |"
    found: list[type[errors.OutlayError]] = [errors.OutlayError, *_descendants(errors.OutlayError)]
    for kind in sorted(found, key=lambda kind: kind.code):
        summary = (kind.__doc__ or "").strip().splitlines()[0]
        yield f"| `{kind.code}` | {kind.http_status} | {kind.exit_code} | {summary} |"
    by_name = {kind.__name__: kind for kind in found}
    yield "\nCases of these, with a code of their own:\n"
    yield "| code | HTTP | exit | is a case of |\n| --- | --- | --- | --- |"
    for code, name in sorted(cases.items()):
        yield f"| `{code}` | {by_name[name].http_status} | {by_name[name].exit_code} | `{by_name[name].code}` |"


def _error_cases() -> Iterator[tuple[str, str]]:
    """The code that a raised error is given, and its class; modules that have classes of their own are imported."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                yield from ((str(value.value), node.func.id) for value in given if isinstance(value, ast.Constant))


def command_line() -> Iterator[str]:
    """Every command's help."""
    yield "# Command line\n"
    yield "Data goes to standard output, words to standard error. Exit codes: 0 ok, 1 failed or rows refused, 2 usage,"
    yield "3 cannot judge, 4 access, 5 not found, 6 retry later. While `outlay serve` runs, commands work through it.\n"
    app = gather()
    runner = CliRunner()
    known: dict[str, object] = getattr(typer.main.get_command(app), "commands", {})
    for name in COMMANDS:
        command = name.strip("_").replace("_", "-")
        parts = getattr(known[command], "commands", {})
        for words in ([command], *([command, part] for part in parts)):
            text = runner.invoke(app, [*words, "--help"], prog_name="outlay", terminal_width=100).output
            yield f"## outlay {' '.join(words)}\n\n```\n{text.strip()}\n```\n"


def tables() -> Iterator[str]:
    """Every table."""
    yield "# Tables\n"
    yield "Columns follow FOCUS where FOCUS has the concept. `?` marks what may be unknown.\n"
    for table in TABLES:
        names = ", ".join(f"`{column.name}{'?' if column.nullable else ''}`" for column in table.columns)
        yield f"## {table.name}\n\nOne row is {table.row}.\n\n{names}\n"


def telemetry_attributes() -> Iterator[str]:
    """Every attribute that spans and log records are read by."""
    table: Mapping[str, Any] = load_table()
    yield "# Attributes of telemetry\n"
    yield "What spans and log records are read by. The first name that a record carries wins; the span's own attributes"
    yield "come before its scope's, those before its resource's. How it is used: [telemetry](telemetry.md).\n"
    yield "| becomes | attributes, best first |\n| --- | --- |"
    for reading, names in ranked_names().items():
        shown = reading.removeprefix("units.") if reading.startswith("units.") else reading.replace("tags.", "tag ")
        if names:
            attributes = ", ".join(f"`{name}`" for _, name in names)
            yield f"| {table['about'].get(reading, f'`{shown}`')} | {attributes} |"
    prefixes = ", ".join(f"`{prefix}*`" for item in table["tag_prefixes"] for prefix in item.values())
    yield f"| tags, and dimensions of the same name | {prefixes} |"
    yield "\n## Keys of JSON attributes\n\n| attribute | becomes | keys, best first |\n| --- | --- | --- |"
    for document, readings in table["documents"].items():
        (_, name), *_ = ranked_names()[document]
        for reading, keys in readings.items():
            what = table["about"].get(reading, f"`{reading.removeprefix('units.')}`")
            yield f"| `{name}` | {what} | {', '.join(f'`{key}`' for key in keys)} |"
    yield "\n## Roles\n\n| attribute | counts | counts where nothing below it does |\n| --- | --- | --- |"
    for role in table["roles"]:
        (_, name), *_ = ranked_names()[role["reading"]]
        counts, others = (", ".join(f"`{value}`" for value in role[kind]) for kind in ("request", "aggregate"))
        yield f"| `{name}` | {counts} | {others} |"
    yield "\n## Events of coding tools\n\n| event | provider | becomes | attributes |\n| --- | --- | --- | --- |"
    for tool in table["tools"]:
        for reading, names in tool["readings"].items():
            what = table["about"].get(reading, f"`{reading}`")
            yield f"| `{tool['name']}` | `{tool['provider']}` | {what} | {', '.join(f'`{name}`' for name in names)} |"


def sources() -> Iterator[str]:
    """Every kind of source with its settings."""
    yield "# Sources\n"
    yield "The kinds of places that `outlay sync` pulls spend from, and their settings. How to set one up:"
    yield "[connect a source](../how-to/connect-a-source.md); how to write one:"
    yield "[write a source](../how-to/write-a-source.md)."
    yield "Settings are given as `--set NAME=VALUE`, or under `sources:` in `outlay.yaml`; those marked secret as"
    yield "`--secret NAME=env:VARIABLE` or `--secret NAME`, in `outlay.yaml` as `env:VARIABLE`.\n"
    for kind in list_kinds():
        yield f"## {kind.kind}\n\n**{kind.title}.** {kind.summary}\n"
        yield _brings(kind) + "\n"
        yield "| setting | type | default | is |\n| --- | --- | --- | --- |"
        for field in kind.fields:
            default = "required" if field.is_required else f"`{field.default}`" if field.default is not None else ""
            about = field.description.replace("|", "\\|")
            kind_of = field.type.replace("|", "\\|")
            yield f"| `{field.name}` | {kind_of} | {default} | {about} |"
        yield ""
    yield from _nested()


def _brings(kind: Kind) -> str:
    if kind.form == "files":
        return "Its files are imported like those that are named to `outlay import`."
    money = {
        "cost_api": "Its charges are *reported*: what the vendor's API says, until an invoice comes.",
        "estimate": "Its charges are *calculated*: no vendor states them.",
        "contract": "Its charges are agreed in a contract.",
        "focus": "Its charges are a bill.",
        None: "It brings no money.",
    }
    return f"{money[kind.amount]} The first pull reaches back {kind.history_days} days."


def _nested() -> Iterator[str]:
    """The settings within `mapping` and `paging` of generic sources."""
    yield "## mapping\n"
    yield "Of `generic-http` and `generic-csv`: `charges:` has FOCUS columns, `usage:` the columns of a usage report."
    yield "A value is the path of a field (`cost.amount`), a constant (`=USD`), or a table of:\n"
    yield from _table(MappedField)
    yield "\n## paging\n\nOf `generic-http`:\n"
    yield from _table(Paging)


def _table(model: type[BaseModel]) -> Iterator[str]:
    yield "| setting | default | is |\n| --- | --- | --- |"
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        yield f"| `{name}` | {'' if default is None else f'`{default}`'} | {field.description or ''} |"


def _descendants(kind: type[errors.OutlayError]) -> Iterator[type[errors.OutlayError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "catalog.md": catalog,
    "settings.md": settings,
    "errors.md": error_codes,
    "command-line.md": command_line,
    "tables.md": tables,
    "sources.md": sources,
    "telemetry-attributes.md": telemetry_attributes,
}


def render(name: str) -> str:
    """A page's text."""
    return NOTE + "\n".join(PAGES[name]()).rstrip() + "\n"


def main() -> int:
    """Write or check every page."""
    stale = [name for name in PAGES if not _same(REFERENCE / name, render(name))]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/reference/{name} is out of date: run python scripts/write_reference.py")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(render(name), encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main())
