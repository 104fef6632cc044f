import type { IconName } from "./Icon";

export interface PageEntry {
  to: "/" | "/explore" | "/requests";
  label: string;
  icon: IconName;
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
];
