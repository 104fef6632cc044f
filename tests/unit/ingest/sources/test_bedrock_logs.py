"""Bedrock's logs: counts, names and labels are read on, and nothing that anyone said."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime

import pytest

from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Window
from outlay.ingest.sources.bedrock_logs import Settings, Source

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
SAID = "a secret of Ada"
PATH = "AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2026/11/01/07/20261101T070001Z_0f.json.gz"


def record(**more):
    part = {"inputBodyJson": {"messages": SAID}, "inputTokenCount": 35, "cacheReadInputTokenCount": 900}
    return {
        "schemaType": "ModelInvocationLog",
        "timestamp": "2026-11-01T07:00:00Z",
        "accountId": "123456789012",
        "identity": {"arn": "arn:aws:sts::123456789012:assumed-role/app/session-7"},
        "region": "us-east-1",
        "requestId": "915a6a04-3f83-4c70-a277-7fbf7ea546b3",
        "modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "input": {**part, "inputBodyS3Path": f"s3://b/{SAID}"},
        "output": {"outputBodyJson": {"text": SAID}, "outputTokenCount": 446},
        "requestMetadata": {"tenant": "acme", "feature": "search", "build": "7"},
        **more,
    }


@pytest.fixture
def logs(tmp_path):
    """Writes records, and gives the events that come of them."""

    class Logs:
        folder = tmp_path / "logs"
        held = HeldBuckets(tmp_path / "held")

        def write(self, *records, path=PATH):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            text = "\n".join(map(json.dumps, records)).encode()
            target.write_bytes(gzip.compress(text) if path.endswith(".gz") else text)
            return target

        def facts(self, **settings):
            source = Source(Settings(path=str(self.folder), **settings), None, NOW)
            window = Window(since=datetime(2026, 11, 1, tzinfo=UTC), until=NOW)
            for bucket in source.fetch(window):
                self.held.record(bucket)
            return source.normalise(date(2026, 11, 1), self.held.load_month(date(2026, 11, 1)))

    return Logs()


def test_token_counts_exclude_each_other(logs):
    logs.write(record())
    [event] = logs.facts().events
    counts = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "usage_convention")
    assert [event[name] for name in counts] == [35, 900, 0, 446, "disjoint"]


def test_metadata_says_whose_a_request_is_and_the_rest_are_tags(logs):
    logs.write(record())
    [event] = logs.facts().events
    assert (event["customer"], event["feature"], event["tags"]) == ("acme", "search", {"build": "7"})


def test_metadata_is_mapped_as_settings_say(logs):
    logs.write(record(requestMetadata={"shop": "bolt", "tenant": "acme"}))
    [event] = logs.facts(metadata={"shop": "customer"}).events
    assert (event["customer"], event["tags"]) == ("bolt", {"tenant": "acme"})


def test_the_role_is_the_credential_without_its_session(logs):
    logs.write(record())
    assert logs.facts().events[0]["credential"] == "arn:aws:sts::123456789012:assumed-role/app"


def test_nothing_said_is_held_or_passed_on(logs):
    unknown = {"guardrailTrace": {"match": SAID}, "requestMetadata": {"note": SAID * 20}}
    logs.write(record(**unknown), record(operation={"nested": SAID}, requestId="r2"))
    facts = logs.facts()
    held = logs.held.load_month(date(2026, 11, 1))
    assert "Ada" not in repr(held)
    assert "Ada" not in repr(facts)
    assert facts.unknown_fields == {"invocations.guardrailTrace"}


def test_bodies_beside_the_records_and_other_files_are_left_alone(logs):
    logs.write(record())
    logs.write(SAID, path=PATH.replace("/20261101T", "/data/20261101T"))
    logs.write({"schemaType": "Other"}, path=PATH.replace("_0f", "_1f"))
    assert len(logs.facts().events) == 1


def test_a_profile_has_the_model_that_settings_name(logs):
    arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc"
    logs.write(record(modelId=arn), record(modelId="other", requestId="r2"))
    models = [event["model"] for event in logs.facts(models={"abc": "amazon.nova-pro-v1:0"}).events]
    assert models == ["amazon.nova-pro-v1:0", "other"]


def test_a_failed_request_is_an_error_without_tokens(logs):
    logs.write(record(errorCode="ThrottlingException", input={}, output={}))
    [event] = logs.facts().events
    assert (event["status"], event["input_tokens"], event["output_tokens"]) == ("error", 0, 0)


def test_a_half_written_file_is_named(logs):
    path = logs.write(record())
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(SourceFormatError, match=r"20261101T070001Z_0f\.json\.gz is a damaged gzip file"):
        logs.facts()


def test_a_line_that_is_no_json_is_named_without_its_text(logs):
    path = logs.write(record(), path=PATH.removesuffix(".gz"))
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{{{SAID}", encoding="utf-8")
    with pytest.raises(SourceFormatError, match="line 2 is not JSON") as caught:
        logs.facts()
    assert SAID not in str(caught.value)


def test_a_file_whose_day_nothing_tells_is_named(logs):
    logs.write(record(), path="logs.json")
    with pytest.raises(SourceFormatError, match=r"logs\.json.*tells the day"):
        logs.facts()


def test_a_record_without_its_time_names_the_field(logs):
    logs.write({key: value for key, value in record().items() if key != "timestamp"})
    with pytest.raises(SourceFormatError, match="'timestamp'"):
        logs.facts()
