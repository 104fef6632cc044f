"""The stub of Azure: a sign-in that gives tokens, a list of resources, and Azure Monitor's metrics of two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_TENANT = "5f0c2a1e-tenant"
_TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9"
_ACCOUNTS = "/subscriptions/sub-1/providers/Microsoft.CognitiveServices/accounts"
_RESOURCE = "/subscriptions/sub-1/resourceGroups/ai/providers/Microsoft.CognitiveServices/accounts/{}"
_RESOURCES = (
    ("oai-eu", "OpenAI"),
    ("vision", "ComputerVision"),
    ("foundry", "AIServices"),
    ("speech", "SpeechServices"),
)
_DEPLOYMENTS = {
    "oai-eu": (("chat", "gpt-4o", 1), ("ptu", "gpt-4.1", 3)),
    "foundry": (("chat", "gpt-4o", 2),),
}
_PROMPT, _ANSWER, _CACHED = 1100, 70, 400
"""Tokens of each unit of activity and weight; only the provisioned deployment tells what its cache served."""


class Stub(Vendor):
    """Two resources with three deployments, one of them provisioned."""

    kind = "azure-openai"
    secrets: ClassVar[Mapping[str, str]] = {"client_secret": "Qx8~client-secret-7d1f93b2"}
    cursor_params = ("$skiptoken",)

    def settings(self) -> dict[str, object]:
        more = {"tenant_id": _TENANT, "client_id": "app-1", "subscriptions": ["sub-1"], "login_url": self.url}
        return {**super().settings(), **more, "billing_account": "ba-1"}

    def refusal(self) -> Reply:
        error = {"code": "AuthorizationFailed", "message": "The client does not have authorization"}
        return Reply(status=403, json={"error": error})

    def unknown_names(self) -> set[str]:
        return {"metrics.name=ReasoningTokens"}

    def respond(self, call: Call) -> Reply:
        if call.path == f"/{_TENANT}/oauth2/v2.0/token":
            if call.form.get("client_secret") != self.secrets["client_secret"]:
                error = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret"}
                return Reply(status=401, json=error)
            return Reply(json={"token_type": "Bearer", "expires_in": 3599, "access_token": _TOKEN})
        if call.headers.get("authorization") != f"Bearer {_TOKEN}":
            return Reply(status=401, json={"error": {"code": "InvalidAuthenticationToken", "message": "no token"}})
        if call.path == _ACCOUNTS:
            return self._accounts(call)
        name = call.path.removesuffix("/providers/Microsoft.Insights/metrics").rsplit("/", 1)[-1]
        return Reply(json={"cost": 0, "interval": "P1D", "value": list(self._metrics(name, call))})

    def _accounts(self, call: Call) -> Reply:
        rows = [{"id": _RESOURCE.format(name), "kind": kind, "name": name} for name, kind in _RESOURCES]
        items, following = page_of(rows, call.get("$skiptoken"), 2)
        page: dict[str, Any] = {"value": items}
        if following:
            page["nextLink"] = f"{self.url}{_ACCOUNTS}?api-version={call.get('api-version')}&$skiptoken={following}"
        return Reply(json=page)

    def _metrics(self, name: str, call: Call) -> Iterator[dict[str, Any]]:
        asked = (call.get("metricnames") or "").split(",")
        is_split = call.get("$filter") is not None
        for metric in [*asked, "ReasoningTokens"] if self.has_unknown else asked:
            groups = [[deployment] for deployment in _DEPLOYMENTS[name]] if is_split else [_DEPLOYMENTS[name]]
            series = [self._series(metric, group, call, is_split=is_split) for group in groups]
            top = int(call.get("top") or 10)
            yield {"name": {"value": metric, "localizedValue": metric}, "unit": "Count", "timeseries": series[:top]}

    def _series(self, metric: str, group: Any, call: Call, *, is_split: bool) -> dict[str, Any]:
        since, until = (datetime.fromisoformat(text) for text in (call.get("timespan") or "").split("/"))
        points: list[dict[str, Any]] = []
        for day, amount in self.visible_activity().items():
            if since.date() <= day < until.date() or (day == until.date() and until.time() > since.time()):
                counts = [_count(metric, amount * weight, is_ptu=name == "ptu") for name, _, weight in group]
                known = [count for count in counts if count is not None]
                stamp = {"timeStamp": f"{day}T00:00:00Z"}
                points.append({**stamp, "total": float(sum(known))} if known else stamp)
        labels = {"modeldeploymentname": group[0][0], "modelname": group[0][1]} if is_split else {}
        shown = [{"name": {"value": name}, "value": value} for name, value in labels.items()]
        return {"metadatavalues": shown, "data": points}

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        cached = 3 * _CACHED * amount
        usage = {"input": 6 * _PROMPT * amount - cached, "cache_read": cached, "output": 6 * _ANSWER * amount}
        return Truth(tokens=sum(usage.values()), usage=usage)


def _count(metric: str, units: int, *, is_ptu: bool) -> int | None:
    counts = {
        "ProcessedPromptTokens": _PROMPT * units,
        "GeneratedTokens": _ANSWER * units,
        "AzureOpenAIRequests": units,
        "ActiveTokens": (_PROMPT + _ANSWER - _CACHED) * units if is_ptu else None,
        "ReasoningTokens": units,
    }
    return counts[metric]
