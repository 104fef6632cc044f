"""The features that call models: how much, how long, which model, whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from outlay.demo import shapes
from outlay.demo.calendar import Calendar
from outlay.demo.prices import LLAMA, PREVIEW, SONNET_BEDROCK
from outlay.demo.shapes import Shape

FRAUD_REQUESTS_A_MONTH: Final = 85_000
TRANSACTIONS_PER_REQUEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A model with the credential that calls it."""

    provider: str
    model: str
    credential: str
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature's traffic at its full size."""

    name: str
    product: str
    service: str
    endpoint: str
    team: str
    daily_requests: int
    input_shape: Shape
    output_shape: Shape
    input_scale: float
    output_scale: float
    longest_input: int = 180_000
    longest_output: int = 32_000
    cached: float = 0.0
    """Mean part of the input that the provider's cache serves."""
    written: float = 0.0
    """Mean part of the input that is written to the cache, where the provider prices writes."""
    reasoning: float = 0.0
    plan_shares: Mapping[str, float] = field(
        default_factory=lambda: {"free": 0.37, "pro": 0.36, "enterprise": 0.27},
    )
    ms_per_output_token: float = 9.0


GPT: Final = Route(provider="openai", model="gpt-5.2", credential="key_assistant_prod")
GPT_OLD: Final = Route(provider="openai", model="gpt-4o-2024-05-13", credential="key_assistant_prod")
MINI: Final = Route(provider="openai", model="gpt-5-mini", credential="key_discovery_prod")
EMBEDDING: Final = Route(provider="openai", model="text-embedding-3-small", credential="key_discovery_prod")
UNPRICED: Final = Route(provider="openai", model=PREVIEW, credential="key_discovery_prod")
HAIKU: Final = Route(provider="anthropic", model="claude-haiku-4-5", credential="apikey_documents_prod")
SONNET: Final = Route(provider="anthropic", model="claude-sonnet-5", credential="apikey_documents_prod")
SONNET_CHAT: Final = Route(provider="anthropic", model="claude-sonnet-5", credential="apikey_assistant_prod")
BEDROCK: Final = Route(provider="aws.bedrock", model=SONNET_BEDROCK, credential="role_fraud_check", region="us-east-1")
SERVED: Final = Route(provider="self_hosted", model=LLAMA, credential="svc_recommendations", region="us-east-1")

ROUTES: Final = (GPT, GPT_OLD, MINI, EMBEDDING, UNPRICED, HAIKU, SONNET, SONNET_CHAT, BEDROCK, SERVED)

ASSISTANT: Final = Feature(
    name="assistant",
    product="studio",
    service="assistant-api",
    endpoint="/v1/assistant/turns",
    team="assist",
    daily_requests=5_600,
    input_shape=shapes.CONVERSATION_INPUT,
    output_shape=shapes.CONVERSATION_OUTPUT,
    input_scale=38.0,
    output_scale=27.0,
    cached=0.55,
    written=0.04,
    reasoning=0.5,
)
EXTRACTION: Final = Feature(
    name="document-extraction",
    product="studio",
    service="documents-worker",
    endpoint="/v1/documents/extract",
    team="documents",
    daily_requests=2_000,
    input_shape=shapes.CODE_INPUT,
    output_shape=shapes.CODE_OUTPUT,
    input_scale=54.0,
    output_scale=100.0,
    plan_shares={"free": 0.36, "pro": 0.36, "enterprise": 0.28},
)
FRAUD_CHECK: Final = Feature(
    name="fraud-check",
    product="shield",
    service="fraud-scorer",
    endpoint="/v1/fraud/score",
    team="risk",
    daily_requests=0,
    input_shape=shapes.CODE_INPUT,
    output_shape=shapes.CODE_OUTPUT,
    input_scale=20.0,
    output_scale=72.0,
    cached=0.6,
    written=0.05,
    plan_shares={"free": 0.26, "pro": 0.41, "enterprise": 0.33},
)
RECOMMENDATIONS: Final = Feature(
    name="recommendations",
    product="storefront",
    service="recommender",
    endpoint="/v1/recommend",
    team="discovery",
    daily_requests=8_800,
    input_shape=shapes.CONVERSATION_INPUT,
    output_shape=shapes.CONVERSATION_OUTPUT,
    input_scale=3.0,
    output_scale=1.2,
    cached=0.3,
)
SEARCH: Final = Feature(
    name="search",
    product="storefront",
    service="search-api",
    endpoint="/v1/search",
    team="discovery",
    daily_requests=7_000,
    input_shape=shapes.CONVERSATION_INPUT,
    output_shape=shapes.CONVERSATION_OUTPUT,
    input_scale=16.0,
    output_scale=6.0,
    cached=0.2,
    plan_shares={"free": 0.34, "pro": 0.38, "enterprise": 0.28},
)
FEATURES: Final = (ASSISTANT, EXTRACTION, FRAUD_CHECK, RECOMMENDATIONS, SEARCH)

EXPERIMENT: Final = "answer-rerank-v2"
EXPERIMENT_SHARE: Final = 0.03
LONGER_PROMPTS: Final = 1.5
OLD_RELEASE, NEW_RELEASE = "4.1.3", "4.2.0"


def routes_of(feature: Feature, day: date, calendar: Calendar) -> tuple[tuple[Route, float], ...]:
    """Which models serve a feature that day, and with which shares."""
    match feature.name:
        case "assistant":
            return (GPT, 0.89), (GPT_OLD, 0.01), (SONNET_CHAT, 0.10)
        case "document-extraction":
            return (((SONNET if day >= calendar.larger_model_day else HAIKU), 1.0),)
        case "fraud-check":
            return ((BEDROCK, 1.0),)
        case "recommendations":
            return (SERVED, 0.8), (MINI, 0.2)
        case _:
            return (EMBEDDING, 0.697), (MINI, 0.30), (UNPRICED, 0.003)


def release_of(feature: Feature, day: date, calendar: Calendar) -> str:
    """The release that ran; the assistant's new one has longer prompts."""
    if feature is ASSISTANT:
        return NEW_RELEASE if day >= calendar.release_day else OLD_RELEASE
    return f"{day.year}.{(day.timetuple().tm_yday - 1) // 28 + 1}.0"
