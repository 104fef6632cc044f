from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from outlay.demo.calendar import Calendar
from outlay.demo.company import build_company
from outlay.demo.features import ASSISTANT, EXTRACTION, FRAUD_CHECK, HAIKU, LONGER_PROMPTS, ROUTES, SONNET
from outlay.demo.traffic import Traffic

AS_OF = date(2026, 11, 21)


@pytest.fixture(scope="module")
def traffic():
    return Traffic(company=build_company(4), calendar=Calendar(as_of=AS_OF), seed=4, scale=0.1)


def _batch(traffic, feature, day):
    return next(batch for batch in traffic.day(day) if batch.feature is feature)


def test_prompts_grew_with_the_release(traffic):
    release = traffic.calendar.release_day
    before = _batch(traffic, ASSISTANT, date.fromordinal(release.toordinal() - 7))
    after = _batch(traffic, ASSISTANT, release)
    assert (before.release, after.release) == ("4.1.3", "4.2.0")
    assert before.extra_input.sum() == 0
    grown = sum(part.sum() for part in after.tokens[:3])
    assert grown / (grown - after.extra_input.sum()) == pytest.approx(LONGER_PROMPTS, rel=0.01)


def test_extraction_moved_to_a_larger_model(traffic):
    day = traffic.calendar.larger_model_day
    before = _batch(traffic, EXTRACTION, date.fromordinal(day.toordinal() - 1))
    after = _batch(traffic, EXTRACTION, day)
    assert {ROUTES[index] for index in np.unique(before.route)} == {HAIKU}
    assert {ROUTES[index] for index in np.unique(after.route)} == {SONNET}


def test_a_month_of_fraud_checks_is_exact(traffic):
    days = (day for day in traffic.calendar.event_days if (day.year, day.month) == (2026, 10))
    assert sum(traffic.requests_of(FRAUD_CHECK, day) for day in days) == 8_500


def test_the_last_day_stops_at_the_given_time(traffic):
    batch = _batch(traffic, ASSISTANT, AS_OF)
    assert 0 < batch.size < traffic.requests_of(ASSISTANT, AS_OF)
    assert batch.micros.max() < 15 * 3_600_000_000


def test_failed_requests_have_no_output(traffic):
    batch = _batch(traffic, ASSISTANT, date(2026, 10, 1))
    assert batch.error.any()
    assert batch.tokens[3][batch.error].sum() == 0


def test_users_belong_to_their_customers(traffic):
    batch = _batch(traffic, ASSISTANT, date(2026, 10, 1))
    for customer, user in zip(batch.customer.tolist(), batch.user.tolist(), strict=True):
        if customer >= 0:
            owner = traffic.company.customers[customer]
            assert owner.first_user <= user < owner.first_user + owner.users
