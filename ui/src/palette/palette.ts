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

/** The colour of one value, the same on every page. */
export function colorOf(value: string | null, scheme: Scheme): string {
  const hues = scheme === "dark" ? DARK : LIGHT;
  const grey = GREYS[value ?? ""];
  if (grey !== undefined) return NEUTRAL[scheme][grey] ?? "#8b93a1";
  return hues[hashText(value ?? "") % hues.length] ?? "#3553c9";
}

/** Colours for the series of one chart, largest first: where two meet, the smaller one yields. */
export function colorsOf(values: (string | null)[], scheme: Scheme): Map<string | null, string> {
  const hues = scheme === "dark" ? DARK : LIGHT;
  const taken = new Set<string>();
  const colors = new Map<string | null, string>();
  for (const value of values) {
    let color = colorOf(value, scheme);
    const start = hues.indexOf(color);
    for (let step = 1; start >= 0 && taken.has(color) && step < hues.length; step += 1) {
      color = hues[(start + step * 5) % hues.length] ?? color;
    }
    taken.add(color);
    colors.set(value, color);
  }
  return colors;
}
