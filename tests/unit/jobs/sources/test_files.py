"""Deliveries of files: each by itself, each once."""

from __future__ import annotations

from outlay.ingest.pulling.model import FileDelivery
from outlay.jobs.sources.files import sync_files

HEADER = (
    "BilledCost,EffectiveCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,"
    "ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,ServiceName"
)


class Place:
    """Deliveries of months, some of them unreadable."""

    def __init__(self, **texts):
        self.texts = texts
        self.asked = []

    def fetch_files(self, folder, known):
        for name, text in self.texts.items():
            if known.get(name) == str(hash(text)):
                continue
            self.asked.append(name)
            path = folder / f"{name}.csv"
            if text:
                path.write_text(text)
            yield FileDelivery(
                name=name, kind="focus", files=(path,) if text else (), fingerprint=str(hash(text)),
                notes=() if text else ("waits for its manifest",),
            )  # fmt: skip
            path.unlink(missing_ok=True)


def bill(month, cost):
    period = f"2026-{month:02}-01,2026-{month + 1:02}-01"
    return f"{HEADER}\n{cost},{cost},a-1,USD,{period},Usage,{period},Acme,Thing\n"


def run(place, workspace, tmp_path, *, is_all=False):
    return sync_files(place, "bucket", workspace.imports, tmp_path / "sources" / "bucket", is_all=is_all)


def test_each_delivery_is_imported_once(workspace, tmp_path):
    place = Place(september=bill(9, 5), october=bill(10, 7))
    first = run(place, workspace, tmp_path)
    assert (first["state"], first["buckets"], first["rows"]) == ("ok", 2, 2)
    assert run(place, workspace, tmp_path)["buckets"] == 0
    place.texts["october"] = bill(10, 8)
    assert run(place, workspace, tmp_path)["buckets"] == 1
    assert run(place, workspace, tmp_path, is_all=True)["buckets"] == 2


def test_a_wrong_delivery_stops_no_other_and_is_tried_again(workspace, tmp_path):
    place = Place(september="not,a\nbill,1\n", october=bill(10, 7))
    first = run(place, workspace, tmp_path)
    assert (first["state"], first["buckets"]) == ("partial", 1)
    assert any(note.startswith("september: ") for note in first["notes"])
    run(place, workspace, tmp_path)
    assert place.asked == ["september", "october", "september"]


def test_what_waits_is_said(workspace, tmp_path):
    found = run(Place(october=""), workspace, tmp_path)
    assert (found["state"], found["notes"]) == ("ok", ("october: waits for its manifest",))


def test_rows_that_were_refused_are_told(workspace, tmp_path):
    torn = bill(10, 7) + bill(10, "seven").splitlines()[1] + "\n"
    found = run(Place(october=torn), workspace, tmp_path)
    assert (found["state"], found["rows"], found["error"]) == ("partial", 1, "1 rows were refused")
    assert any(note.startswith("october: 1 rows were refused; see ") for note in found["notes"])
