import { describe, expect, it } from "vitest";
import { addMonths, formatBucket, formatFreshness, formatRange } from "./date";

describe("formatRange", () => {
  it("names the last day, not the day after it", () => {
    expect(formatRange("2026-11-01", "2026-11-21")).toBe("1–20 Nov 2026");
  });

  it("names one day once", () => {
    expect(formatRange("2026-11-03", "2026-11-04")).toBe("3 Nov 2026");
  });

  it("names both years when they differ", () => {
    expect(formatRange("2025-11-01", "2026-02-01")).toBe("1 Nov 2025 – 31 Jan 2026");
  });
});

describe("addMonths", () => {
  it("stays inside the shorter month", () => {
    expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
  });

  it("crosses the year", () => {
    expect(addMonths("2026-01-15", -2)).toBe("2025-11-15");
  });
});

describe("formatBucket", () => {
  it.each([
    ["2026-10-01", "quarter", "Q4 2026"],
    ["2026-09-01", "month", "Sep 2026"],
    ["2026-09-07", "day", "7 Sep"],
    ["2026-01-01", "year", "2026"],
  ])("%s as a %s is %s", (bucket, grain, text) => {
    expect(formatBucket(bucket, grain)).toBe(text);
  });
});

describe("formatBucket across years", () => {
  it("names the year of a day", () => {
    expect(formatBucket("2025-05-01", "day", true)).toBe("1 May 2025");
    expect(formatBucket("2025-05-05", "week", true)).toBe("5 May 2025");
  });
});

describe("formatFreshness", () => {
  it("gives the hour of today's usage and the day of the last bill", () => {
    const text = formatFreshness("2026-11-21T14:05:00Z", "2026-11-18", "2026-11-21");
    expect(text).toBe("usage to 14:05, bills to 18 Nov");
  });

  it("gives the day of older usage", () => {
    expect(formatFreshness("2026-11-19T10:00:00Z", null, "2026-11-21")).toBe("usage to 19 Nov");
  });

  it("says when there is nothing", () => {
    expect(formatFreshness(null, null, "2026-11-21")).toBe("no data yet");
  });
});
