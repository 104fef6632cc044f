import { describe, expect, it } from "vitest";
import { reachOf, remarksOf, standing, stateOf } from "./source";

const QUIET = {
  error: null,
  unknown_fields: [],
  compared: null,
  notes: [],
  state: "ok",
  state_text: "reaches 2026-11-20",
};

describe("remarksOf", () => {
  it("is silent about a source that is right", () => {
    expect(remarksOf(QUIET)).toEqual([]);
  });

  it("puts the error first and repeats no state beside it", () => {
    const told = { ...QUIET, state: "failed", state_text: "the last sync failed", error: "401" };
    expect(remarksOf({ ...told, notes: ["n"] })).toEqual(["401", "n"]);
  });

  it("tells why a source without an error is not right", () => {
    expect(remarksOf({ ...QUIET, state: "stale", state_text: "nothing newer" })).toEqual([
      "nothing newer",
    ]);
  });

  it("names differences from the vendor and fields that are not known", () => {
    const compared = { charged: "8.97", stated: "5.55", difference: "3.42", currency: "USD" };
    const texts = remarksOf({ ...QUIET, compared, unknown_fields: ["costs.line_item=quantum"] });
    expect(texts).toEqual([
      "It is not what the vendor states.",
      "Not known: costs.line_item=quantum.",
    ]);
    expect(remarksOf({ ...QUIET, compared: { ...compared, difference: "0" } })).toEqual([]);
  });
});

describe("words", () => {
  it("name states and reach", () => {
    expect(stateOf("never").word).toBe("Not synced yet");
    expect(stateOf("odd").word).toBe("odd");
    expect(reachOf({ first_day: "2026-11-01", last_day: "2026-11-20" })).toBe("1–20 Nov 2026");
    expect(reachOf({ first_day: null, last_day: null })).toBe("–");
  });

  it("count what is to be looked at", () => {
    expect(standing([{ state: "ok" }])).toBe("1 source, up to date");
    expect(standing([{ state: "ok" }, { state: "failed" }])).toBe("2 sources, 1 to look at");
  });
});
