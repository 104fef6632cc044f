import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { catalogQuery, statusQuery } from "./api/queries";
import {
  parseSearch,
  type RawSearch,
  readExplore,
  readMatch,
  readOverview,
  readRequests,
  readScope,
  readSources,
  stringifySearch,
} from "./scope/search";
import { SignIn } from "./session/SignIn";
import { isSignedOut } from "./session/useSession";
import { Shell } from "./shell/Shell";
import { PageSkeleton } from "./states/PageSkeleton";
import { ProblemPanel } from "./states/ProblemPanel";

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Shell,
  validateSearch: (raw: RawSearch) => readScope(raw),
  loader: ({ context }) =>
    Promise.all([
      context.client.ensureQueryData(catalogQuery),
      context.client.ensureQueryData(statusQuery),
    ]),
  errorComponent: ({ error }) => (
    <main style={{ maxWidth: 720, margin: "12vh auto", padding: "0 16px" }}>
      {isSignedOut(error) ? (
        <SignIn what="to see anything here" onDone={() => window.location.reload()} />
      ) : (
        <ProblemPanel error={error} onRetry={() => window.location.reload()} />
      )}
    </main>
  ),
  notFoundComponent: () => (
    <>
      <h1>No such page</h1>
      <p>
        The address leads nowhere. <Link to="/">Go to the overview</Link>.
      </p>
    </>
  ),
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (raw: RawSearch) => readOverview(raw),
  component: lazyRouteComponent(() => import("./overview/OverviewPage")),
});

const explore = createRoute({
  getParentRoute: () => root,
  path: "/explore",
  validateSearch: (raw: RawSearch) => readExplore(raw),
  component: lazyRouteComponent(() => import("./explore/ExplorePage")),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: "/requests",
  validateSearch: (raw: RawSearch) => readRequests(raw),
  component: lazyRouteComponent(() => import("./requests/RequestsPage")),
});

const match = createRoute({
  getParentRoute: () => root,
  path: "/match",
  validateSearch: (raw: RawSearch) => readMatch(raw),
  component: lazyRouteComponent(() => import("./match/MatchPage")),
});

const sources = createRoute({
  getParentRoute: () => root,
  path: "/sources",
  validateSearch: (raw: RawSearch) => readSources(raw),
  component: lazyRouteComponent(() => import("./sources/SourcesPage")),
});

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([overview, explore, requests, match, sources]),
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: ({ error }) => <ProblemPanel error={error} />,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
