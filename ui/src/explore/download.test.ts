import { describe, expect, it } from "vitest";
import { csvName } from "./download";

const input = {
  metrics: ["cost"],
  by: ["feature"],
  since: "2026-10-01",
  until: "2026-11-01",
  view: "consumption",
};

describe("csvName", () => {
  it("says what was asked", () => {
    expect(csvName(input)).toBe("outlay-cost-by-feature-2026-10-01-2026-11-01.csv");
  });

  it("names another view", () => {
    const name = csvName({ ...input, by: [], view: "net" });
    expect(name).toBe("outlay-cost-net-2026-10-01-2026-11-01.csv");
  });

  it("keeps to letters that every disk takes", () => {
    const name = csvName({ ...input, metrics: ["cost_per_request"], by: ["tag:a/b"] });
    expect(name).toBe("outlay-cost-per-request-by-tagab-2026-10-01-2026-11-01.csv");
  });
});
