import { useMantineColorScheme } from "@mantine/core";
import { PRESETS } from "../scope/range";
import { DEFAULT_VIEW } from "../scope/search";
import type { IconName } from "./Icon";
import { useCatalog, useDefaultPreset, useSetSearch } from "./useScope";

export interface Command {
  label: string;
  /** More words that find it. */
  words: string;
  icon: IconName;
  run: () => void;
}

export interface CommandGroup {
  label: string;
  commands: Command[];
}

const THEMES = [
  { scheme: "light", label: "Light theme", icon: "sun" },
  { scheme: "dark", label: "Dark theme", icon: "moon" },
  { scheme: "auto", label: "Theme of the system", icon: "sun" },
] as const;

/** Whether every typed word begins a word of the command. */
export function isFound(command: Command, typed: string): boolean {
  const words = `${command.label} ${command.words}`.toLowerCase().split(/\s+/);
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.every((part) => words.some((word) => word.startsWith(part)));
}

/** Periods, cost views and themes as things to do from the keyboard. */
export function useCommands(typed: string): CommandGroup[] {
  const { views } = useCatalog();
  const setSearch = useSetSearch();
  const preset = useDefaultPreset();
  const { setColorScheme } = useMantineColorScheme();
  const groups: CommandGroup[] = [
    {
      label: "Period",
      commands: PRESETS.map(({ id, label }) => ({
        label,
        words: "period range time",
        icon: "calendar",
        run: () => {
          const range = id === preset ? undefined : id;
          setSearch({ range, since: undefined, until: undefined });
        },
      })),
    },
    {
      label: "Cost view",
      commands: views.map(({ name, label }) => ({
        label: `${label} view`,
        words: "cost",
        icon: "overview",
        run: () => setSearch({ view: name === DEFAULT_VIEW ? undefined : name }),
      })),
    },
    {
      label: "Theme",
      commands: THEMES.map(({ scheme, label, icon }) => ({
        label,
        words: "mode colour",
        icon,
        run: () => setColorScheme(scheme),
      })),
    },
  ];
  return groups
    .map((group) => ({
      ...group,
      commands: group.commands.filter((command) => isFound(command, typed)),
    }))
    .filter(({ commands }) => commands.length > 0);
}
