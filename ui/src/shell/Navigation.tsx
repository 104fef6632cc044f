import { UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { Link } from "@tanstack/react-router";
import { Icon } from "./Icon";
import classes from "./Navigation.module.css";
import { PAGE_GROUPS } from "./pages";
import { useCarriedSearch } from "./useScope";

const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg aria-hidden="true" viewBox="0 0 32 32" width="22" height="22">
        <rect width="32" height="32" rx="8" fill="var(--o-accent)" />
        <path d="M8 22V14h4v8zm6 0V9h4v13zm6 0v-5h4v5z" fill="var(--o-surface)" />
      </svg>
      Outlay
    </span>
  );
}

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const carried = useCarriedSearch();
  return (
    <nav aria-label="Pages" className={classes.nav}>
      <UnstyledButton className={classes.search} onClick={spotlight.open} data-testid="open-search">
        <Icon name="search" size={14} />
        <span className={classes.searchText}>Search</span>
        <kbd className={classes.key}>{isApple ? "⌘" : "Ctrl"} K</kbd>
      </UnstyledButton>
      {PAGE_GROUPS.map((group) => (
        <div key={group.label}>
          <p className={classes.group} id={`nav-${group.label}`}>
            {group.label}
          </p>
          <ul className={classes.list} aria-labelledby={`nav-${group.label}`}>
            {group.pages.map((page) => (
              <li key={page.to}>
                <Link
                  to={page.to}
                  search={carried as never}
                  className={classes.link}
                  activeOptions={{ exact: true, includeSearch: false }}
                  onClick={onNavigate}
                >
                  <Icon name={page.icon} />
                  {page.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
