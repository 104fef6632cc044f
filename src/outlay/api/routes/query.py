"""The one analytical question, over HTTP."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.errors import UnknownNameError
from outlay.facts.catalog import Question

router = APIRouter(tags=["query"])


class QueryColumn(BaseModel):
    """A column of an answer."""

    name: str
    label: str
    kind: Literal["time", "dimension", "metric"]
    unit: str | None = None


class UnknownPrice(BaseModel):
    """Usage without a price; it is in no sum of money."""

    requests: int
    tokens: int


class CoverageRun(BaseModel):
    """Days of a payer that a bill covers, in one state."""

    model_config = ConfigDict(populate_by_name=True)

    payer: str
    state: str
    since: str = Field(alias="from", description="First day.")
    until: str = Field(alias="to", description="Last day.")


class QueryAnswer(BaseModel):
    """An answer: money and ratios are decimal strings, counts integers, null where nothing is known."""

    columns: list[QueryColumn]
    rows: list[dict[str, str | int | None]]
    totals: dict[str, str | int | None] = Field(description="Over everything asked for, not only the shown rows.")
    unknown_price: UnknownPrice | None
    coverage: list[CoverageRun]
    cost_states: dict[str, str] = Field(description="Cost by how sure it is.")
    truncated: bool
    notes: list[str]
    view: str
    since: str
    until: str
    currency: str


class QueryBody(BaseModel):
    """A question, as JSON."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    metrics: list[str]
    by: list[str] = []
    where: str | None = None
    since: str | None = None
    until: str | None = None
    grain: str | None = None
    view: str = "consumption"
    axis: str = Field(default="incurred", alias="as")
    order: list[str] = []
    limit: int = 10_000
    constant: str | None = None

    def question(self) -> Question:
        """The unchecked question."""
        return Question(**self.model_dump())


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


_NAMES = frozenset({"metrics", "by", "where", "since", "until", "grain", "view", "as", "order", "limit", "constant"})


def _parameters(
    request: Request,
    metrics: Annotated[str, Query(description="Metrics, comma-separated.", examples=["cost,requests"])],
    by: Annotated[str, Query(description="Dimensions and one time grain, comma-separated.")] = "",
    where: Annotated[str | None, Query(description='An expression such as provider == "openai".')] = None,
    since: Annotated[str | None, Query(description="First day, or a look-back such as 30d.")] = None,
    until: Annotated[str | None, Query(description="The day after the last.")] = None,
    grain: str | None = None,
    view: str = "consumption",
    axis: Annotated[str, Query(alias="as")] = "incurred",
    order: Annotated[str, Query(description="Columns, comma-separated; - before one sorts it downwards.")] = "",
    limit: int = 10_000,
    constant: Annotated[str | None, Query(description="Day whose exchange rates hold for all money.")] = None,
) -> Question:
    for name in request.query_params:
        if name not in _NAMES:
            raise UnknownNameError("parameter", name, _NAMES)
    return Question(
        metrics=_split(metrics),
        by=_split(by),
        where=where,
        since=since,
        until=until,
        grain=grain,
        view=view,
        axis=axis,
        order=_split(order),
        limit=limit,
        constant=constant,
    )


Asked = Annotated[Question, Depends(_parameters)]


@router.get("/query", response_model=QueryAnswer)
def get_query(workspace: InWorkspace, question: Asked) -> Response:
    """Answer a question given in the address."""
    return _answer(workspace, question)


@router.post("/query", response_model=QueryAnswer)
def post_query(workspace: InWorkspace, body: QueryBody) -> Response:
    """Answer a question given as JSON, with the same names."""
    return _answer(workspace, body.question())


@router.get("/query.csv", response_class=Response)
def get_query_csv(workspace: InWorkspace, question: Asked) -> Response:
    """Answer a question as CSV."""
    headers = {"content-disposition": 'attachment; filename="outlay.csv"'}
    return Response(workspace.ask(question).as_csv(), media_type="text/csv; charset=utf-8", headers=headers)


def _answer(workspace: InWorkspace, question: Question) -> Response:
    return Response(json.dumps(workspace.ask(question).as_json()), media_type="application/json")
