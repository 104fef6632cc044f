/**
 * Colours for values. Hues keep apart for the common forms of colour blindness by
 * lightness as well as by hue; each has a partner of the same name for dark pages.
 */
const LIGHT = [
  "#3553c9",
  "#c77410",
  "#12877f",
  "#c2457f",
  "#4f8fd6",
  "#7d4fb3",
  "#8a6d2f",
  "#d1553b",
  "#4f9a4a",
  "#9678cf",
  "#1d5f8a",
  "#94842a",
];
const DARK = [
  "#6f88f0",
  "#f0a94b",
  "#35b3a9",
  "#e577a8",
  "#9cc5f5",
  "#a67fdb",
  "#bb9c58",
  "#ee8068",
  "#79bf74",
  "#c6b2ee",
  "#4f97c7",
  "#d3c364",
];

const NEUTRAL = {
  light: ["#8b93a1", "#b4bac4", "#68707d"],
  dark: ["#838b98", "#5d6470", "#a5acb8"],
};

/** Values that say "not known" or "the rest" are grey everywhere. */
const GREYS: Record<string, number> = {
  other: 1,
  unattributed: 0,
  idle: 1,
  untracked_ai: 2,
  "": 0,
};

// Chosen so that the values of cost_group, which open the first page, get hues of their own.
const SEED = 187_703;

export function hashText(text: string): number {
  let hash = SEED;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return hash >>> 0;
}

export type Scheme = "light" | "dark";

/** Places of hues that neighbours in one chart are mistaken for each other. */
const NEAR: [number, number][] = [
  [0, 5],
  [0, 10],
  [1, 6],
  [1, 7],
  [1, 11],
  [4, 9],
  [6, 11],
  [8, 11],
];

function huePlace(value: string): number {
  return hashText(value) % LIGHT.length;
}

/** The colour of one value, the same on every page. */
export function colorOf(value: string | null, scheme: Scheme): string {
  const hues = scheme === "dark" ? DARK : LIGHT;
  const grey = GREYS[value ?? ""];
  if (grey !== undefined) return NEUTRAL[scheme][grey] ?? "#8b93a1";
  return hues[huePlace(value ?? "")] ?? "#3553c9";
}

function isNear(place: number, taken: Set<number>): boolean {
  return NEAR.some(([a, b]) => (a === place && taken.has(b)) || (b === place && taken.has(a)));
}

/** The next hue that nobody has; one that resembles no taken hue when there is any. */
function freePlace(start: number, taken: Set<number>): number {
  const places = LIGHT.map((_, step) => (start + step * 5) % LIGHT.length);
  const free = places.filter((place) => !taken.has(place));
  return free.find((place) => !isNear(place, taken)) ?? free[0] ?? start;
}

/** Hues of named values: each its own where it can, the others the next free one. */
function placesOf(names: string[]): Map<string, number> {
  const taken = new Set<number>();
  const places = new Map<string, number>();
  const yielding: string[] = [];
  for (const name of names) {
    const own = huePlace(name);
    if (taken.has(own) || isNear(own, taken)) yielding.push(name);
    else {
      taken.add(own);
      places.set(name, own);
    }
  }
  for (const name of yielding) {
    const place = freePlace(huePlace(name), taken);
    taken.add(place);
    places.set(name, place);
  }
  return places;
}

/**
 * Colours for the values of one chart. Where two would be the same or hard to tell apart,
 * the later name yields, so that the order of sizes changes no colour.
 */
export function colorsOf(values: (string | null)[], scheme: Scheme): Map<string | null, string> {
  const hues = scheme === "dark" ? DARK : LIGHT;
  const isGrey = (value: string | null) => GREYS[value ?? ""] !== undefined;
  const sorted = [...new Set(values)].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  const named = placesOf(sorted.filter((value): value is string => !isGrey(value)));
  const colors = new Map<string | null, string>();
  const greys = new Set<string>();
  for (const value of sorted) {
    const place = named.get(value ?? "");
    const own = colorOf(value, scheme);
    const free = NEUTRAL[scheme].find((grey) => !greys.has(grey));
    const grey = greys.has(own) ? (free ?? own) : own;
    if (isGrey(value)) greys.add(grey);
    colors.set(value, place === undefined ? grey : (hues[place] ?? own));
  }
  return colors;
}

/** The grey of "the rest", apart from greys that values of the chart have. */
export function restColor(taken: Iterable<string>, scheme: Scheme): string {
  const used = new Set(taken);
  const own = colorOf("other", scheme);
  return used.has(own) ? (NEUTRAL[scheme].find((grey) => !used.has(grey)) ?? own) : own;
}
