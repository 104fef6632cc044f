"""A service with the SDK in it, for tests that run it in a process of its own: `python -m tests.sdk.app PORT`."""

from __future__ import annotations

import asyncio
import os
import sys

import openai
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse

import outlay_sdk as outlay

router = APIRouter()
client = outlay.wrap(openai.AsyncOpenAI(api_key="k", base_url=os.environ.get("PROVIDER_URL", "http://127.0.0.1:9/v1")))


@router.get("/ask/{question}")
async def ask(question: str):
    with outlay.attribute(feature="ask", session=question):
        answer = await client.chat.completions.create(model="gpt-4o", messages=[])
    return {"id": answer.id}


@router.get("/record/{question}")
def record(question: str):
    """A plain function, which the framework runs in another thread."""
    outlay.assign(customer=f"customer-{question}")
    outlay.record(provider="openai", model="gpt-4o", usage={"input_tokens": 1}, session=question)
    return {}


@router.get("/many/{count}")
async def many(count: int):
    async def words():
        for number in range(count):
            await asyncio.sleep(0)
            outlay.record(provider="openai", model="gpt-4o", usage={"input_tokens": 1}, session=str(number))
            yield str(number)

    return StreamingResponse(words())


@router.get("/stats")
def stats():
    return outlay.stats()._asdict()


@router.get("/custom")
async def custom():
    return outlay.current()


def make_app(customer="x-customer") -> FastAPI:
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    app.add_middleware(outlay.ASGIMiddleware, customer=customer)
    return app


if __name__ == "__main__":
    uvicorn.run(make_app(), port=int(sys.argv[1]), log_level="warning")
