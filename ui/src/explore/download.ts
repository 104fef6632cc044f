import type { QueryInput } from "../api/queries";

function plain(text: string): string {
  return text.replace(/_/g, "-").replace(/[^\w-]/g, "");
}

/** A file named after its question: outlay-cost-by-feature-2026-10-01-2026-11-01.csv. */
export function csvName({ metrics, by, since, until, view }: QueryInput): string {
  const parts = ["outlay", ...metrics.map(plain)];
  if (by.length > 0) parts.push("by", ...by.map(plain));
  if (view !== "consumption") parts.push(plain(view));
  return `${[...parts, since, until].join("-")}.csv`;
}

function follow(href: string, name: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

/** Save an answer under a name of our own: a name in the server's headers would win over a link's. */
export async function saveAs(href: string, name: string): Promise<void> {
  const response = await fetch(href).catch(() => null);
  // What cannot be fetched is left to the browser, which shows what is wrong.
  if (!response?.ok) return follow(href, name);
  const url = URL.createObjectURL(await response.blob());
  follow(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
