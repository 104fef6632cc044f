import { createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef1fe",
  "#dbe1fb",
  "#b6c1f5",
  "#8e9ef0",
  "#6c80eb",
  "#566be6",
  "#3f56d8",
  "#3549bf",
  "#2e40a6",
  "#24338a",
];

/** Greys of the dark pages, from text to ground, in the tint of the rest. */
const dark: MantineColorsTuple = [
  "#e8ebf0",
  "#aab2c0",
  "#98a1b0",
  "#6b7482",
  "#39414f",
  "#272d38",
  "#1b2029",
  "#171b22",
  "#101318",
  "#0b0d11",
];

const FONT =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

const SCROLLING_LIST = {
  withScrollArea: false,
  styles: { options: { maxHeight: 300, overflowY: "auto" as const } },
};

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 6, dark: 5 },
  colors: { ink, dark },
  fontFamily: FONT,
  fontFamilyMonospace: MONO,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  components: {
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // The list itself scrolls: a scrolling box around it could not be reached by keyboard.
    Select: { defaultProps: SCROLLING_LIST },
    MultiSelect: { defaultProps: SCROLLING_LIST },
    InputWrapper: { styles: { description: { fontSize: "0.75rem", lineHeight: 1.4 } } },
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    Tooltip: {
      defaultProps: {
        multiline: true,
        maw: 320,
        openDelay: 250,
        withArrow: false,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
});
