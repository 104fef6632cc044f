import { describe, expect, it } from "vitest";
import { findingOf, originOf } from "./seat";

const SUMS = { seats: 1200, unused: 212, unused_cost: "4028.5", currency: "USD" };

describe("findingOf", () => {
  it("says how many are unused and what they cost", () => {
    expect(findingOf(SUMS)).toBe("212 of 1,200 seats are unused: $4.0k a month");
  });

  it("does not call an unknown cost nothing", () => {
    expect(findingOf({ ...SUMS, unused_cost: null })).toContain("not known");
  });

  it("does not claim more than is known", () => {
    expect(findingOf({ ...SUMS, unused: 0, unused_cost: "0" })).toBe(
      "All 1,200 seats are used, as far as is known",
    );
  });
});

describe("originOf", () => {
  it("tells a product that only a contract names from one with holders", () => {
    expect(originOf({ biller: "notion", as_of: null })).toBe("notion · no list of holders");
    expect(originOf({ biller: "github", as_of: "2026-11-20" })).toBe(
      "github · list of 20 Nov 2026",
    );
  });
});
