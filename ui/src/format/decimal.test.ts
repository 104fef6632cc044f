import { describe, expect, it } from "vitest";
import { minus, sumOf } from "./decimal";

describe("sumOf", () => {
  it("keeps the last unit, which floating point loses", () => {
    expect(sumOf(["0.1", "0.2"])).toBe("0.3");
    expect(sumOf(["461434.81", "0.000000000001"])).toBe("461434.810000000001");
  });

  it("takes missing amounts as nothing", () => {
    expect(sumOf([null, "-1.50", undefined])).toBe("-1.5");
    expect(sumOf([])).toBe("0");
  });

  it("reads the exponents of small ratios", () => {
    expect(sumOf(["1e-3"])).toBe("0.001");
  });
});

describe("minus", () => {
  it("is exact below zero", () => {
    expect(minus("45364.0521218", "45512.25")).toBe("-148.1978782");
  });

  it("is unknown where one side is", () => {
    expect(minus(null, "1")).toBeNull();
  });
});
