import { describe, expect, it } from "vitest";
import { exploreSearchOf } from "./link";
import { defaultPresetOf } from "./range";
import {
  misreadParts,
  parseSearch,
  readExplore,
  readScope,
  resolveRange,
  stringifySearch,
} from "./search";

describe("the URL", () => {
  it("keeps text as text, whatever it looks like", () => {
    const search = parseSearch("?where=customer+%3D%3D+%2242%22&limit=5");
    expect(search).toEqual({ where: 'customer == "42"', limit: "5" });
  });

  it("survives a round trip", () => {
    const search = { metrics: "cost,requests", where: 'a == "x&y" && b != "ü"' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("leaves out what is not set", () => {
    expect(stringifySearch({ view: undefined, where: "" })).toBe("");
  });
});

describe("readScope", () => {
  it("drops a preset that fixed days overrule", () => {
    const scope = readScope({ range: "last_month", since: "2026-01-01", until: "2026-02-01" });
    expect(scope).toMatchObject({ range: undefined, since: "2026-01-01" });
  });

  it.each([
    { since: "2026-02-01", until: "2026-01-01" },
    { since: "2026-02-31", until: "2026-03-05" },
    { range: "someday" },
  ])("%o means this month", (raw) => {
    const range = resolveRange(readScope(raw), "2026-11-21");
    expect(range).toEqual({ since: "2026-11-01", until: "2026-11-21" });
  });

  it("means this month when it says nothing", () => {
    const range = resolveRange(readScope({}), "2026-11-21");
    expect(range).toEqual({ since: "2026-11-01", until: "2026-11-21" });
  });

  it("means the last closed month on the page of bills", () => {
    const range = resolveRange(readScope({}), "2026-11-21", defaultPresetOf("/match"));
    expect(range).toEqual({ since: "2026-10-01", until: "2026-11-01" });
    expect(defaultPresetOf("/")).toBe("this_month");
  });
});

describe("misreadParts", () => {
  const views = ["consumption", "net"];

  it.each([
    [{ since: "2026-02-31", until: "2026-03-05" }, "since=2026-02-31 is no day"],
    [{ since: "2026-03-05", until: "soon" }, "until=soon is no day"],
    [{ since: "2026-03-05", until: "2026-03-05" }, "does not come after"],
    [{ since: "2026-03-05" }, "lacks its until"],
    [{ range: "someday" }, "range=someday is no known period"],
    [{ view: "cash" }, "view=cash is none of consumption, net"],
  ])("%o", (raw, text) => {
    expect(misreadParts(raw, views).map((part) => part.text)).toEqual([
      expect.stringContaining(text),
    ]);
  });

  it("finds nothing in an address that is understood", () => {
    const raw = { since: "2026-01-01", until: "2026-02-01", view: "net" };
    expect(misreadParts(raw, views)).toEqual([]);
  });
});

describe("exploreSearchOf", () => {
  it("reads the question from a link of the API", () => {
    const link = "/explore?metrics=cost&by=model,day&where=feature%20%3D%3D%20%22assistant%22";
    expect(exploreSearchOf(link)).toMatchObject({
      metrics: "cost",
      by: "model,day",
      where: 'feature == "assistant"',
    });
  });

  it("has nowhere to lead without a link", () => {
    expect(exploreSearchOf(null)).toBeNull();
  });

  it("reads nothing that Explore does not know", () => {
    expect(readExplore({ evil: "1" })).not.toHaveProperty("evil");
  });
});
