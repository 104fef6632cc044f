"""Which rule splits which charges: expressions evaluated once per distinct tuple, never per row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from outlay.core.errors import SettingsError, UnknownNameError
from outlay.core.ids import canonical_json
from outlay.core.rule_settings import AllocationRule
from outlay.facts.dimensions import TAG_PREFIX, is_tag
from outlay.facts.expressions import Expression, ExpressionError, dimensions_of, matches, parse_expression
from outlay.facts.keys import KEY_DIMENSIONS
from outlay.facts.providers import AI_API_SERVICES, AI_APIS

ValueOf = Callable[[str], "str | None"]
Values = tuple["str | None", ...]

CHARGE_DIMENSIONS: Final = (
    "payer",
    "payer_kind",
    "charge_category",
    "pricing_category",
    "charge_class",
    "cost_class",
)
"""What a rule may name besides the dimensions of keys."""

RULE_DIMENSIONS: Final = (*KEY_DIMENSIONS, "model_family", "model_vendor", *CHARGE_DIMENSIONS)

AI_API_USAGE: Final = AllocationRule(
    name="AI API usage",
    match=(
        'charge_category in ["Usage", "Adjustment", "Credit"] && cost_class == "consumption"'
        ' && payer_kind != "seat" && !has(gpu_model) && !has(gpu_state)'
        f" && (has(token_class) || (has(model) || provider in {canonical_json(AI_APIS)}"
        f' || matches(provider_service, {canonical_json(AI_API_SERVICES)})) && cost_group == "ai")'
    ),
    driver="inference",
)
EVERYTHING_ELSE: Final = AllocationRule(
    name="Everything else", match="!has(attribution) || has(attribution)", driver="direct"
)
SEATS: Final = AllocationRule(name="Seats", match='payer_kind == "seat"', driver="seats")
SHIPPED_RULES: Final = (AI_API_USAGE, SEATS, EVERYTHING_ELSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its expressions parsed."""

    number: int
    name: str
    text: str
    match: Expression
    driver: Literal["direct", "inference", "seats"]
    measure: Literal["cost", "tokens", "requests"]
    usage: Expression | None
    spreads_tax_and_credits: bool

    @property
    def usage_group(self) -> str | None:
        """The name under which the usage that this rule chooses is gathered; None means the payer's own."""
        return None if self.usage is None else f"rule:{self.number}"


@dataclass(slots=True)
class Ruleset:
    """Rules in order; the first that matches wins. The last one matches everything.

    Charges are judged by the values of the dimensions that rules name, once for each distinct combination.
    """

    rules: tuple[Rule, ...]
    _key_names: tuple[str, ...] = field(init=False)
    _memo: dict[tuple[Values, Values], Rule] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        named = {name for rule in self.rules for name in dimensions_of(rule.match)}
        self._key_names = tuple(sorted(named - set(CHARGE_DIMENSIONS)))

    def key_values(self, value_of: ValueOf) -> Values:
        """What rules can see of a key."""
        return tuple(dimension_value(value_of, name) for name in self._key_names)

    def find(self, key: Values, charge: Values) -> Rule:
        """The rule of a charge, from `key_values` and its values of `CHARGE_DIMENSIONS`."""
        found = self._memo.get((key, charge))
        if found is None:
            names = (*self._key_names, *CHARGE_DIMENSIONS)
            found = self._memo[key, charge] = self._judge(dict(zip(names, (*key, *charge), strict=True)))
        return found

    def _judge(self, values: Mapping[str, str | None]) -> Rule:
        is_apart = values["cost_class"] != "consumption"
        return next(
            rule
            for rule in self.rules
            if (rule.spreads_tax_and_credits or not is_apart) and matches(rule.match, values.get)
        )


def compile_rules(settings: Iterable[AllocationRule]) -> Ruleset:
    """Parse the configured rules and add the shipped ones after them.

    Raises:
        SettingsError: if an expression cannot be read, naming the rule.
        UnknownNameError: if an expression names what rules cannot see.
    """
    numbered = enumerate((*settings, *SHIPPED_RULES), start=1)
    return Ruleset(tuple(_compile(number, rule) for number, rule in numbered))


def dimension_value(value_of: ValueOf, name: str) -> str | None:
    """The value of a dimension or `tag:KEY`."""
    if not is_tag(name):
        return value_of(name)
    tags: dict[str, str] = json.loads(value_of("tags") or "{}")
    return tags.get(name[len(TAG_PREFIX) :])


def _compile(number: int, rule: AllocationRule) -> Rule:
    match = _parse(rule, rule.match)
    named = set(dimensions_of(match))
    return Rule(
        number=number,
        name=rule.name,
        text=rule.match,
        match=match,
        driver=rule.driver,
        measure=rule.measure,
        usage=None if rule.usage is None else _parse(rule, rule.usage),
        spreads_tax_and_credits=rule is EVERYTHING_ELSE or bool(named & {"cost_class", "charge_category"}),
    )


def _parse(rule: AllocationRule, text: str) -> Expression:
    try:
        expression = parse_expression(text)
    except ExpressionError as error:
        message = f"allocation rule {rule.name!r}: {error.message}"
        raise SettingsError(message, hint=error.hint) from error
    for name in _unknown(expression):
        raise UnknownNameError(f"dimension in allocation rule {rule.name!r}", name, RULE_DIMENSIONS)
    return expression


def _unknown(expression: Expression) -> Iterator[str]:
    return (name for name in dimensions_of(expression) if name not in RULE_DIMENSIONS and not is_tag(name))
