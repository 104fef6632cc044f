from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import (
    ConflictError,
    FileFormatError,
    MissingColumnError,
    RejectedRowsError,
    UnknownNameError,
    UsageError,
)
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.focus.bill import ROW, World, row, write_bill


def test_a_clean_bill_comes_in_whole(world):
    path = world.bill("b.csv", row(), row(BilledCost="2.5", SubAccountId="222"))

    report = world.take(path)

    assert (report.rows_in, report.rows_out, report.rejected) == (2, 2, 0)
    assert world.one("SELECT sum(BilledCost) FROM charge") == Decimal("12.5")
    assert report.scopes[0].biller == "aws"
    assert report.scopes[0].state == "new"


def test_a_charge_knows_its_key_and_payer(world):
    world.take(world.bill("b.csv", row()))

    (found,) = world.rows("SELECT k.*, c.x_payer_id FROM charge c JOIN key k ON k.key_id = c.x_key_id")

    assert (found["provider"], found["team"], found["cost_group"]) == ("aws", "search", "compute")
    assert found["x_payer_id"] == found["payer_id"] == "aws/acme-payer/metered"


@pytest.mark.parametrize("form", ["csv.gz", "csv.zst", "parquet"])
def test_compressed_and_parquet_files_give_the_same_charges(world, tmp_path, form):
    plain = world.bill("b.csv", row(), row(BilledCost="2.5"))
    world.take(plain)
    before = world.rows("SELECT x_charge_id FROM charge ORDER BY ALL")
    other = tmp_path / f"b.{form}"
    if form == "csv.gz":
        other.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        with lend_scratch(tmp_path / "s") as scratch:
            kind = "FORMAT parquet" if form == "parquet" else "FORMAT csv, COMPRESSION zstd"
            scratch.execute(f"COPY (FROM read_csv('{plain}', all_varchar = true)) TO '{other}' ({kind})")

    report = world.take(other)

    assert [scope.state for scope in report.scopes] == ["unchanged"]
    assert world.rows("SELECT x_charge_id FROM charge ORDER BY ALL") == before


def test_byte_order_mark_crlf_blank_lines_and_quoted_newlines_are_read(world):
    path = write_bill(
        world.folder / "b.csv",
        [row(ChargeDescription="two\nlines"), row()],
        encoding="utf-8-sig",
        lineterminator="\r\n\r\n",
    )

    report = world.take(path)

    assert report.rows_out == 2
    assert world.one("SELECT count(*) FROM charge WHERE ChargeDescription = 'two\nlines'") == 1


def test_a_semicolon_file_is_read(world):
    assert world.take(world.bill("b.csv", row(), delimiter=";")).rows_out == 1


def test_unknown_columns_are_kept_under_their_names(world):
    report = world.take(world.bill("b.csv", row(x_Operation="Run", Odd="1")))

    assert report.unknown_columns == ("Odd", "x_Operation")
    assert world.one("SELECT x_extra FROM charge") == '{"x_Operation":"Run","Odd":"1"}'


def test_old_headers_are_understood(world):
    old = {"Provider" if name == "ProviderName" else name: value for name, value in row().items()}
    report = world.take(world.bill("b.csv", {name.lower(): value for name, value in old.items()}))

    assert report.rows_out == 1
    assert world.one("SELECT ServiceProviderName FROM charge") == "AWS"


def test_a_missing_mandatory_column_is_named_and_nothing_changes(world):
    bare = {name: value for name, value in ROW.items() if name != "BillingCurrency"}

    with pytest.raises(MissingColumnError, match="BillingCurrency") as raised:
        world.take(world.bill("b.csv", bare))

    assert "--set BillingCurrency=USD" in raised.value.hint
    assert world.one("SELECT count(*) FROM charge") == 0


def test_a_default_stands_in_for_a_missing_column(world):
    bare = {name: value for name, value in ROW.items() if name != "BillingCurrency"}

    world.take(world.bill("b.csv", bare), defaults={"BillingCurrency": "USD"})

    assert world.one("SELECT BillingCurrency FROM charge") == "USD"


def test_a_default_for_no_column_is_refused(world):
    with pytest.raises(UnknownNameError, match="BillingCurency"):
        world.take(world.bill("b.csv", row()), defaults={"BillingCurency": "USD"})


def test_no_file_is_a_usage_error(world):
    with pytest.raises(UsageError):
        world.take()


