"""Lines of the profit and loss statement: which rule puts a key's cost on which line, and from when to when.

Hosting and inference that serve paying customers are cost of revenue; what builds the product is research and
development; serving free users is told apart; what no rule knows stays `unclassified`, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from outlay.core.errors import SettingsError
from outlay.core.ids import canonical_json
from outlay.core.rule_settings import PnlRule, PnlSettings
from outlay.facts.expressions import Expression, ExpressionError, matches, parse_expression

UNCLASSIFIED: Final = "unclassified"
FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2299, 12, 31)

_PRODUCTION: Final = '["production", "prod", "live"]'
_DEVELOPMENT: Final = '["development", "dev", "staging", "stage", "test", "testing", "qa", "sandbox", "ci", "preview"]'
_SERVING: Final = '["inference", "batch_inference", "embedding"]'


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPnlRule:
    """A rule with its expression parsed; days from `since` on and before `until`."""

    name: str
    match: Expression
    line: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedLine:
    """The line of a key during some days."""

    since: date
    until: date
    line: str


def compile_pnl(settings: PnlSettings) -> tuple[CompiledPnlRule, ...]:
    """The configured rules, then the shipped ones; the first that matches on a day wins.

    Raises:
        SettingsError: naming the rule whose expression cannot be read.
    """
    return tuple(_compile(rule) for rule in (*settings.rules, *_shipped(settings)))


def dated_lines(values: Mapping[str, str | None], rules: Sequence[CompiledPnlRule]) -> list[DatedLine]:
    """The lines of a key's dimensions over time, equal neighbours joined; days without a line are left out."""
    found = [rule for rule in rules if matches(rule.match, values.get)]
    bounds = sorted({FIRST_DAY, LAST_DAY, *(day for rule in found for day in (rule.since, rule.until))})
    lines: list[DatedLine] = []
    for since, until in pairwise(bounds):
        line = next((rule.line for rule in found if rule.since <= since and until <= rule.until), None)
        if line is None:
            continue
        if lines and lines[-1].until == since and lines[-1].line == line:
            since = lines.pop().since  # noqa: PLW2901 - the neighbour begins it
        lines.append(DatedLine(since=since, until=until, line=line))
    return lines


def _compile(rule: PnlRule) -> CompiledPnlRule:
    try:
        match = parse_expression(rule.match)
    except ExpressionError as error:
        message = f"pnl rule {rule.name!r}: {error.message}"
        raise SettingsError(message, hint=error.hint) from error
    return CompiledPnlRule(
        name=rule.name, match=match, line=rule.line, since=rule.since or FIRST_DAY, until=rule.until or LAST_DAY
    )


def _shipped(settings: PnlSettings) -> Iterable[PnlRule]:
    free = canonical_json(settings.free_plans)
    serves = f"environment in {_PRODUCTION} && (workload_kind in {_SERVING} || !has(workload_kind))"
    yield PnlRule(
        name="Coding assistants and other seats of engineers",
        match='cost_group == "people_tools" || provider in ["cursor", "github", "claude_code"]',
        line="research_development",
    )
    yield PnlRule(
        name="Training, evaluation and experiments",
        match='workload_kind in ["training", "fine_tuning", "evaluation", "experiment"] || has(run)',
        line="research_development",
    )
    yield PnlRule(name="Development environments", match=f"environment in {_DEVELOPMENT}", line="research_development")
    if settings.free_plans:
        yield PnlRule(name="The free tier", match=f"{serves} && plan in {free}", line=settings.free_tier)
    yield PnlRule(
        name="Production for paying customers",
        match=f'{serves} && (has(plan) || cost_group in ["ai", "compute", "storage", "network"])',
        line="cost_of_revenue",
    )
