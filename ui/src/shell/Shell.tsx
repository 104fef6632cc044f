import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { statusQuery } from "../api/queries";
import { EmptyState } from "../states/EmptyState";
import { PageSkeleton } from "../states/PageSkeleton";
import { CommandPalette } from "./CommandPalette";
import { Icon } from "./Icon";
import { Brand, Navigation } from "./Navigation";
import { MisreadNotices } from "./PageNotices";
import { ScopeBar } from "./ScopeBar";
import classes from "./Shell.module.css";
import { ThemeToggle } from "./ThemeToggle";
import { useCarriedSearch } from "./useScope";

const ExplainDrawer = lazy(() => import("../explain/ExplainDrawer"));

/** Pages that tell for themselves what to do first. */
const TEACHING = new Set(["/requests", "/match", "/sources"]);

/** The frame around every page: navigation on the left, the shared scope on top. */
export function Shell() {
  const { data: status } = useSuspenseQuery(statusQuery);
  const [menuOpen, menu] = useDisclosure(false);
  const carried = useCarriedSearch();
  const teachesItself = TEACHING.has(useLocation().pathname);
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <aside className={`${classes.side} no-print`} aria-label="Outlay">
        <Link to="/" search={carried} className={classes.sideBrand} aria-label="Outlay, overview">
          <Brand />
        </Link>
        <Navigation />
        <div className={classes.foot}>
          {status.demo && <div>Demo company</div>}
          Outlay {status.version}
        </div>
      </aside>
      <div style={{ minWidth: 0 }}>
        <div className={classes.top}>
          <div className={`${classes.mobile} no-print`}>
            <Brand />
            <div style={{ display: "flex", gap: 4 }}>
              <ThemeToggle testId="theme-toggle-narrow" />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Menu"
                onClick={menu.open}
              >
                <Icon name="menu" />
              </ActionIcon>
            </div>
          </div>
          <ScopeBar />
        </div>
        <main id="content" className={classes.content} tabIndex={-1}>
          <MisreadNotices />
          {status.empty && !teachesItself ? (
            <EmptyState />
          ) : (
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          )}
        </main>
      </div>
      <Drawer opened={menuOpen} onClose={menu.close} title={<Brand />} size="xs">
        <Navigation onNavigate={menu.close} />
      </Drawer>
      <CommandPalette />
      <Suspense fallback={null}>
        <ExplainDrawer />
      </Suspense>
    </div>
  );
}