def test_a_row_with_a_cost_that_is_no_number_is_set_aside(world):
    report = world.take(world.bill("b.csv", row(), row(BilledCost="abc"), row(SubAccountId="9")))

    assert (report.rows_out, report.rejected) == (2, 1)
    assert "2,BilledCost,is not a number,abc" in report.reject_file.read_text(encoding="utf-8")
    assert world.one("SELECT count(*) FROM charge") == 2


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("EffectiveCost", "x", "is not a number"),
        ("BilledCost", "200000000000", "is above"),
        ("ChargePeriodStart", "soon", "is not a readable date"),
        ("ChargePeriodEnd", "2026-10-01T00:00:00Z", "is before ChargePeriodStart"),
        ("ChargeCategory", "Gift", "is not one of"),
        ("BillingAccountId", "NULL", "is missing"),
        ("BillingPeriodEnd", "2026-09-01", "is not after"),
    ],
)
def test_each_fault_names_column_and_reason(world, column, value, reason):
    report = world.take(world.bill("b.csv", row(), row(**{column: value})))

    text = report.reject_file.read_text(encoding="utf-8")
    assert f"2,{column},{reason}" in text.replace('"', "")


def test_a_line_that_is_no_record_is_set_aside(world):
    path = world.bill("b.csv", row(), row(SubAccountId="2"), row(BilledCost="abc"))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "1,2,3", *lines[2:]]) + "\n", encoding="utf-8")

    report = world.take(path)

    rejected = report.reject_file.read_text(encoding="utf-8")
    assert (report.rows_in, report.rows_out, report.rejected) == (4, 2, 2)
    assert "b.csv,2," in rejected
    assert "b.csv,4,BilledCost" in rejected


def test_when_every_row_is_bad_nothing_changes(world):
    with pytest.raises(RejectedRowsError, match="none of the 1 rows"):
        world.take(world.bill("b.csv", row(BilledCost="abc")))

    assert world.one("SELECT count(*) FROM delivery") == 0


def test_a_file_with_a_header_alone_is_refused(world):
    with pytest.raises(RejectedRowsError, match="no rows"):
        world.take(world.bill("b.csv", columns=list(ROW)))


def test_a_truncated_parquet_leaves_the_store_alone(world, tmp_path):
    path = tmp_path / "b.parquet"
    with lend_scratch(tmp_path / "s") as scratch:
        scratch.execute(f"COPY (SELECT 1 AS BilledCost FROM range(1000)) TO '{path}' (FORMAT parquet)")
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(FileFormatError, match="truncated"):
        world.take(path)


def test_a_truncated_gzip_is_refused(world, tmp_path):
    path = tmp_path / "b.csv.gz"
    plain = world.bill("b.csv", *[row(SubAccountId=str(number)) for number in range(2000)])
    path.write_bytes(gzip.compress(plain.read_bytes())[:-200])

    with pytest.raises(FileFormatError):
        world.take(path)

    assert world.one("SELECT count(*) FROM charge") == 0


def test_several_files_are_one_delivery(world):
    first, second = world.bill("1.csv", row()), world.bill("2.csv", row(SubAccountId="2"))

    report = world.take(first, second)

    assert (len(report.scopes), report.rows_out) == (1, 2)
    assert world.one("SELECT count(*) FROM delivery") == 1


def test_foreign_money_is_converted_once_and_recorded(world):
    report = world.take(world.bill("b.csv", row(), row(BillingCurrency="GBP", SubAccountId="2")))

    (found,) = world.rows("SELECT * FROM charge WHERE BillingCurrency = 'GBP'")
    assert (found["BilledCost"], found["x_billed_cost"], found["x_fx_rate"]) == (10, 5, Decimal("0.5"))
    assert found["x_fx_stale"] is True
    assert report.stale_rates == ("GBP",)
    assert report.scopes[0].billed == 15


def test_progress_is_told_by_stage(world):
    from outlay.ingest.focus import FocusOptions, import_focus
    from tests.unit.ingest.focus.bill import NOW, half_rate

    seen = []
    path = world.bill("b.csv", row())
    import_focus(world.store, world.settings, [path], FocusOptions(now=NOW), half_rate, lambda *step: seen.append(step))

    assert ("recording charges", 1, 1) in seen


def test_the_days_that_changed_are_dirty(world):
    world.take(world.bill("b.csv", row()))
    moved = row(ChargePeriodStart="2026-10-07T00:00:00Z", ChargePeriodEnd="2026-10-08T00:00:00Z")

    report = world.take(world.bill("c.csv", moved))

    assert report.dirty_days == 2
    days = {found["day"] for found in world.rows("SELECT day FROM dirty_day")}
    assert days == {date(2026, 10, 5), date(2026, 10, 7)}


def test_tax_and_credits_have_their_classes(tmp_path):
    world = World(
        tmp_path, tax={"aws": "recoverable"}, credits={'charge_category == "Credit" && account == "r"': "refund"}
    )
    rows = [
        row(ChargeCategory="Tax"),
        row(ChargeCategory="Credit", BilledCost="-1", EffectiveCost="-1"),
        row(ChargeCategory="Credit", SubAccountId="r"),
    ]

    world.take(world.bill("b.csv", *rows))

    found = world.rows("SELECT x_cost_class AS kind FROM charge ORDER BY 1")
    world.close()
    assert [entry["kind"] for entry in found] == ["consumption", "promotional_credit", "tax_recoverable"]


