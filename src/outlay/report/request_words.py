"""What flags and cost states of requests mean, in the words of the pages."""

from __future__ import annotations

from typing import Final

STATES: Final = {
    "stated": "The cost was stated for this request",
    "priced": "Calculated: measured usage times the price card",
    "modelled": "Modelled: usage or rate was inferred in part, as the flags say",
    "unknown": "No price: in no sum of money until one is known",
}
WEIGHT: Final = "A weight, not money: the servers, seat or commitment behind it is what is paid."
STATED_BY: Final = {
    "provider": "by the provider",
    "gateway": "by the gateway",
    "caller": "by the calling program",
}

_FLAGS: Final = {
    "aggregate_only": "The usage comes from a span around several calls; no call inside it has reported its own.",
    "band_unmatched": "The way it was served has no long-context price, although the standard has one.",
    "buckets_exceed_total": "The counts add up to more than the stated total.",
    "cache_write_split": "The cache writes of the two lifetimes did not add up to their total; the split was repaired.",
    "contained": "Too many names came for {}: what was new is gathered as (other).",
    "context_unmatched": "No price is known for {}; standard rates stand in for it.",
    "contradiction": "The counts contradict each other ({}); they were read as standing beside each other.",
    "convention_corrected": "The total proves that cached tokens were counted otherwise than declared; corrected.",
    "gateway_cost_differs": "The gateway stated another cost, more than 0.5 % away; the price card counts.",
    "input_missing": "No input was reported.",
    "invalid": "The value of {} was no number that can be; it was left out.",
    "model_asked": "The answer did not name its model; the asked one was priced.",
    "no_model": "No model was named, so nothing prices it.",
    "no_price": "The model has no price for this day.",
    "no_usage": "Neither tokens nor a cost was reported.",
    "provider_inferred": "No provider was named; {} is who offers this model.",
    "rate_fallback": "{} has no rate of its own; the unit above it lent one.",
    "raw_usage_not_understood": "The provider's own usage has a shape that is not known; nothing was read of it.",
    "rejected": "{} was negative, infinite or no number; it was left out.",
    "sampled": "One request of a sample that keeps {}: usage and cost are scaled up to stand for the rest.",
    "stated_by_gateway": "No price card knows the model; the amount is what the gateway stated.",
    "tier_asked": "The answer did not name the tier that served it; the asked one was priced.",
    "unexplained_tokens": "{} tokens of the total are in none of its parts.",
    "unknown_model": "No price card knows this model.",
    "unknown_provider": "No price card knows this provider.",
    "unknown_unit": "{} is no unit that prices know; it was left out.",
    "unpriced_unit": "{} has no rate: the cost is a lower bound.",
    "unknown_field": "A field of this name is not known, so its count is missing.",
    "usage_estimated": "The sender estimated the counts, or they are the last that it saw.",
}


def explain_flag(flag: str) -> str:
    """A flag in plain words; one without words of its own is shown as it is."""
    name, _, detail = flag.partition(":")
    words = _FLAGS.get(name)
    if words is None:
        return flag.replace("_", " ").replace(":", ": ")
    return words.format(detail.replace("_", " ") or "it")


def explain_state(state: str, stated_by: str | None) -> str:
    """A cost state in plain words."""
    words = STATES.get(state, state)
    return f"{words} {STATED_BY.get(stated_by, stated_by)}." if state == "stated" and stated_by else f"{words}."
