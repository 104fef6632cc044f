import { type ExploreSearch, parseSearch, readExplore } from "./search";

/** The search part of a link that the API gives, such as `/explore?metrics=cost&by=day`. */
export function exploreSearchOf(link: string | null | undefined): ExploreSearch | null {
  if (!link) return null;
  const query = link.split("?")[1] ?? "";
  return readExplore(parseSearch(query));
}