def test_row_numbers_hold_in_a_file_read_by_several_threads(world):
    path = world.bill("b.csv", row())
    header, line = path.read_text(encoding="utf-8").splitlines()
    lines = [line] * 150_000
    lines[123_455] = line.replace("10.00", "abc", 1)
    path.write_text("\n".join([header, *lines]), encoding="utf-8")

    report = world.take(path)

    assert "b.csv,123456,BilledCost" in report.reject_file.read_text(encoding="utf-8")
    assert report.rows_out == world.one("SELECT count(DISTINCT x_charge_id) FROM charge") == 149_999


def test_a_report_shows_the_first_rejects_by_file_name(world, tmp_path):
    report = world.take(world.bill("b.csv", row(), *[row(BilledCost=f"abc{number}") for number in range(25)]))

    assert (report.rejected, len(report.rejects)) == (25, 20)
    assert str(report.rejects[0]) == "b.csv row 2, BilledCost: is not a number ('abc0')"
    assert str(tmp_path) not in report.reject_file.read_text(encoding="utf-8")


def test_the_reject_file_of_the_same_content_is_the_same_wherever_it_lies(world, tmp_path):
    (tmp_path / "other").mkdir()
    rows = [row(), row(BilledCost="abc")]
    here, there = world.bill("b.csv", *rows), write_bill(tmp_path / "other" / "b.csv", rows)

    assert world.take(here).reject_file == world.take(there).reject_file


def test_files_read_together_keep_their_names_and_row_numbers(world):
    bad = row(BilledCost="abc")
    files = [
        world.bill("1.csv", row(), bad),
        world.bill("2.csv", row(SubAccountId="2"), row(SubAccountId="3"), bad),
        world.bill("other header.csv", bad | {"x_more": "1"}),
        world.bill("3.csv", bad, row(SubAccountId="4")),
    ]

    report = world.take(*files)

    found = [(reject.file, reject.row) for reject in report.rejects]
    assert found == [("1.csv", 2), ("2.csv", 3), ("3.csv", 1), ("other header.csv", 1)]
    assert report.rows_out == 4


def test_a_file_that_differs_inside_does_not_spoil_the_files_beside_it(world):
    """A line that is no record, and slash dates whose order only their own file shows."""
    torn = world.bill("torn.csv", row(SubAccountId="2"))
    torn.write_text(torn.read_text(encoding="utf-8") + "1,2,3\n", encoding="utf-8")
    american = row(ChargePeriodStart="10/15/2026", ChargePeriodEnd="10/16/2026")
    european = row(ChargePeriodStart="15/10/2026", ChargePeriodEnd="16/10/2026", SubAccountId="3")

    report = world.take(world.bill("1.csv", american), torn, world.bill("2.csv", european))

    assert [(reject.file, reject.row) for reject in report.rejects] == [("torn.csv", 2)]
    days = {found["day"] for found in world.rows("SELECT x_day AS day FROM charge")}
    assert days == {date(2026, 10, 15), date(2026, 10, 5)}


def test_the_same_charges_as_csv_and_as_parquet_are_refused(world, tmp_path):
    text = world.bill("a.csv", row(), row(BilledCost="3"))
    other = tmp_path / "b.parquet"
    with world.store.scratch() as scratch:
        scratch.execute(
            f"COPY (SELECT * FROM read_csv('{text}', all_varchar = true) ORDER BY BilledCost) "
            f"TO '{other}' (FORMAT parquet)"
        )
    with pytest.raises(ConflictError, match=r"a\.csv and b\.parquet hold the same 2 charges"):
        world.take(text, other)


def test_parts_that_are_the_same_single_charge_each_are_parts(world):
    report = world.take(world.bill("part-0.csv", row()), world.bill("part-1.csv", row()))

    assert report.rows_out == 2
    assert world.one("SELECT sum(BilledCost) FROM charge") == 2 * Decimal(ROW["BilledCost"])


def test_a_packed_file_may_have_any_name(world, tmp_path):
    plain = world.bill("b.csv", row())
    (tmp_path / "download").write_bytes(gzip.compress(plain.read_bytes()))
    (tmp_path / "unpacked.csv.gz").write_bytes(world.bill("c.csv", row(SubAccountId="222")).read_bytes())

    report = world.take(tmp_path / "download", tmp_path / "unpacked.csv.gz")

    assert report.rows_out == 2


def test_line_ends_of_old_macs_are_named(world, tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes(world.bill("b.csv", row()).read_bytes().replace(b"\r\n", b"\r"))

    with pytest.raises(FileFormatError, match=r"mac\.csv.*carriage return") as refusal:
        world.take(path)

    assert "LF" in refusal.value.hint
