import { describe, expect, it } from "vitest";
import type { EndpointSpike } from "../api/types";
import { pathOf } from "./Sparkline";
import { formatLatency, formatMonth, isSpike, spikeDays, tokenSum } from "./unitCost";

const spike = (day: string, until: string) => ({ day, until }) as EndpointSpike;

describe("formatMonth", () => {
  it("is short, and keeps the digits of small amounts", () => {
    expect(formatMonth("49975.515", "USD")).toBe("≈ $50.0k a month");
    expect(formatMonth("831.84", "USD")).toBe("≈ $832 a month");
    expect(formatMonth("0.1442", "USD")).toBe("≈ $0.1442 a month");
  });

  it("says nothing of what is not known", () => {
    expect(formatMonth(null, "USD")).toBe("");
  });
});

describe("spikeDays", () => {
  it("names one day, or the first and the last", () => {
    expect(spikeDays(spike("2026-10-14", "2026-10-14"))).toBe("14 Oct");
    expect(spikeDays(spike("2026-10-14", "2026-10-20"))).toBe("14–20 Oct");
    expect(spikeDays(spike("2026-10-30", "2026-11-02"))).toBe("30 Oct – 2 Nov");
  });

  it("covers its last day too", () => {
    const spikes = [spike("2026-10-14", "2026-10-15")];
    expect(["13", "14", "15", "16"].map((day) => isSpike(spikes, `2026-10-${day}`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("formatLatency", () => {
  it("grows from milliseconds to minutes without jumping back", () => {
    const shown = ["153.1", "999.6", "2742", "27400", "59960", "99410", null].map(formatLatency);
    expect(shown).toEqual(["153 ms", "1.0 s", "2.7 s", "27 s", "1 min", "1 min 39 s", "–"]);
  });
});

describe("tokenSum", () => {
  const none = {
    input: null,
    cache_read: null,
    cache_write_5m: null,
    cache_write_1h: null,
    output: null,
    reasoning: null,
  };

  it("counts reasoning once, inside output", () => {
    expect(tokenSum({ tokens: { ...none, input: 10, output: 5, reasoning: 3 } })).toBe(15);
  });

  it("is unknown, and not zero, where nothing was reported", () => {
    expect(tokenSum({ tokens: none })).toBeNull();
  });
});

describe("pathOf", () => {
  it("starts anew after a gap", () => {
    expect(pathOf([1, 2, null, 1, 1]).match(/M/g)).toHaveLength(2);
  });

  it("measures from zero up", () => {
    expect(pathOf([0, 2])).toBe("M4.0 24.0L92.0 4.0");
  });
});
