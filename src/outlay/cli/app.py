"""Gathers the commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

import typer

from outlay import __version__

COMMANDS: Final = (
    "demo",
    "serve",
    "import_",
    "query",
    "units",
    "price",
    "prices",
    "reprice",
    "reconcile",
    "check_invoice",
    "shadow_ai",
    "invoice",
    "commitments",
    "runs",
    "seats",
    "rebuild",
    "explain",
    "doctor",
    "dead_letter",
    "sources",
    "sync",
    "currency",
    "export",
)


def gather() -> typer.Typer:
    """The application with all its commands."""
    app = typer.Typer(
        name="outlay",
        help="All technology spend and every inference in one ledger that adds up to the bills.",
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(*, version: bool = typer.Option(False, "--version", "-V", help="Show the version.")) -> None:
        if version:
            typer.echo(f"outlay {__version__}")
            raise typer.Exit

    for name in COMMANDS:
        import_module(f"outlay.cli.commands.{name}").register(app)
    return app


def build_app() -> Callable[[Sequence[str]], int]:
    """The application as a call that takes arguments and returns the exit code."""
    app = gather()

    def call(arguments: Sequence[str]) -> int:
        try:
            outcome = app(args=list(arguments), standalone_mode=False)
        except typer.Abort:
            return 1
        except typer.TyperException as error:
            typer.echo(f"outlay: {error.format_message()}", err=True)
            typer.echo("        outlay COMMAND --help shows what it takes", err=True)
            return error.exit_code
        return outcome if isinstance(outcome, int) else 0

    return call
