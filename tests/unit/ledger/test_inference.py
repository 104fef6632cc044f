from __future__ import annotations

from decimal import Decimal

from outlay.core.rule_settings import AllocationRule, PayerSetting
from tests.unit.ledger.kit import DAY, World

TOKENS = {"quantity_unit": "Tokens"}


def test_a_price_that_is_not_known_weighs_the_mean_and_is_marked(world):
    world.delivery()
    world.charge("90", model="gpt-4o", token_class="input")
    world.usage(feature="search", input=200, cost_input="4")
    world.usage(feature="chat", input=100, state="unknown")
    world.rebuild()
    assert world.money("feature", "cost_state") == {
        ("search", "invoiced"): Decimal(60),
        ("chat", "modelled"): Decimal(30),
    }


def test_where_no_price_is_known_tokens_weigh(world):
    world.delivery()
    world.charge("90", model="gpt-4o")
    world.usage(feature="search", input=200, state="unknown")
    world.usage(feature="chat", output=100, state="unknown")
    world.rebuild()
    assert world.money("feature") == {"search": Decimal(60), "chat": Decimal(30)}


def test_a_charge_of_a_model_is_split_by_requests_of_that_model(world):
    world.delivery()
    world.charge("10", model="gpt-4o")
    world.charge("20", model="gpt-5")
    world.usage(feature="search", input=1, cost_input="1")
    world.usage(feature="chat", model="gpt-5", input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature", "model") == {("search", "gpt-4o"): Decimal(10), ("chat", "gpt-5"): Decimal(20)}


def test_a_dated_model_meets_its_alias_by_family(world):
    world.delivery()
    world.charge("10", model="gpt-4o-2024-08-06")
    world.usage(feature="search", model="gpt-4o", input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature", "model") == {("search", "gpt-4o-2024-08-06"): Decimal(10)}


def test_a_charge_without_a_model_takes_it_from_the_requests(world):
    world.delivery()
    world.charge("10")
    world.usage(feature="search", input=1, cost_input="1")
    world.rebuild()
    assert world.money("model") == {"gpt-4o": Decimal(10)}


def test_a_credential_without_telemetry_is_untracked(world):
    world.delivery()
    world.charge("10", model="gpt-4o", credential="key_known")
    world.charge("7", model="gpt-4o", credential="key_shadow")
    world.usage(feature="search", credential="key_known", input=1, cost_input="1")
    world.rebuild()
    assert world.money("credential", "attribution") == {
        ("key_known", None): Decimal(10),
        ("key_shadow", "untracked_ai"): Decimal(7),
    }


def test_a_credential_that_telemetry_does_not_state_is_not_compared(world):
    world.delivery()
    world.charge("10", model="gpt-4o", credential="key_1")
    world.usage(feature="search", input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature", "credential") == {("search", "key_1"): Decimal(10)}


def test_a_class_that_telemetry_does_not_know_is_split_by_all_its_cost(world):
    world.delivery()
    world.charge("10", model="gpt-4o", token_class="cache_read")
    world.usage(feature="search", input=1, cost_input="3")
    world.usage(feature="chat", output=1, cost_output="1")
    world.rebuild()
    assert world.money("feature") == {"search": Decimal("7.5"), "chat": Decimal("2.5")}


def test_the_providers_own_count_wins_over_the_bills_quantity(world):
    world.delivery()
    world.charge("100", model="gpt-4o", token_class="input", columns=TOKENS | {"quantity": Decimal(600)})
    world.usage(feature="search", input=600, cost_input="1")
    usage = {"source": "api", "bucket": "b", "payer_id": "openai/acme/metered", "provider": "openai"}
    world.insert("provider_usage", [usage | {"model": "gpt-4o", "token_class": "input", "day": DAY, "quantity": 800}])
    report = world.rebuild()
    assert world.money("attribution") == {None: Decimal(75), "untracked_ai": Decimal(25)}
    assert [gap.quantity for gap in report.gaps] == [800]


def test_a_day_that_only_the_provider_counted_is_untracked(world):
    world.delivery()
    world.charge("100", model="gpt-4o", team="search")
    usage = {"source": "api", "bucket": "b", "payer_id": "openai/acme/metered", "provider": "openai"}
    world.insert("provider_usage", [usage | {"day": DAY, "quantity": 800}])
    world.rebuild()
    assert world.money("team", "attribution") == {(None, "untracked_ai"): Decimal(100)}


def test_more_telemetry_than_billed_is_no_gap(world):
    world.delivery()
    world.charge("100", model="gpt-4o", token_class="input", columns=TOKENS | {"quantity": Decimal(500)})
    world.usage(feature="search", input=600, cost_input="1")
    report = world.rebuild()
    assert world.money("feature") == {"search": Decimal(100)}
    assert report.gaps == ()


def test_usage_that_weighs_nothing_leaves_the_charge_unattributed(world):
    world.delivery()
    world.charge("10", model="gpt-4o")
    world.usage(feature="search", requests=5)
    world.rebuild()
    assert world.money("feature", "attribution") == {(None, None): Decimal(10)}


def test_self_hosted_requests_split_the_nodes_that_served_them(tmp_path):
    rule = AllocationRule(
        name="GPU nodes", match='gpu_model == "H100"', driver="inference", usage='provider == "self_hosted"'
    )
    world = World(tmp_path, allocation=[rule])
    world.delivery("aws", "1")
    world.charge("80", biller="aws", account="1", cost_group="compute", gpu_model="H100")
    world.usage(provider="self_hosted", model="llama", feature="search", input=3, cost_input="3")
    world.usage(provider="self_hosted", model="llama", feature="chat", input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature", "provider", "model") == {
        ("search", "aws", "llama"): Decimal(60),
        ("chat", "aws", "llama"): Decimal(20),
    }
    world.store.close()


def test_requests_may_be_the_measure(tmp_path):
    rule = AllocationRule(name="by requests", match='provider == "openai"', driver="inference", measure="requests")
    world = World(tmp_path, allocation=[rule])
    world.delivery()
    world.charge("10", model="gpt-4o", token_class="input")
    world.usage(feature="search", requests=4, input=1, cost_input="100")
    world.usage(feature="chat", requests=1, input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature") == {"search": Decimal(8), "chat": Decimal(2)}
    world.store.close()


def test_a_marketplace_charge_meets_the_requests_of_its_maker(world):
    world.delivery("aws", "1")
    world.charge("10", provider="anthropic", biller="aws", account="1", model="claude-sonnet-4")
    world.usage(provider="aws.bedrock", model="claude-sonnet-4", feature="search", input=1, cost_input="1")
    world.rebuild()
    assert world.money("feature", "payer_id") == {("search", "aws/1/reseller"): Decimal(10)}


def test_promotional_credits_and_tax_stay_rows_of_their_own(world):
    world.delivery()
    world.charge("-5", columns={"charge_category": "Credit", "cost_class": "promotional_credit"})
    world.charge("2", columns={"charge_category": "Tax", "cost_class": "tax_cost"})
    world.usage(feature="search", input=1, cost_input="1")
    world.rebuild()
    assert world.money("cost_class", "feature") == {
        ("promotional_credit", None): Decimal(-5),
        ("tax_cost", None): Decimal(2),
    }


def test_tokens_of_reserved_capacity_split_its_charge_and_add_nothing(tmp_path):
    reserved = PayerSetting(match='region == "ptu"', biller="azure.cloud", kind="committed")
    rule = AllocationRule(
        name="PTU", match='pricing_category == "Committed"', driver="inference", usage='payer_kind == "committed"'
    )
    world = World(tmp_path, payers=[reserved], allocation=[rule])
    world.delivery("azure.cloud", "1")
    world.charge("80", biller="azure.cloud", account="1", columns={"pricing_category": "Committed"})
    world.usage(provider="azure.ai.openai", region="ptu", feature="search", input=3, cost_input="300")
    world.usage(provider="azure.ai.openai", region="ptu", feature="chat", input=1, cost_input="100")
    world.rebuild()
    assert world.money("feature") == {"search": Decimal(60), "chat": Decimal(20)}
    world.store.close()
