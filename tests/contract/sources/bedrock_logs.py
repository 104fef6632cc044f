"""The stub of Bedrock's logs: a folder as Bedrock writes it to S3, with prompts and answers that nobody may keep."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Self

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor

SAID = "the patient's name is Ada"
_ROOT = "AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1"


class Stub(Vendor):
    """Each unit of activity is one request; files are written when they are listed, as a delivery does."""

    kind = "bedrock-logs"
    is_http = False

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="bedrock-"))
        return super().__enter__()

    def __exit__(self, *details: object) -> None:
        super().__exit__(*details)
        shutil.rmtree(self.folder)

    def settings(self) -> dict[str, object]:
        self._write()
        return {"path": str(self.folder), "billing_account": "999999999999"}

    def respond(self, call: Call) -> Reply:
        return Reply(status=404, json={"message": f"nothing is served at {call.path}"})

    def unknown_names(self) -> set[str]:
        return {"invocations.guardrail", "invocations.output.outputThoughtCount"}

    def truth(self) -> Truth:
        return Truth(events=sum(self.visible_activity().values()))

    def _write(self) -> None:
        for path in self.folder.iterdir():
            shutil.rmtree(path)
        for day, amount in self.visible_activity().items():
            folder = self.folder / _ROOT / f"{day:%Y/%m/%d}" / "07"
            folder.mkdir(parents=True)
            (folder / "data").mkdir()
            (folder / "data" / "large_input.json.gz").write_bytes(gzip.compress(json.dumps(SAID).encode()))
            for part, numbers in enumerate((range(amount // 2), range(amount // 2, amount))):
                lines = "\n".join(json.dumps(self._record(day, number)) for number in numbers)
                name = f"{day:%Y%m%d}T07000{part}123Z_0f{part}.json.gz"
                (folder / name).write_bytes(gzip.compress(f"{lines}\n".encode()))

    def _record(self, day: date, number: int) -> dict[str, Any]:
        record: dict[str, Any] = {
            "schemaType": "ModelInvocationLog",
            "schemaVersion": "1.0",
            "timestamp": f"{day}T07:00:{number:02}Z",
            "accountId": "123456789012",
            "identity": {"arn": f"arn:aws:sts::123456789012:assumed-role/app/session-{number}"},
            "region": "us-east-1",
            "requestId": f"915a6a04-3f83-4c70-a277-{day:%Y%m%d}{number:04}",
            "operation": "Converse",
            "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "inferenceRegion": "us-west-2",
            "input": {
                "inputContentType": "application/json",
                "inputBodyJson": {"messages": [{"role": "user", "content": [{"text": SAID}]}]},
                "inputTokenCount": 35,
                "cacheReadInputTokenCount": 900,
                "cacheWriteInputTokenCount": 60,
            },
            "output": {
                "outputContentType": "application/json",
                "outputBodyJson": {"output": {"message": {"content": [{"text": SAID}]}}},
                "outputTokenCount": 446,
            },
            "requestMetadata": {"tenant": "acme", "feature": "search", "build": "7"},
        }
        if self.has_unknown:
            record["guardrail"] = {"assessment": SAID}
            record["output"]["outputThoughtCount"] = 3
        return record
