import type { Commitment } from "../api/types";
import { formatDay } from "../format/date";
import { formatCompact, formatValue } from "../format/number";

const KINDS: Record<string, string> = {
  savings_plan: "Savings plan",
  reservation: "Reservation",
  provisioned: "Provisioned throughput",
  enterprise_agreement: "Enterprise agreement",
  annual_contract: "Annual contract",
  credit_pool: "Prepaid credits",
  grant: "Promotional credits",
  asset: "Own hardware",
};

export function kindOf({ kind }: Pick<Commitment, "kind">): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}

export function titleOf({ name, id }: Pick<Commitment, "name" | "id">): string {
  return name ?? id;
}

const HELD = new Set(["credit_pool", "grant", "enterprise_agreement", "annual_contract"]);

/** Whether something of it is left over from month to month; a plan is used or lost at once. */
export function hasBalance({ kind }: Pick<Commitment, "kind">): boolean {
  return HELD.has(kind);
}

/** Whether its months do not add up. */
export function isWanting({ problems }: Pick<Commitment, "problems">): boolean {
  return problems.length > 0;
}

type Outlook = Pick<Commitment, "runway" | "cliff" | "burn_down" | "currency">;

/** What lies ahead, in words: how long credits last, when a grant stops paying, how far an agreement is. */
export function outlookOf({ runway, cliff, burn_down, currency }: Outlook): string[] {
  const money = { unit: "money" as const, currency };
  const texts: string[] = [];
  if (runway?.lasts_until && runway.per_day) {
    const pace = formatCompact(runway.per_day, money);
    const unspent = runway.is_before_expiry === false ? ", after it expires: a part is lost" : "";
    texts.push(`Lasts until ${formatDay(runway.lasts_until)} at ${pace} a day${unspent}.`);
  }
  if (cliff) {
    const when = cliff.reason === "ends" ? "Ends" : "Is used up";
    const cost = formatCompact(cliff.monthly_cost, money);
    texts.push(`${when} on ${formatDay(cliff.day)}: from then on ${cost} a month is to be paid.`);
  }
  if (burn_down?.share) {
    const met = formatValue(burn_down.share, { unit: "ratio" });
    const elapsed =
      burn_down.elapsed && `, ${formatValue(burn_down.elapsed, { unit: "ratio" })} of its term`;
    texts.push(`${met} of it is spent${elapsed ? `${elapsed} has passed` : ""}.`);
  }
  return texts;
}
