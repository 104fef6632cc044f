import { describe, expect, it } from "vitest";
import { isEmpty, labelOfField, readField } from "./field";

describe("readField", () => {
  it("writes amounts as money, those of a bill in its currency", () => {
    const row = { effective_cost: "8360.52", effective_cost_in_bill: "7400", currency: "EUR" };
    expect(readField("effective_cost", row, "USD")).toMatchObject({ text: "$8,360.52" });
    expect(readField("effective_cost_in_bill", row, "USD")).toMatchObject({ text: "€7,400.00" });
  });

  it("takes neither groups of cost nor account numbers for money", () => {
    const row = { cost_group: "ai", billing_account: "410000000002" };
    expect(readField("cost_group", row, "USD")).toEqual({ kind: "text", text: "AI" });
    expect(readField("billing_account", row, "USD")).toMatchObject({ text: "410000000002" });
  });

  it("follows ids", () => {
    const row = { charge_id: "ch_6e308a15" };
    expect(readField("charge_id", row, "USD")).toEqual({ kind: "id", id: "ch_6e308a15" });
  });

  it("takes lists apart", () => {
    const field = readField("files", { files: '["a.csv","b.csv"]' }, "USD");
    expect(field).toEqual({ kind: "list", items: ["a.csv", "b.csv"] });
  });

  it("writes shares as percentages", () => {
    expect(readField("share_of_pool", { share_of_pool: "0.25" }, "USD")).toMatchObject({
      text: "25.00%",
    });
  });
});

describe("labelOfField", () => {
  it("takes the catalog's word, else plain words", () => {
    const labelOf = (name: string) => (name === "cost_group" ? "Cost group" : name);
    expect(labelOfField("cost_group", labelOf)).toBe("Cost group");
    expect(labelOfField("accounting_period", labelOf)).toBe("Accounting period");
  });
});

describe("isEmpty", () => {
  it("is nothing that could be read", () => {
    expect([null, "", "[]", 0].map(isEmpty)).toEqual([true, true, true, false]);
  });
});
