import type { IconName } from "./Icon";

export interface PageEntry {
  to: "/" | "/explore" | "/requests" | "/match" | "/sources";
  label: string;
  icon: IconName;
  /** What of the top bar applies: all of it unless said otherwise. */
  scope?: "period" | "none";
}

/** The navigation, grouped by the user's question. A group appears with its first page. */
export const PAGE_GROUPS: { label: string; pages: PageEntry[] }[] = [
  {
    label: "See",
    pages: [
      { to: "/", label: "Overview", icon: "overview" },
      { to: "/explore", label: "Explore", icon: "explore" },
      { to: "/requests", label: "Requests", icon: "requests" },
    ],
  },
  {
    label: "Trust",
    pages: [
      { to: "/match", label: "Match to invoices", icon: "match", scope: "period" },
      { to: "/sources", label: "Sources", icon: "sources", scope: "none" },
    ],
  },
];

/** Which controls of the top bar say something about a page. */
export function scopeOf(pathname: string): "all" | "period" | "none" {
  const page = PAGE_GROUPS.flatMap(({ pages }) => pages).find(({ to }) => to === pathname);
  return page?.scope ?? "all";
}
