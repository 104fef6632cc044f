import { describe, expect, it } from "vitest";
import { defaultGrain, isLongForDays, previousRange, resolvePreset, wholeMonths } from "./range";

const TODAY = "2026-11-21";

describe("resolvePreset", () => {
  it.each([
    ["this_month", "2026-11-01", "2026-11-21"],
    ["last_month", "2026-10-01", "2026-11-01"],
    ["last_7_days", "2026-11-14", "2026-11-21"],
    ["this_quarter", "2026-10-01", "2026-11-21"],
    ["this_year", "2026-01-01", "2026-11-21"],
    ["last_12_months", "2025-11-01", "2026-11-01"],
  ] as const)("%s runs from %s to before %s", (preset, since, until) => {
    expect(resolvePreset(preset, TODAY)).toEqual({ since, until });
  });

  it("shows the first day of a month while it runs", () => {
    const range = resolvePreset("this_month", "2026-12-01");
    expect(range).toEqual({ since: "2026-12-01", until: "2026-12-02" });
  });
});

describe("previousRange", () => {
  it("compares a running month with the same days of the month before", () => {
    const before = previousRange({ since: "2026-11-01", until: "2026-11-21" });
    expect(before).toEqual({ since: "2026-10-01", until: "2026-10-21" });
  });

  it("compares a whole month with the whole month before, whatever their lengths", () => {
    const before = previousRange({ since: "2026-03-01", until: "2026-04-01" });
    expect(before).toEqual({ since: "2026-02-01", until: "2026-03-01" });
  });

  it("compares a year with the year before", () => {
    const before = previousRange({ since: "2025-11-01", until: "2026-11-01" });
    expect(before).toEqual({ since: "2024-11-01", until: "2025-11-01" });
  });

  it("compares other days with as many days before", () => {
    const before = previousRange({ since: "2026-11-14", until: "2026-11-21" });
    expect(before).toEqual({ since: "2026-11-07", until: "2026-11-14" });
  });
});

describe("defaultGrain", () => {
  it.each([
    ["2026-11-01", "2026-11-21", "day"],
    ["2026-08-23", "2026-11-21", "week"],
    ["2025-11-01", "2026-11-01", "month"],
  ])("%s to %s is shown by %s%s", (since, until, grain) => {
    expect(defaultGrain({ since, until })).toBe(grain);
  });
});

describe("wholeMonths", () => {
  it("widens to the months that are touched", () => {
    const range = { since: "2026-10-05", until: "2026-11-02" };
    expect(wholeMonths(range)).toEqual({ since: "2026-10-01", until: "2026-12-01" });
  });

  it("leaves whole months as they are", () => {
    const range = { since: "2026-10-01", until: "2026-11-01" };
    expect(wholeMonths(range)).toEqual(range);
  });
});

describe("isLongForDays", () => {
  it("is so for days of a year and not for its weeks", () => {
    const year = { since: "2025-11-01", until: "2026-11-01" };
    expect(isLongForDays(year, "day")).toBe(true);
    expect(isLongForDays(year, "week")).toBe(false);
  });
});
