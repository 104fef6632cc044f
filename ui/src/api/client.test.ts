import { afterEach, describe, expect, it, vi } from "vitest";
import { type ApiError, fetchJson, toQueryString } from "./client";

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: string) =>
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.catch((caught: unknown) => caught);
  return (error as ApiError).problem;
}

describe("fetchJson", () => {
  it("carries the server's own words for what failed", async () => {
    answer(
      400,
      JSON.stringify({ title: "No such metric", status: 400, hint: "did you mean cost?" }),
    );
    const problem = await problemOf(fetchJson("query", {}));
    expect(problem).toMatchObject({ title: "No such metric", hint: "did you mean cost?" });
  });

  it("survives an error that is not a document", async () => {
    answer(502, "<html>bad gateway</html>");
    expect(await problemOf(fetchJson("query", {}))).toMatchObject({ status: 502 });
  });

  it("says what to do when nothing answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    const problem = await problemOf(fetchJson("query", {}));
    expect(problem.code).toBe("network.unreachable");
    expect(problem.hint).toContain("outlay serve");
  });
});

describe("toQueryString", () => {
  it("leaves out what is empty", () => {
    expect(toQueryString({ by: "", where: undefined, metrics: "cost" })).toBe("?metrics=cost");
  });
});
