"""Reports of imports and rebuilds in words, a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

Plain = dict[str, Any]

_SHOWN_SCOPES = 30


def describe_import(outcome: Plain) -> Iterator[str]:
    """What an import did."""
    report = outcome["report"]
    yield from _describer(report)(report)
    if report.get("rejected"):
        yield f"{report['rejected']:,} rows were refused and are in {report.get('reject_file') or 'no file'}:"
        for reject in (report.get("rejects") or [])[:5]:
            place = f"{reject['file']} row {reject['row']}, {reject['column']}"
            yield f"  {place}: {reject['reason']} ({reject['value']!r})"
    if outcome["ledger"]:
        yield from describe_ledger({**outcome["ledger"], "days": len(outcome["ledger"]["days"])})


def _describer(report: Plain) -> Callable[[Plain], Iterator[str]]:
    """Reports are told apart by what they hold."""
    if "scopes" in report:
        return _focus
    if "metrics" in report:
        return _values
    if "buckets" in report:
        return _provider_usage
    return _facts if "notes" in report else _events


def describe_rerating(report: Plain) -> Iterator[str]:
    """What settings changed in money that was stored before."""
    for change in report["charges"]:
        amounts = f"effective cost {change['before']} → {change['after']} {report['currency']}"
        yield f"{change['charges']:,} charges in {change['currency']} converted again: {amounts}"
    if report["reclassed"]:
        yield f"{report['reclassed']:,} taxes and credits are of another class now"
    for name in ("invoices", "values"):
        if report[name]:
            yield f"{report[name]:,} {name} converted again"
    if report["requests"]:
        yield f"{report['requests']:,} requests priced again in {report['currency']}"


def describe_ledger(report: Plain) -> Iterator[str]:
    """What a rebuild did."""
    yield f"ledger: {report['days']:,} days computed, {report['rows']:,} rows, {report['seconds']:.1f} s"
    for payer in report["unresolved_payers"]:
        yield f"  {payer}: several billing accounts could be meant; name one under `payers` in outlay.yaml"
    for payer in report["contested_payers"]:
        yield f"  {payer}: charges come from more than one source"


def _events(report: Plain) -> Iterator[str]:
    yield (
        f"{report['rows']:,} rows: {report['loaded']:,} new, {report['changed']:,} changed, "
        f"{report['duplicate']:,} known already, {report['rejected']:,} refused"
        + (f", {report['merged']:,} of requests that others told of" if report["merged"] else "")
        + (f", {report['skipped']:,} without usage" if report["skipped"] else "")
    )
    if report["since"]:
        period = f"{report['since']} to {report['until']}"
        cost = report["priced_cost"] or ("0" if not report["loaded"] + report["changed"] else "unknown")
        yield f"  {period}, {report['tokens']:,} tokens, calculated cost of the new ones {cost}"
    if report["without_price"]:
        yield f"  {report['without_price']:,} requests have no price: in no sum until a price overlay names one"
    if report["ignored_columns"]:
        yield f"  ignored columns: {', '.join(report['ignored_columns'][:12])}"
    for flag, count in sorted(report["flags"].items()):
        yield f"  {count:,} × {flag}"


def _values(report: Plain) -> Iterator[str]:
    yield f"{report['rows']:,} rows: {report['loaded']:,} in, {report['rejected']:,} refused"
    for metric, total in report["metrics"].items():
        yield f"  {metric}: {total}"


def _provider_usage(report: Plain) -> Iterator[str]:
    yield (
        f"{report['rows']:,} rows: {report['loaded']:,} in, {report['buckets']:,} days of accounts, "
        f"{report['rejected']:,} refused"
    )


def _facts(report: Plain) -> Iterator[str]:
    known = f", {report['unchanged']:,} known already" if report["unchanged"] else ""
    yield f"{report['rows']:,} rows: {report['loaded']:,} in{known}, {report['rejected']:,} refused"
    yield from (f"  {note}" for note in report["notes"])


def _conversion(conversion: Plain) -> Iterator[str]:
    yield f"{conversion['title']}: {conversion['rows_in']:,} rows became {conversion['rows_out']:,} FOCUS charges"
    for rule in conversion["rules"]:
        changes = ", ".join(
            f"{_money(amount)} {code}" for code, amount in rule.get("billed", {}).items() if Decimal(amount)
        )
        yield f"  {rule['rows']:,} × {rule['meaning']}" + (f" ({changes})" if changes else "")
    for code, amount in conversion["billed_in"].items():
        written = _money(conversion["billed_out"].get(code, "0"))
        yield f"  billed {_money(amount)} {code} read, {written} {code} converted"
    yield from (f"  {note}" for note in conversion["notes"])


def _focus(report: Plain) -> Iterator[str]:
    if report["conversion"]:
        yield from _conversion(report["conversion"])
    yield (
        f"FOCUS {', '.join(report['versions'])}: {report['rows_in']:,} rows, {report['rows_out']:,} taken, "
        f"{report['rejected']:,} refused"
    )
    is_converted = any(total["currency"] != report["currency"] for total in report["totals"])
    unit = f" {report['currency']}" if is_converted else ""
    for scope in report["scopes"][:_SHOWN_SCOPES]:
        old = f", was {_money(scope['old_billed'])}" if scope["old_billed"] is not None else ""
        yield (
            f"  {scope['biller']} {scope['billing_account']} {scope['billing_period'][:7]}: {scope['state']}, "
            f"{scope['rows']:,} charges, billed {_money(scope['billed'])}{unit}{old}, "
            f"effective {_money(scope['effective'])}{unit}"
        )
    if len(report["scopes"]) > _SHOWN_SCOPES:
        yield f"  … and {len(report['scopes']) - _SHOWN_SCOPES:,} more accounts and months; --json lists them"
    for rule in report["rules"]:
        yield f"  {rule['rows']:,} × {rule['meaning']}"
    yield from (_finding(finding) for finding in report["findings"])
    for total in report["totals"]:
        if total["billed_in"] != total["billed_out"]:
            difference = f"{_money(total['billed_in'])} read, {_money(total['billed_out'])} taken"
            category = f"{total['charge_category']} in {total['currency']}"
            yield f"  {category}: {difference}; the refused rows are the difference"
    for one in report["blocked"]:
        yield (
            f"  not counted again: {one['provider']} {one['billing_period'][:7]} {_money(one['amount'])} "
            f"{one['currency']} of source {one['source']}; {one['holder']} holds it ({one['reason']})"
        )
    if report["unknown_columns"]:
        yield f"  kept as extra columns: {', '.join(report['unknown_columns'][:12])}"
    for rate in report["stale_rates"]:
        yield f"  {rate}: the last known exchange rate was carried forward; name newer ones in fx_file"


def _finding(finding: Plain) -> str:
    examples = f" ({', '.join(finding['examples'])})" if finding["examples"] else ""
    return f"  {finding['severity']}: {finding['rows']:,} × {finding['meaning']}{examples}"


def _money(amount: str) -> str:
    return f"{Decimal(amount):,.2f}".replace("-", "−")
