"""The key dictionary: registered once, resolved by rules, each with its payer."""

from __future__ import annotations

import json

import pytest

from outlay.core.rule_settings import DimensionRule, PayerSetting
from outlay.core.settings import Settings
from outlay.facts.keys import key_id
from outlay.store.keys import register_keys, register_payers, resolve_keys

USAGE = {"provider": "openai", "model": "gpt-4o-2024-08-06", "team": "ads", "cost_group": "ai"}


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


def register(store, settings, *tuples):
    with store.write() as tx:
        return register_keys(tx, tuples, settings)


def resolve(store, settings):
    with store.write() as tx:
        return resolve_keys(tx, settings)


def only_key(store):
    (row,) = store.fetch("SELECT * FROM key").to_pylist()
    return row


def payers(store):
    return store.fetch("SELECT payer_id, settles_with FROM payer ORDER BY 1").to_pylist()


def rules(settings, *found):
    return settings.model_copy(update={"dimension_rules": [DimensionRule(match=m, set=s) for m, s in found]})


def test_a_tuple_is_registered_once(store, settings):
    assert register(store, settings, USAGE, dict(reversed(USAGE.items())), USAGE | {"region": None}) == 1
    assert register(store, settings, USAGE) == 0
    assert only_key(store)["key_id"] == key_id(USAGE)


def test_nothing_registers_nothing(store, settings):
    assert register(store, settings) == 0
    assert payers(store) == []


def test_columns_are_derived_from_the_model(store, settings):
    register(store, settings, USAGE)
    row = only_key(store)
    assert (row["model_family"], row["model_vendor"], row["team"]) == ("gpt-4o", "openai", "ads")
    assert json.loads(row["raw"]) == USAGE


def test_the_payer_is_registered_with_the_key(store, settings):
    register(store, settings, USAGE)
    assert only_key(store)["payer_id"] == "openai//metered"
    assert payers(store) == [{"payer_id": "openai//metered", "settles_with": "openai//metered"}]


def test_a_configured_payer_wins(store, settings):
    rule = PayerSetting(match='team == "ads"', biller="azure.cloud", billing_account="a/b", kind="committed")
    register(store, settings.model_copy(update={"payers": [rule]}), USAGE)
    assert only_key(store)["payer_id"] == "azure.cloud/a/b/committed"
    account = store.fetch("SELECT biller, billing_account, kind FROM payer").to_pylist()
    assert account == [{"biller": "azure.cloud", "billing_account": "a/b", "kind": "committed"}]


def test_rules_set_dimensions_and_later_ones_win(store, settings):
    found = rules(
        settings,
        ('team == "ads"', {"owner": "ann", "business_unit": "growth"}),
        ('owner == "ann"', {"owner": "bob"}),
        ('team == "other"', {"owner": "eve"}),
    )
    register(store, found, USAGE)
    row = only_key(store)
    assert (row["owner"], row["business_unit"]) == ("bob", "growth")
    assert json.loads(row["raw"]) == USAGE


def test_resolving_without_a_change_touches_nothing(store, settings):
    register(store, settings, USAGE)
    assert resolve(store, settings) == 0


def test_a_new_rule_reaches_keys_that_are_there(store, settings):
    register(store, settings, USAGE, USAGE | {"team": "core"})
    found = rules(settings, ('team == "ads"', {"owner": "ann"}))
    assert resolve(store, found) == 1
    assert store.fetch("SELECT owner FROM key WHERE team = 'ads'").to_pylist() == [{"owner": "ann"}]
    assert resolve(store, settings) == 1
    assert store.fetch("SELECT count(owner) AS n FROM key").to_pylist() == [{"n": 0}]


def test_resolving_keeps_the_ids(store, settings):
    register(store, settings, USAGE)
    resolve(store, rules(settings, ('team == "ads"', {"team": "growth"})))
    assert (only_key(store)["key_id"], only_key(store)["team"]) == (key_id(USAGE), "growth")


def test_a_payer_of_a_new_rule_is_registered(store, settings):
    register(store, settings, USAGE)
    rule = PayerSetting(match='provider == "openai"', biller="openai", billing_account="org", kind="metered")
    assert resolve(store, settings.model_copy(update={"payers": [rule]})) == 1
    assert [row["payer_id"] for row in payers(store)] == ["openai//metered", "openai/org/metered"]


def test_registered_payers_are_left_alone(store, settings):
    register(store, settings, USAGE)
    with store.write() as tx:
        tx.execute("UPDATE payer SET settles_with = 'openai/org/metered'")
        register_payers(tx, [])
    register(store, settings, USAGE | {"team": "core"})
    assert payers(store) == [{"payer_id": "openai//metered", "settles_with": "openai/org/metered"}]


def charge(store, *accounts, kind="metered"):
    """Payers that charges have named, each covered on one day."""
    with store.write() as tx:
        for account in accounts:
            name = f"openai/{account}/{kind}"
            tx.execute("INSERT INTO payer VALUES (?, 'openai', ?, ?, 'focus', ?)", [name, account, kind, name])
            tx.execute("INSERT INTO coverage VALUES (?, '2026-11-01', 'settled')", [name])


def settled(store):
    """What usage without a billing account settles with, and on how many days it is covered."""
    days = "(SELECT count(*) FROM coverage AS c WHERE c.payer_id = p.payer_id) AS days"
    found = store.fetch(f"SELECT settles_with, {days} FROM payer AS p WHERE payer_id = 'openai//metered'")
    (row,) = found.to_pylist()
    return row["settles_with"], row["days"]


def test_usage_after_the_bill_settles_with_its_only_account_and_is_covered_at_once(store, settings):
    charge(store, "org")
    register(store, settings, USAGE)
    assert settled(store) == ("openai/org/metered", 1)


def test_usage_before_the_bill_is_open(store, settings):
    register(store, settings, USAGE)
    charge(store, "org")
    assert settled(store) == ("openai//metered", 0)


def test_usage_that_could_mean_several_accounts_is_open(store, settings):
    charge(store, "one", "two")
    register(store, settings, USAGE)
    assert settled(store) == ("openai//metered", 0)


def test_seats_of_the_biller_cover_no_metered_usage(store, settings):
    charge(store, "org", kind="seat")
    register(store, settings, USAGE)
    assert settled(store) == ("openai//metered", 0)
