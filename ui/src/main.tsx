import "@mantine/core/styles.css";
import "@mantine/spotlight/styles.css";
import "./theme/global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client";
import { createAppRouter } from "./router";
import { theme } from "./theme/theme";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refused question stays refused; only a server in trouble is asked again.
      retry: (count, error) =>
        count < 1 &&
        !(error instanceof ApiError && error.problem.status < 500 && error.problem.status > 0),
      retryDelay: 400,
    },
  },
});
const router = createAppRouter(client);
const container = document.getElementById("root");

if (container) {
  createRoot(container).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
