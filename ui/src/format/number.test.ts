import { describe, expect, it } from "vitest";
import {
  columnDecimals,
  formatAxis,
  formatChange,
  formatChangePercent,
  formatCompact,
  formatExact,
  formatPoints,
  formatValue,
} from "./number";

const usd = { unit: "money", currency: "USD" } as const;

describe("formatValue", () => {
  it("writes money with cents and thousands separators", () => {
    expect(formatValue("12345.678", usd)).toBe("$12,345.68");
  });

  it("keeps the significant digits of a unit cost", () => {
    expect(formatValue("0.0023", usd)).toBe("$0.0023");
    expect(formatValue("0.00000123", usd)).toBe("$0.00000123");
    expect(formatValue("0.15312", usd)).toBe("$0.1531");
  });

  it("keeps small differences of a unit cost above one", () => {
    expect(formatValue("3.00128", { ...usd, isUnitCost: true })).toBe("$3.001");
    expect(formatValue("41.268", { ...usd, isUnitCost: true })).toBe("$41.27");
  });

  it("uses a real minus sign", () => {
    expect(formatValue("-12.5", usd)).toBe("\u2212$12.50");
  });

  it("does not show a minus before an amount that rounds to nothing", () => {
    expect(formatValue("-0.001", { ...usd, decimals: 2 })).toBe("$0.00");
  });

  it("shows a missing value as a dash and never as zero", () => {
    expect(formatValue(null, usd)).toBe("–");
  });

  it("shows a ratio as a percentage", () => {
    expect(formatValue("0.4872", { unit: "ratio" })).toBe("48.7%");
  });

  it("separates a currency that has no symbol from its amount", () => {
    expect(formatValue("5", { unit: "money", currency: "CHF" })).toBe("CHF\u00a05.00");
  });
});

describe("formatCompact", () => {
  it.each([
    ["12400", "$12.4k"],
    ["999999", "$1.0M"],
    ["498213.44", "$498k"],
    ["-5789.1", "\u2212$5.8k"],
    ["0", "$0"],
    ["0.0043", "$0.0043"],
  ])("shortens %s to %s", (value, text) => {
    expect(formatCompact(value, usd)).toBe(text);
  });

  it("shortens counts without a currency", () => {
    expect(formatCompact("1204", { unit: "count" })).toBe("1.2k");
  });
});

describe("formatExact", () => {
  it("keeps every digit that binary numbers would lose", () => {
    const value = "12345678901234567890.123456789012";
    expect(formatExact(value, usd)).toBe("$12,345,678,901,234,567,890.123456789012");
  });

  it("drops trailing zeros but keeps cents", () => {
    expect(formatExact("123.450000000000", usd)).toBe("$123.45");
    expect(formatExact("1200", { unit: "count" })).toBe("1,200");
  });
});

describe("changes", () => {
  it("carry a sign either way", () => {
    expect(formatChange("11033.28", usd)).toBe("+$11.0k");
    expect(formatChangePercent("-0.1072")).toBe("\u221210.7%");
  });

  it("say new when there was nothing before", () => {
    expect(formatChangePercent(null)).toBe("new");
  });

  it("of shares are percentage points", () => {
    expect(formatPoints("-0.018", "ratio")).toBe("\u22121.8 pp");
  });
});

describe("columnDecimals", () => {
  it("takes the precision of the smallest unit cost", () => {
    expect(columnDecimals(["1.5", "0.0043", null], "money")).toBe(5);
  });

  it("keeps the digits of unit costs beside large ones", () => {
    expect(columnDecimals(["150.2", "0.15312"], "money", true)).toBe(4);
  });

  it("keeps sums of money at cents", () => {
    expect(columnDecimals(["12000", "0.0004"], "money")).toBe(2);
  });
});

describe("formatAxis", () => {
  it("drops zeros that say nothing", () => {
    expect(formatAxis(20000, usd)).toBe("$20k");
    expect(formatAxis(0.006, usd)).toBe("$0.006");
    expect(formatAxis(0, usd)).toBe("0");
  });
});
