import { describe, expect, it } from "vitest";
import { isFound } from "./useCommands";

const command = {
  label: "Last month",
  words: "period range time",
  icon: "calendar",
  run: () => undefined,
} as const;

describe("isFound", () => {
  it.each(["last month", "month", "period last", "LAST"])("by %s", (typed) => {
    expect(isFound(command, typed)).toBe(true);
  });

  it("not by what it does not say", () => {
    expect(isFound(command, "last week")).toBe(false);
    expect(isFound(command, "onth")).toBe(false);
  });
});
