import { describe, expect, it } from "vitest";
import type { Catalog, Metric } from "../api/types";
import { printBy, readQuestion } from "./question";

const metric = (name: string): Metric => ({
  name,
  label: name,
  definition: "",
  unit: "money",
  better: "lower",
  dimensions: ["*"],
  grains: ["day"],
});
const catalog: Catalog = {
  metrics: [metric("cost"), metric("requests")],
  dimensions: [],
  views: [],
  grains: ["day", "month"],
  currency: "USD",
};
const scope = { since: "2026-11-01", until: "2026-11-21", view: "consumption", where: undefined };

describe("readQuestion", () => {
  it("asks for cost by group over time when the URL is empty", () => {
    const question = readQuestion({}, catalog, scope);
    expect(question).toMatchObject({ names: ["cost"], dimensions: ["cost_group"], grain: "day" });
  });

  it("tells the grain from the dimensions wherever it stands", () => {
    const question = readQuestion({ by: "month,feature" }, catalog, scope);
    expect(question).toMatchObject({ dimensions: ["feature"], grain: "month" });
  });

  it("leaves names that nobody knows to the API", () => {
    const question = readQuestion({ metrics: "cots" }, catalog, scope);
    expect(question).toMatchObject({ names: ["cots"], metrics: [] });
  });

  it("charts the metric that the URL names", () => {
    const question = readQuestion({ metrics: "cost,requests", chart: "requests" }, catalog, scope);
    expect(question.charted?.name).toBe("requests");
  });

  it("can ask for one sum", () => {
    const by = printBy([], null);
    expect(readQuestion({ by }, catalog, scope)).toMatchObject({ dimensions: [], grain: null });
  });
});
