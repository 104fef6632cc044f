import { describe, expect, it } from "vitest";
import { compareCells } from "./columns";

describe("compareCells", () => {
  it("orders numbers by size and not by letters", () => {
    expect(compareCells("9", "10", true)).toBeLessThan(0);
  });

  it("orders names as people do", () => {
    expect(compareCells("customer-9", "customer-10", false)).toBeLessThan(0);
  });

  it("puts missing values below everything", () => {
    expect(compareCells(null, "-5", true)).toBeLessThan(0);
    expect(compareCells("a", null, false)).toBeGreaterThan(0);
  });
});
