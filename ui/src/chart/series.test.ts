import { describe, expect, it } from "vitest";
import { allBuckets, bucketRange } from "./buckets";
import { buildChartData, type FoldInput } from "./series";

const base: FoldInput = {
  rows: [],
  dimension: "feature",
  grain: "day",
  metric: "cost",
  metricLabel: "Cost",
  range: { since: "2026-11-01", until: "2026-11-04" },
  order: ["a", "b"],
  scheme: "light",
};

const row = (feature: string | null, day: string, cost: string | null, state?: string) => ({
  feature,
  day,
  cost,
  ...(state ? { cost_state: state } : {}),
});

describe("buildChartData", () => {
  it("leaves a gap for a day without cost", () => {
    const rows = [row("a", "2026-11-01", "1.5"), row("a", "2026-11-03", "2")];
    const { buckets, series } = buildChartData({ ...base, rows, order: ["a"] });
    expect(buckets).toEqual(["2026-11-01", "2026-11-02", "2026-11-03"]);
    expect(series[0]?.points).toEqual([1.5, null, 2]);
  });

  it("keeps what is billed apart from what is calculated", () => {
    const rows = [
      row("a", "2026-11-01", "3", "invoiced"),
      row("a", "2026-11-01", "1", "priced"),
      row("a", "2026-11-01", "2", "modelled"),
    ];
    const [series] = buildChartData({ ...base, rows, order: ["a"] }).series;
    expect(series?.points[0]).toBe(3);
    expect(series?.estimated[0]).toBe(3);
  });

  it("makes the rest of the total one series", () => {
    const rows = [row("a", "2026-11-01", "6"), row("b", "2026-11-01", "3")];
    const totals = [{ day: "2026-11-01", cost: "10" }];
    const rest = buildChartData({ ...base, rows, totals }).series.at(-1);
    expect(rest).toMatchObject({ isOther: true, label: "Other" });
    expect(rest?.points[0]).toBeCloseTo(1);
  });

  it("has no rest where the parts are the whole", () => {
    const rows = [row("a", "2026-11-01", "0.1"), row("b", "2026-11-01", "0.2")];
    const totals = [{ day: "2026-11-01", cost: "0.3" }];
    expect(buildChartData({ ...base, rows, totals }).series).toHaveLength(2);
  });

  it("names a missing value", () => {
    const rows = [row(null, "2026-11-01", "1")];
    expect(buildChartData({ ...base, rows, order: [null] }).series[0]?.label).toBe("(no value)");
  });

  it("draws one series without a dimension", () => {
    const rows = [{ day: "2026-11-01", cost: "4" }];
    const { series } = buildChartData({ ...base, rows, dimension: null, order: [] });
    expect(series).toMatchObject([{ label: "Cost", points: [4, null, null] }]);
  });
});

describe("buckets", () => {
  it("begin before the range where a week does", () => {
    const range = { since: "2026-11-18", until: "2026-11-24" };
    expect(allBuckets(range, "week", [])).toEqual(["2026-11-16", "2026-11-23"]);
  });

  it("open to their own days", () => {
    expect(bucketRange("2026-10-01", "quarter")).toEqual({
      since: "2026-10-01",
      until: "2027-01-01",
    });
  });
});
