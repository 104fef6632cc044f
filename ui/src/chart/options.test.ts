import { describe, expect, it } from "vitest";
import { type ChartLook, chartOptions, firstOpen, renderTooltip } from "./options";
import type { ChartData } from "./series";

const look: ChartLook = {
  kind: "bars",
  style: { unit: "money", currency: "USD" },
  text: "#000000",
  line: "#cccccc",
  surface: "#ffffff",
  animate: false,
};
const series = (label: string, point: number, estimated: number[] = []) => ({
  value: label,
  label,
  color: "#123456",
  isOther: false,
  points: [point],
  estimated,
});
const data: ChartData = {
  grain: "day",
  buckets: ["2026-11-01"],
  spansYears: false,
  series: [series("small", 1), series("<b>large</b>", 5, [2])],
};

describe("renderTooltip", () => {
  it("lists values from large to small with their sum", () => {
    const html = renderTooltip(data, 0, look);
    expect(html.indexOf("$7.00")).toBeLessThan(html.indexOf("$1.00"));
    expect(html).toContain("$8.00");
  });

  it("shows names as text", () => {
    expect(renderTooltip(data, 0, look)).not.toContain("<b>large");
  });

  it("says when a bucket is empty", () => {
    expect(renderTooltip({ ...data, series: [] }, 0, look)).toContain("no value");
  });
});

describe("marks", () => {
  const marks = [{ bucket: "2026-11-01", text: "dearer <because>" }];

  it("ring the points of the first series that stand out", () => {
    const [first] = chartOptions(data, { ...look, kind: "lines", marks }).series as {
      markPoint?: { data: { coord: unknown[] }[] };
    }[];
    expect(first?.markPoint?.data).toEqual([{ coord: ["2026-11-01", 1] }]);
  });

  it("say why in the tooltip, as text", () => {
    expect(renderTooltip(data, 0, { ...look, marks })).toContain("dearer &lt;because&gt;");
  });
});

describe("chartOptions", () => {
  it("draws what is calculated as bars of its own", () => {
    const drawn = chartOptions(data, look).series as { name: string }[];
    expect(drawn.map(({ name }) => name)).toEqual(["small", "<b>large</b>", "<b>large</b>"]);
  });

  it("draws no borders around bars of a pixel or two", () => {
    const days = Array.from({ length: 365 }, (_, index) => `day ${index}`);
    const widthOf = (buckets: string[]) => {
      const drawn = chartOptions({ ...data, buckets }, look).series;
      return (drawn as { itemStyle: { borderWidth: number } }[])[0]?.itemStyle.borderWidth;
    };
    expect(widthOf(days)).toBe(0);
    expect(widthOf(days.slice(0, 30))).toBeGreaterThan(0);
  });

  it("does not stack rates", () => {
    const drawn = chartOptions(data, { ...look, kind: "lines" }).series as { stack?: string }[];
    expect(drawn.every(({ stack }) => stack === undefined)).toBe(true);
  });
});

describe("firstOpen", () => {
  it("is the bucket that a day without bills falls into", () => {
    const weeks = { ...data, grain: "week", buckets: ["2026-11-09", "2026-11-16"] };
    expect(firstOpen(weeks, "2026-11-18")).toBe("2026-11-16");
    expect(firstOpen(weeks, "2026-11-23")).toBeUndefined();
  });
});
