import { describe, expect, it } from "vitest";
import type { Metric } from "../api/types";
import { isAdditive, isOfView, whyNot } from "./metricKind";

const metric = (patch: Partial<Metric>): Metric => ({
  name: "requests",
  label: "Requests",
  definition: "",
  unit: "count",
  better: "neutral",
  dimensions: ["feature"],
  grains: ["day"],
  ...patch,
});

describe("isAdditive", () => {
  it.each([
    ["cost", "money", true],
    ["requests", "count", true],
    ["cost_per_request", "money", false],
    ["p95_cost_per_request", "money", false],
    ["latency_p50", "ms", false],
    ["ai_share", "ratio", false],
  ] as const)("%s: %s, %s", (name, unit, expected) => {
    expect(isAdditive({ name, unit })).toBe(expected);
  });
});

describe("whyNot", () => {
  it("names the pair that does not go together", () => {
    expect(whyNot(metric({}), "invoice_id", "Invoice")).toBe("Requests is not known by invoice");
  });

  it("lets everything through a star", () => {
    expect(whyNot(metric({ dimensions: ["*"] }), "invoice_id", "Invoice")).toBeNull();
  });

  it("looks at grains apart from dimensions", () => {
    expect(whyNot(metric({}), "hour", "Hour")).not.toBeNull();
    expect(whyNot(metric({}), "day", "Day")).toBeNull();
  });
});

describe("isOfView", () => {
  it.each([
    ["cost", true],
    ["ai_cost_of_revenue", true],
    ["cost_per_request", true],
    ["margin", true],
    ["revenue", false],
    ["priced_cost_per_request", false],
    ["p95_cost_per_request", false],
  ])("%s: %s", (name, expected) => {
    expect(isOfView(name)).toBe(expected);
  });
});
