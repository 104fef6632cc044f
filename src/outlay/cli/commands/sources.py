"""`outlay sources`: the places that spend is pulled from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

if TYPE_CHECKING:
    from outlay.jobs.sources.kinds import Kind


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The places that spend is pulled from.", no_args_is_help=True)
    group.command("list")(list_sources)
    group.command("kinds")(list_kinds)
    group.command("add")(add)
    group.command("test")(try_source)
    group.command("remove")(remove)
    app.add_typer(group, name="sources")


_COLUMNS = [
    {"name": name, "label": label, "kind": kind, "shrinks": name == "name"}
    for name, label, kind in (
        ("name", "name", "dimension"),
        ("kind", "kind", "dimension"),
        ("rows", "rows", "metric"),
        ("charged", "charged", "metric"),
        ("difference", "vs vendor", "metric"),
        ("state", "state", "dimension"),
        ("state_text", "", "dimension"),
    )
]


def list_sources(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List every source, also files and senders of telemetry, with how fresh and how right it is."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir), is_creating=True) as client:
        report = client.sources.list()
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    rows = report["sources"]
    if not rows:
        say("There is no source yet. `outlay sources kinds` lists what can be added; files come by `outlay import`.")
        return
    print_table(_COLUMNS, [{**row, "difference": (row["compared"] or {}).get("difference")} for row in rows])
    for row in rows:
        if row["error"] or (row["hint"] and row["state"] != "ok"):
            say(f"{row['name']}: {row['error'] or row['state_text']}" + (f"\n  → {row['hint']}" if row["hint"] else ""))


def list_kinds(
    kind: Annotated[str | None, typer.Argument(help="Only this kind, with its settings.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """List the kinds of sources, or the settings of one."""
    from outlay.core.plain import to_plain
    from outlay.jobs.sources.kinds import describe_kind
    from outlay.jobs.sources.kinds import list_kinds as every_kind

    found = [describe_kind(kind)] if kind else every_kind()
    if as_json:
        typer.echo(json.dumps(to_plain(found), indent=2, ensure_ascii=False))
    elif kind:
        _tell_kind(found[0])
    else:
        for one in found:
            typer.echo(f"{one.kind:<22} {one.title}")
        say("outlay sources kinds KIND shows its settings.")


def add(
    kind: Annotated[str, typer.Argument(help="What it is: see `outlay sources kinds`.")],
    name: Annotated[str | None, typer.Option(help="What to call it; default: its kind.", show_default=False)] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help="A setting, as field=value.")] = None,
    secrets: Annotated[
        list[str] | None,
        typer.Option("--secret", help="A secret, as field=env:NAME; field alone asks for it and stores it encrypted."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--settings", help="A YAML file of settings, such as a mapping.", show_default=False)
    ] = None,
    no_test: Annotated[bool, typer.Option("--no-test", help="Add it without trying it first.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Set a source up, after it was tried."""
    from outlay.cli.client import open_client, pairs_of
    from outlay.core.settings import load_settings
    from outlay.jobs.sources.model import NewSource

    new = NewSource(
        name=name or kind,
        kind=kind,
        settings={**_file_settings(file), **pairs_of("--set", settings or [])},
        secrets=dict(_secret(text) for text in secrets or []),
        is_tested=not no_test,
    )
    with open_client(load_settings(data_dir), is_creating=True) as client:
        report = client.sources.add(new)
    _tell_checks(report["checks"])
    say(f"Added {new.name}. `outlay sync {new.name}` fetches it now; a running server does so by itself.")


def try_source(
    name: Annotated[str, typer.Argument(help="A source.")], as_json: AsJson = False, data_dir: DataDir = None
) -> int:
    """Try what a source needs: address, credential, permissions."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir), is_creating=True) as client:
        report = client.sources.test(name)
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _tell_checks(report["checks"])
    return 0 if report["is_ok"] else 1


def remove(
    name: Annotated[str, typer.Argument(help="A source.")],
    purge: Annotated[bool, typer.Option("--purge", help="Also delete what was fetched.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Forget a source and its secrets; its charges stay."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir), is_creating=True) as client:
        client.sources.remove(name, is_purging=purge)
    say(f"Removed {name}. What it brought stays in the ledger.")


def _secret(text: str) -> tuple[str, str]:
    """A secret as `field=env:NAME`, or typed where nobody sees it; never one on the command line, which is public."""
    from outlay.core.errors import UsageError

    field, equals, value = text.partition("=")
    if not equals:
        return field, str(typer.prompt(field, hide_input=True, err=True))
    if not value.startswith("env:"):
        message = f"the value of --secret {field} would stay in the shell's history"
        raise UsageError(message, hint=f"write --secret {field} to be asked for it, or --secret {field}=env:NAME")
    return field, value


def _file_settings(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    from outlay.core.settings_file import read_yaml

    return read_yaml(path)


def _tell_checks(checks: list[dict[str, Any]]) -> None:
    for check in checks:
        mark = "ok  " if check["is_ok"] else "FAIL"
        typer.echo(f"{mark} {check['name']}: {check['text']}")
        if check["hint"] and not check["is_ok"]:
            typer.echo(f"     → {check['hint']}")


def _tell_kind(kind: Kind) -> None:
    typer.echo(f"{kind.title}: {kind.summary}")
    for field in kind.fields:
        about = "required" if field.is_required else f"default {field.default}" if field.default is not None else ""
        option = f"{'--secret' if field.is_secret else '--set'} {field.name}"
        typer.echo(f"  {option:<30} {field.description}" + (f" ({about})" if about else ""))
