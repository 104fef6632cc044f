import { describe, expect, it } from "vitest";
import { addTerm, describeTerm, parseWhere, printWhere, termFor } from "./filter";

const label = (name: string) => (name === "feature" ? "Feature" : name);

describe("parseWhere", () => {
  it("makes one term of each condition", () => {
    const terms = parseWhere('provider == "openai" && feature != "search" && team in ["a","b"]');
    expect(terms).toEqual([
      { kind: "simple", dimension: "provider", negated: false, values: ["openai"] },
      { kind: "simple", dimension: "feature", negated: true, values: ["search"] },
      { kind: "simple", dimension: "team", negated: false, values: ["a", "b"] },
    ]);
  });

  it("does not split inside quotes or brackets", () => {
    expect(parseWhere('feature == "a && b"')).toHaveLength(1);
    expect(parseWhere('(a == "1" && b == "2") && c == "3"')).toHaveLength(2);
  });

  it("keeps what it does not know as written", () => {
    expect(parseWhere('startsWith(model, "gpt-4")')).toEqual([
      { kind: "raw", text: 'startsWith(model, "gpt-4")' },
    ]);
  });

  it("keeps alternatives together", () => {
    expect(parseWhere('a == "1" || b == "2"')).toHaveLength(1);
  });

  it("reads escapes as the server does", () => {
    const [term] = parseWhere('feature == "say \\"hi\\""');
    expect(term).toMatchObject({ values: ['say "hi"'] });
  });
});

describe("printWhere", () => {
  it.each([
    'provider == "openai" && feature != "search"',
    'team in ["a","b"]',
    'startsWith(model, "gpt-4") && provider == "openai"',
    'a == "1" || b == "2"',
  ])("gives back %s", (where) => {
    expect(printWhere(parseWhere(where))).toBe(where);
  });

  it("puts alternatives in brackets beside other terms", () => {
    const where = addTerm('a == "1" || b == "2"', termFor("c", "3"));
    expect(where).toBe('(a == "1" || b == "2") && c == "3"');
  });

  it("is nothing without terms", () => {
    expect(printWhere([])).toBeUndefined();
  });
});

describe("addTerm", () => {
  it("replaces the value that a dimension was held to", () => {
    expect(addTerm('feature == "a"', termFor("feature", "b"))).toBe('feature == "b"');
  });

  it("collects exclusions", () => {
    const where = addTerm('feature != "a"', termFor("feature", "b", true));
    expect(where).toBe('feature != "a" && feature != "b"');
  });

  it("adds the same term once", () => {
    expect(addTerm('feature != "a"', termFor("feature", "a", true))).toBe('feature != "a"');
  });

  it("asks for a missing value as the empty string", () => {
    expect(addTerm(undefined, termFor("model", null))).toBe('model == ""');
  });
});

describe("describeTerm", () => {
  it("speaks in words", () => {
    const words = describeTerm(termFor("feature", "untracked_ai", true), label);
    expect(words).toEqual({ subject: "Feature", relation: "is not", value: "Untracked AI" });
  });

  it("names a missing value", () => {
    expect(describeTerm(termFor("feature", null), label).value).toBe("(no value)");
  });

  it("says what has means", () => {
    const [term] = parseWhere("!has(feature)");
    expect(term && describeTerm(term, label).relation).toBe("is missing");
  });
});
