import { Modal, VisuallyHidden } from "@mantine/core";
import { Spotlight } from "@mantine/spotlight";
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ledgerQuery } from "../api/queries";
import { valueIn } from "../chart/series";
import { labelOfValue } from "../format/value";
import { termFor } from "../scope/filter";
import { Icon } from "./Icon";
import { PAGE_GROUPS } from "./pages";
import {
  useAddFilter,
  useCarriedSearch,
  useCatalog,
  useLabelOf,
  useScope,
  useSetSearch,
} from "./useScope";

/** Dimensions whose values people type by name; those the catalog lacks are skipped. */
const SEARCHED = ["feature", "model", "customer", "team", "provider", "product", "cost_group"];
const LIST_ID = "palette";
const SHOWN = 8;
const KNOWN_VALUES = 500;

interface Found {
  dimension: string;
  value: string;
}

function useFoundValues(typed: string, opened: boolean): Found[] {
  const { dimensions } = useCatalog();
  const { since, until, view } = useScope();
  const known = SEARCHED.filter((name) => dimensions.some((dimension) => dimension.name === name));
  const answers = useQueries({
    queries: known.map((name) =>
      ledgerQuery(
        { metrics: ["cost"], by: [name], since, until, view, order: "-cost", limit: KNOWN_VALUES },
        opened && typed.length > 0,
      ),
    ),
  });
  if (!typed) return [];
  const wanted = typed.toLowerCase();
  return answers
    .flatMap(({ data }, index) =>
      (data?.rows ?? []).map((row) => ({
        dimension: known[index] ?? "",
        value: valueIn(row, known[index] ?? "") ?? "",
      })),
    )
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .sort((a, b) => Number(startsWith(b, wanted)) - Number(startsWith(a, wanted)))
    .slice(0, SHOWN);
}

function startsWith(found: Found, wanted: string): boolean {
  return found.value.toLowerCase().startsWith(wanted);
}

/** Ctrl/⌘-K or `/`: go to a page, filter by a value, explain an id. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  const carried = useCarriedSearch();
  const setSearch = useSetSearch();
  const addFilter = useAddFilter();
  const labelOf = useLabelOf();
  const typed = query.trim();
  const found = useFoundValues(typed, opened);
  const pages = PAGE_GROUPS.flatMap((group) => group.pages).filter(({ label }) =>
    label.toLowerCase().includes(typed.toLowerCase()),
  );
  const looksLikeId = /^\S{6,}$/.test(typed);
  const shown = [...pages.map(({ to }) => to), ...found.map(({ value }) => value)].join("\n");
  // Values arrive after the letters: the first line stays the one that Enter takes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines shown are what changes.
  useEffect(() => {
    const list = document.getElementById(LIST_ID);
    if (!list || list.querySelector("[data-selected]")) return;
    list.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  }, [opened, typed, shown]);
  const nothing = pages.length === 0 && found.length === 0 && !looksLikeId;
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K", "/"]}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
    >
      <VisuallyHidden>
        <Modal.Title>Search</Modal.Title>
      </VisuallyHidden>
      <Spotlight.Search
        placeholder="Go to a page, filter by a value, explain an id"
        aria-label="Search pages, values and ids"
        leftSection={<Icon name="search" />}
        data-testid="search"
      />
      <Spotlight.ActionsList id={LIST_ID}>
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map((page) => (
              <Spotlight.Action
                key={page.to}
                label={page.label}
                leftSection={<Icon name={page.icon} />}
                onClick={() => navigate({ to: page.to, search: carried as never })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Filter by">
            {found.map(({ dimension, value }) => (
              <Spotlight.Action
                key={`${dimension}=${value}`}
                label={labelOfValue(value, dimension)}
                description={labelOf(dimension)}
                leftSection={<Icon name="filter" />}
                onClick={() => addFilter(termFor(dimension, value))}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {looksLikeId && (
          <Spotlight.ActionsGroup label="Trace an amount">
            <Spotlight.Action
              label={`Explain ${typed}`}
              description="The charges, rules and prices behind a ledger row or charge"
              leftSection={<Icon name="explain" />}
              onClick={() => setSearch({ explain: typed })}
            />
          </Spotlight.ActionsGroup>
        )}
        {nothing && <Spotlight.Empty>Nothing in this period has that name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
