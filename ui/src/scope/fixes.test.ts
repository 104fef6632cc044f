import { describe, expect, it } from "vitest";
import { type Asked, fixesFor } from "./fixes";

const asked: Asked = {
  metrics: ["cost"],
  dimensions: ["cost_group"],
  grain: "day",
  where: 'customer == "Acme"',
  since: "2026-10-05",
  until: "2026-11-02",
};
const problem = (code: string, detail: string) => ({
  title: "Bad Request",
  status: 400,
  code,
  detail,
});
const pair = problem("usage.pair", "cost is not kept by cost_group and customer together");
const labelOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

describe("fixesFor", () => {
  it("splits by what cost is kept by, or drops the filter", () => {
    const [split, drop] = fixesFor(pair, asked, labelOf);
    expect(split).toEqual({ label: "Split by product", patch: { dimensions: ["product"] } });
    expect(drop).toEqual({ label: "Remove filter customer", patch: { where: undefined } });
  });

  it("keeps the other filters", () => {
    const where = 'customer == "Acme" && model == "m"';
    const fixes = fixesFor(pair, { ...asked, where }, labelOf);
    expect(fixes[0]?.patch).toEqual({ where: 'model == "m"' });
  });

  it("widens to whole months", () => {
    const months = problem("usage.whole_months", "cost by customer and feature is kept by months");
    const patch = { since: "2026-10-01", until: "2026-12-01", grain: "month" };
    expect(fixesFor(months, asked, labelOf)[0]?.patch).toEqual(patch);
  });

  it("leaves out the metric that does not go with the split", () => {
    const refused = problem("usage.pair", "revenue cannot be asked by model");
    const question = {
      ...asked,
      metrics: ["cost", "revenue"],
      dimensions: ["model"],
      where: undefined,
    };
    const labels = fixesFor(refused, question, labelOf).map(({ label }) => label);
    expect(labels).toEqual(["Do not split by model", "Leave out Revenue"]);
  });

  it("knows no way out of other problems", () => {
    expect(fixesFor(problem("usage.unknown_name", "unknown view"), asked, labelOf)).toEqual([]);
  });
});
