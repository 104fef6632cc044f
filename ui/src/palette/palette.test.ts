import { describe, expect, it } from "vitest";
import { colorOf, colorsOf, restColor } from "./palette";

const COST_GROUPS = ["ai", "compute", "storage", "network", "saas", "people_tools", "other"];

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe("colours", () => {
  it("belong to a value, not to its place", () => {
    expect(colorOf("assistant", "light")).toBe(colorOf("assistant", "light"));
    const first = colorsOf(["assistant", "search"], "light").get("assistant");
    expect(colorsOf(["search", "assistant"], "light").get("assistant")).toBe(first);
  });

  it("are seven for the seven cost groups", () => {
    const colors = new Set(COST_GROUPS.map((group) => colorOf(group, "light")));
    expect(colors.size).toBe(COST_GROUPS.length);
  });

  it("never repeat within the hues of one chart", () => {
    const values = Array.from({ length: 8 }, (_, index) => `customer-${index}`);
    expect(new Set(colorsOf(values, "dark").values()).size).toBe(8);
  });

  it("do not depend on the order of sizes", () => {
    const values = Array.from({ length: 8 }, (_, index) => `model-${index}`);
    const backwards = colorsOf([...values].reverse(), "light");
    for (const [value, color] of colorsOf(values, "light")) {
      expect(backwards.get(value)).toBe(color);
    }
  });

  it("never put brown beside olive", () => {
    for (let chart = 0; chart < 40; chart += 1) {
      const values = Array.from({ length: 6 }, (_, index) => `chart ${chart} value ${index}`);
      const used = new Set(colorsOf(values, "light").values());
      expect(used.has("#8a6d2f") && used.has("#94842a")).toBe(false);
    }
  });

  it("are different greys for what is not known and for the rest", () => {
    const colors = [...colorsOf([null, "unattributed", "idle"], "light").values()];
    expect(new Set(colors).size).toBe(3);
    expect(restColor([colorOf("other", "light")], "light")).not.toBe(colorOf("other", "light"));
  });

  it("are grey for what usage does not explain", () => {
    expect(colorOf("unattributed", "light")).toBe(colorOf(null, "light"));
  });

  it.each([
    ["light", "#ffffff"],
    ["dark", "#171b22"],
  ] as const)("stand out from the ground of %s pages", (scheme, ground) => {
    for (let index = 0; index < 60; index += 1) {
      expect(contrast(colorOf(`value ${index}`, scheme), ground)).toBeGreaterThan(3);
    }
  });
});
