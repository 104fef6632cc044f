import { describe, expect, it } from "vitest";
import { placeNotes } from "./notes";

describe("placeNotes", () => {
  it("puts each note where its part is missing", () => {
    const table =
      "The table by model is left out: cost is not kept by customer and model together.";
    const placed = placeNotes(["Spend is shown by product.", "Movers are left out.", table]);
    expect(placed.spend).toEqual(["Spend is shown by product."]);
    expect(placed.movers).toEqual(["Movers are left out."]);
    expect(placed.tables.get("model")).toBe(table);
  });

  it("has nothing to place when the answer has no notes", () => {
    expect(placeNotes(undefined).spend).toEqual([]);
  });
});
