import { describe, expect, it } from "vitest";
import { hasBalance, kindOf, outlookOf, titleOf } from "./commitment";

const NOTHING = { runway: null, cliff: null, burn_down: null, currency: "USD" };
const RUNWAY = {
  through: "2026-11-20",
  drawdown_30d: "516",
  per_day: "17.20",
  lasts_until: "2027-03-23",
  is_before_expiry: true,
};

describe("outlookOf", () => {
  it("tells how long credits last", () => {
    expect(outlookOf({ ...NOTHING, runway: RUNWAY })).toEqual([
      "Lasts until 23 Mar 2027 at $17.20 a day.",
    ]);
  });

  it("warns of credits that expire unspent", () => {
    const runway = { ...RUNWAY, is_before_expiry: false };
    expect(outlookOf({ ...NOTHING, runway })[0]).toContain("expires");
  });

  it("names the day and the cost of a credit cliff", () => {
    const cliff = { day: "2027-01-01", reason: "ends", monthly_cost: "9300" };
    expect(outlookOf({ ...NOTHING, cliff })).toEqual([
      "Ends on 1 Jan 2027: from then on $9.3k a month is to be paid.",
    ]);
  });

  it("sets what is spent of an agreement against its time", () => {
    const burn_down = {
      committed: "100",
      drawn: "40",
      share: "0.4",
      elapsed: "0.5",
      remaining: "60",
    };
    expect(outlookOf({ ...NOTHING, burn_down })).toEqual([
      "40.0% of it is spent, 50.0% of its term has passed.",
    ]);
  });

  it("says nothing where nothing is known", () => {
    expect(outlookOf({ ...NOTHING, runway: { ...RUNWAY, per_day: null } })).toEqual([]);
  });
});

describe("names", () => {
  it("falls back to the id and to the kind's own word", () => {
    expect(titleOf({ name: null, id: "arn:x" })).toBe("arn:x");
    expect(kindOf({ kind: "new_kind" })).toBe("new kind");
    expect(hasBalance({ kind: "savings_plan" })).toBe(false);
    expect(hasBalance({ kind: "credit_pool" })).toBe(true);
  });
});
