import { describe, expect, it } from "vitest";
import type { SourceField, SourceKind } from "../../api/types";
import {
  bodyOf,
  bringsOf,
  type Draft,
  draftOf,
  errorsOf,
  fieldOf,
  NAME,
  orderOf,
  searchKinds,
} from "./draft";

function field(name: string, more: Partial<SourceField> = {}): SourceField {
  const quiet = { type: "text", is_required: false, is_secret: false, default: null };
  return { name, description: "", choices: [], ...quiet, ...more };
}

const KIND: SourceKind = {
  kind: "claude-code",
  title: "Claude Code",
  form: "api",
  summary: "Who used it.",
  amount: null,
  history_days: 90,
  json_schema: {},
  fields: [
    field("admin_key", { type: "secret", is_required: true, is_secret: true }),
    field("account", { is_required: true }),
    field("days", { type: "number" }),
    field("mapping", { type: "table" }),
    field("second_key", { type: "secret", is_secret: true }),
  ],
};

const FILLED: Draft = {
  name: "claude",
  values: { account: " org-1 ", days: "30" },
  secrets: {
    admin_key: { from: "entered", entered: "s3cret ", variable: "CLAUDE_CODE_ADMIN_KEY" },
    second_key: { from: "entered", entered: "", variable: "X" },
  },
};

describe("draftOf", () => {
  it("proposes a free name and a variable for each secret", () => {
    const draft = draftOf(KIND, ["claude-code", "claude-code-2"]);
    expect(draft.name).toBe("claude-code-3");
    expect(draft.secrets.admin_key?.variable).toBe("CLAUDE_CODE_ADMIN_KEY");
  });
});

describe("errorsOf", () => {
  it("is silent about a form that is right", () => {
    expect(errorsOf(KIND, FILLED)).toEqual({});
  });

  it("names each field that is needed and empty", () => {
    const errors = errorsOf(KIND, { ...draftOf(KIND, []), name: "" });
    expect(Object.keys(errors).sort()).toEqual([NAME, "account", "admin_key"]);
  });

  it.each([
    ["days", "a month"],
    ["mapping", "{not json"],
    ["mapping", "3"],
  ])("refuses %s: %s", (name, value) => {
    const draft = { ...FILLED, values: { ...FILLED.values, [name]: value } };
    expect(Object.keys(errorsOf(KIND, draft))).toEqual([name]);
  });

  it("refuses a variable that is none", () => {
    const secret = { from: "environment" as const, entered: "", variable: "A KEY" };
    const draft = { ...FILLED, secrets: { ...FILLED.secrets, admin_key: secret } };
    expect(Object.keys(errorsOf(KIND, draft))).toEqual(["admin_key"]);
  });
});

describe("bodyOf", () => {
  it("sends what was filled in, and no secret among the settings", () => {
    expect(bodyOf(KIND, FILLED)).toEqual({
      name: "claude",
      kind: "claude-code",
      settings: { account: "org-1", days: "30" },
      secrets: { admin_key: "s3cret " },
      test: false,
    });
  });

  it("sends a variable's name instead of a secret, even when one was entered before", () => {
    const secret = { from: "environment" as const, entered: "s3cret", variable: "MY_KEY" };
    const body = bodyOf(KIND, { ...FILLED, secrets: { admin_key: secret } });
    expect(body.secrets).toEqual({ admin_key: "env:MY_KEY" });
    expect(JSON.stringify(body)).not.toContain("s3cret");
  });
});

describe("fieldOf", () => {
  const problem = { title: "", status: 500 };

  it.each([
    [{ ...problem, field: "days" }, "days"],
    [{ ...problem, field: "mapping.usage" }, "mapping"],
    [{ ...problem, field: "name" }, NAME],
    [{ ...problem, code: "conflict" }, NAME],
    [{ ...problem, detail: "the vendor does not answer" }, undefined],
  ])("finds whom %j blames", (given, expected) => {
    expect(fieldOf(KIND, given)).toBe(expected);
  });
});

describe("what is shown", () => {
  it("asks for what is needed first, secrets last among it", () => {
    const { needed, more } = orderOf(KIND.fields);
    expect(needed.map(({ name }) => name)).toEqual(["account", "admin_key"]);
    expect(more.map(({ name }) => name)).toEqual(["days", "mapping", "second_key"]);
  });

  it("finds a kind by words of its title and summary, in any order", () => {
    expect(searchKinds([KIND], "used claude")).toEqual([KIND]);
    expect(searchKinds([KIND], "claude money")).toEqual([]);
  });

  it("says what a kind brings", () => {
    expect(bringsOf(KIND)).toBe("Brings usage or people, no money, 90 days back");
    expect(bringsOf({ ...KIND, amount: "focus", history_days: null })).toBe("Brings the bill");
    expect(bringsOf({ ...KIND, form: "files" })).toBe("Brings what its files say");
  });
});
