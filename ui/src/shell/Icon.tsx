/** Line icons of one weight, drawn here so that no icon package is shipped. */
const PATHS = {
  overview: "M3 13h4V3H3zm0 0M9 13h4V7H9z",
  explore: "M2.5 12.5 6 8l3 2.5 4.5-6M10.5 4.5h3v3",
  requests: "M2.5 4h7M2.5 8h11M2.5 12h5M12 2.5v3M12 10.5v3",
  match: "M8 2.5v11M4.5 13.5h7M3 5h10M3 5l-1.5 4.5h3zM13 5l-1.5 4.5h3z",
  sources:
    "M3 4.2c0-1 2.2-1.7 5-1.7s5 .7 5 1.7-2.2 1.7-5 1.7-5-.7-5-1.7zm0 0v7.6c0 1 2.2 1.7 5 1.7s5-.7 5-1.7V4.2M3 8c0 1 2.2 1.7 5 1.7S13 9 13 8",
  clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.2l2.2 1.3",
  failed: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM6 6l4 4m0-4-4 4",
  passed: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM5.6 8.2l1.7 1.7 3.2-3.6",
  sync: "M13 4v3h-3M3 12V9h3M12.6 7A5 5 0 0 0 4 5.2L3.5 6M3.4 9a5 5 0 0 0 8.6 1.8l.5-.8",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.5v9l7-4.5z",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm3.4-1.1 3.1 3.1",
  calendar: "M3 4.5h10v9H3zM3 7h10M5.5 2.5v3M10.5 2.5v3",
  plus: "M8 3.5v9M3.5 8h9",
  close: "m4.5 4.5 7 7m0-7-7 7",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 2v1.2M8 12.8V14M2 8h1.2M12.8 8H14M3.8 3.8l.8.8M11.4 11.4l.8.8M12.2 3.8l-.8.8M4.6 11.4l-.8.8",
  moon: "M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  download: "M8 2.5v8m-3-3 3 3 3-3M3 13.5h10",
  key: "M6 11.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 7.2l5-4.2M11 4.7l1.6 1.9",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9",
  chevron: "m4.5 6.5 3.5 3.5 3.5-3.5",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  check: "m3.5 8.5 3 3 6-7",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1",
  exclude: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM4.2 4.2l7.6 7.6",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  explain: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 7.5v3M8 5.2v.1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none" }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
