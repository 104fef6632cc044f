import { describe, expect, it } from "vitest";
import type { MatchCause, MatchStatement } from "../api/types";
import { sumOf } from "../format/decimal";
import {
  billOf,
  isOpen,
  mainReason,
  stateOf,
  stateText,
  tie,
  unexplainedOf,
  verdict,
  waterfall,
} from "./tie";

function cause(name: string, amount: string, more: Partial<MatchCause> = {}): MatchCause {
  return {
    cause: name,
    label: name,
    amount,
    share: null,
    quantity: null,
    unit: null,
    sentence: `${name} of ${amount}`,
    next_step: null,
    is_open: false,
    query: null,
    link: null,
    cells: [],
    ...more,
  };
}

function bill(more: Partial<MatchStatement> = {}): MatchStatement {
  return {
    biller: "openai",
    billing_account: "org-x",
    issuer: "OpenAI, LLC",
    period: "2026-10-01",
    kind: "ai",
    state: "matched",
    state_text: "Everything is explained.",
    headline: "",
    basis: "telemetry",
    usage_text: "",
    usage: "90",
    requests: 10,
    charges: "100",
    charges_billed: "100",
    charges_tax: "0",
    charges_rows: 3,
    has_quantities: true,
    tokens_billed: null,
    tokens_seen: "0",
    usage_causes: [],
    invoice_causes: [],
    invoice: { net: "100", tax: "0", count: 1, status: "Issued", difference: "0" },
    invoices: [],
    open: [],
    ...more,
  };
}

describe("stateOf", () => {
  it.each(["matched", "explained"])("never says %s while something is open", (state) => {
    expect(stateOf({ state, open: ["No invoice is recorded"] }).word).toBe("Open");
    expect(stateOf({ state, open: [] }).word).not.toBe("Open");
  });

  it("keeps the stronger words where something is open", () => {
    expect(stateOf({ state: "provisional", open: ["x"] }).word).toBe("Provisional");
    expect(stateOf({ state: "differs", open: ["x"] }).word).toBe("Differs");
  });

  it("shows a word that it does not know as it is", () => {
    expect(stateOf({ state: "odd", open: [] }).word).toBe("odd");
  });

  it("does not let the sentence contradict the word", () => {
    expect(stateText(bill({ open: ["x"] }))).not.toContain("Everything");
    expect(stateText(bill())).toBe("Everything is explained.");
  });
});

describe("isOpen", () => {
  it("is whatever someone must act on, but not what only runs", () => {
    expect(isOpen(bill())).toBe(false);
    expect(isOpen(bill({ state: "unchecked" }))).toBe(true);
    expect(isOpen(bill({ open: ["x"] }))).toBe(true);
    expect(isOpen(bill({ state: "provisional" }))).toBe(false);
  });
});

describe("mainReason", () => {
  it("prefers what is open, then what is large, and never names rounding", () => {
    const causes = [cause("rounding", "9"), cause("other", "-50"), cause("untracked", "3")];
    expect(mainReason(bill({ usage_causes: causes }))).toBe("other of -50");
    const open = causes.map((one) => ({ ...one, is_open: one.cause === "untracked" }));
    expect(mainReason(bill({ usage_causes: open }))).toBe("untracked of 3");
    expect(mainReason(bill({ usage_causes: open, open: ["To do"] }))).toBe("To do");
  });

  it("is nothing where nothing differs", () => {
    expect(mainReason(bill({ invoice_causes: [cause("rounding", "0.001")] }))).toBe("");
  });
});

describe("tie", () => {
  const invoiced = bill({
    invoice: { net: "100.30", tax: "0", count: 1, status: "Issued", difference: "0.3" },
  });
  const without = bill({ invoice: null, charges_billed: "7.10", charges: null, usage: null });

  it("compares only bills that have an invoice and counts the others", () => {
    const found = tie([invoiced, without]);
    expect(found).toMatchObject({ bills: 1, invoiced: "100.3", charged: "100", gap: "0.3" });
    expect(found.missing).toEqual({ bills: 1, charged: "7.1" });
  });

  it("leaves bills without AI out of what usage explains", () => {
    expect(tie([invoiced, without]).ai).toEqual({
      bills: 1,
      charges: "100",
      usage: "90",
      gap: "10",
    });
  });

  it("has nothing to say of no bill", () => {
    expect(tie([])).toMatchObject({ bills: 0, invoiced: "0", gap: "0" });
  });
});

describe("verdict", () => {
  it("counts states in words", () => {
    const bills = [bill(), bill(), bill({ state: "differs" }), bill({ state: "provisional" })];
    expect(verdict(bills)).toBe("Of 4 bills 2 are matched, 1 differs and 1 is provisional.");
    expect(verdict([bill()])).toBe("The bill is matched.");
    expect(verdict([bill(), bill()])).toBe("All 2 bills are matched.");
  });
});

describe("unexplainedOf", () => {
  it("sums what nobody can explain", () => {
    const causes = [cause("unexplained", "0.1"), cause("tax", "5"), cause("unexplained", "0.2")];
    expect(unexplainedOf(causes)).toBe("0.3");
  });
});

describe("waterfall", () => {
  it("begins each bar where the one before ends", () => {
    const drawn = waterfall("50", [cause("a", "50"), cause("b", "-25")], "75");
    expect(drawn.from).toEqual({ left: 0, width: 50 });
    expect(drawn.steps.map(({ bar }) => bar)).toEqual([
      { left: 50, width: 50 },
      { left: 75, width: 25 },
    ]);
    expect(drawn.to).toEqual({ left: 0, width: 75 });
  });

  it("leaves room below zero", () => {
    const drawn = waterfall("10", [cause("credit", "-20")], "-10");
    expect(drawn.from).toEqual({ left: 50, width: 50 });
    expect(drawn.to).toEqual({ left: 0, width: 50 });
  });

  it("draws nothing of nothing", () => {
    expect(waterfall("0", [], "0").to).toEqual({ left: 0, width: 0 });
  });
});

describe("billOf", () => {
  it("tells bills of two months apart", () => {
    const october = billOf(bill());
    expect(october).toBe("openai:org-x:2026-10");
    expect(billOf(bill({ period: "2026-09-01" }))).not.toBe(october);
  });
});

describe("sumOf over causes", () => {
  it("closes from usage to charges to the last unit", () => {
    const causes = [cause("untracked", "10.000000000001"), cause("rounding", "-0.000000000001")];
    expect(sumOf(["90", ...causes.map(({ amount }) => amount)])).toBe("100");
  });
});
