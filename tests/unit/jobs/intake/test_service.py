from __future__ import annotations

import pytest

from outlay.core.errors import BusyError
from outlay.jobs.intake import service
from outlay.jobs.intake.service import SlowDownError
from outlay.store.events import EventLoader
from outlay.store.journal import Position


def test_what_is_accepted_is_loaded_and_counted(place):
    place.open()
    place.send("a", "b")
    assert place.ids() == ["a", "b"]
    status = place.intake.status()
    assert (status.accepted, status.pending, status.is_conserved, place.outcomes()) == (2, 0, True, {"loaded": 2})


def test_what_is_sent_again_is_a_duplicate(place):
    place.open()
    place.send("a", "b")
    place.send("b", "c")
    assert place.ids() == ["a", "b", "c"]
    assert place.outcomes() == {"loaded": 3, "duplicate": 1}


def test_what_waited_in_the_journal_is_loaded_by_the_next_process(place):
    place.open(is_running=False)
    place.accept("a", "b")
    assert place.intake.status().pending == 2
    place.intake.stop()
    place.open()
    assert place.intake.drain(60)
    assert place.ids() == ["a", "b"]


def test_a_decoder_that_dies_is_asked_again(place):
    place.open()
    place.decoder.deaths = 3
    place.send("a", "b")
    assert (place.ids(), place.decoder.restarts) == (["a", "b"], 3)
    assert place.intake.status().is_conserved


def test_a_poisoned_record_is_set_aside_and_the_rest_goes_on(place):
    place.open(is_running=False)
    place.decoder.poison = b"poison"
    place.accept("a")
    place.accept("poison-1", "poison-2")
    place.accept("b")
    place.intake.start()
    assert place.intake.drain(60)
    assert place.ids() == ["a", "b"]
    assert place.outcomes() == {"loaded": 2, "quarantined": 2}
    assert place.intake.status().is_conserved
    assert len(list(place.settings.journal_dir.glob("quarantine/*.json"))) == 1


def test_a_record_that_fails_to_load_is_set_aside(place, monkeypatch):
    load = EventLoader.load

    def fail(self, batch):
        if "bad" in batch.column("source_id").to_pylist():
            raise ValueError("cannot load this")
        load(self, batch)

    monkeypatch.setattr(EventLoader, "load", fail)
    place.open(is_running=False)
    place.accept("good")
    place.accept("bad")
    place.intake.start()
    assert place.intake.drain(60)
    assert (place.ids(), place.outcomes()) == (["good"], {"loaded": 1, "quarantined": 1})


def test_want_of_disk_is_no_records_fault(place, monkeypatch):
    failures = [OSError(28, "No space left on device")] * (service._ATTEMPTS + 2)
    load = EventLoader.load

    def fail(self, batch):
        if failures:
            raise failures.pop()
        load(self, batch)

    monkeypatch.setattr(EventLoader, "load", fail)
    monkeypatch.setattr(service, "_ROOM_SECONDS", 0)
    place.open()
    place.send("a")
    assert (place.ids(), place.outcomes(), failures) == (["a"], {"loaded": 1}, [])


def test_too_much_waiting_slows_senders_then_refuses_them(place, monkeypatch):
    monkeypatch.setattr(service, "_MEGABYTE", 1)
    place.open(is_running=False, journal_limit_mb=300)
    place.accept("a", "b")
    with pytest.raises(SlowDownError):
        place.accept("c")
    place.intake.stop()
    with pytest.raises(BusyError, match="twice the limit"):
        place.open(is_running=False, journal_limit_mb=50).append("events", b"{}", count=1)


def test_too_little_disk_refuses(place):
    place.open(is_running=False, disk_reserve_mb=10**12)
    with pytest.raises(BusyError, match="of disk are free"):
        place.accept("a")


def test_loaded_segments_are_deleted(place):
    place.open()
    place.send("a")
    state = service.load_intake(place.store)
    assert state.position > Position(0, 0)
    assert state.number == 1


def test_a_record_without_a_time_is_a_dead_letter(place):
    place.open()
    place.send("a", ts=None)
    assert place.outcomes() == {"dead_lettered": 1}
    (row,) = place.store.fetch("SELECT field, reason FROM dead_letter").to_pylist()
    assert row["field"] == "ts"


def test_loading_goes_on_after_a_time_when_nothing_could_be_set_aside(place, monkeypatch):
    failures = [PermissionError("read-only")] * 2
    set_aside = service.set_aside

    def fail(folder, damage):
        if failures:
            raise failures.pop()
        return set_aside(folder, damage)

    monkeypatch.setattr(service, "set_aside", fail)
    monkeypatch.setattr(service, "_ROOM_SECONDS", 0)
    place.open(is_running=False)
    place.decoder.poison = b"poison"
    place.accept("poison")
    place.accept("b")
    place.intake.start()
    assert place.intake.drain(60)
    assert (place.outcomes(), failures) == ({"loaded": 1, "quarantined": 1}, [])


def test_an_event_that_says_that_it_passes_is_counted_as_without_usage(place):
    place.open()
    place.send("a", role="Passes")
    place.send("b")
    assert place.outcomes() == {"loaded": 1, "without_usage": 1}
    assert place.intake.status().is_conserved
