import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The build lands inside the Python package, so that the wheel carries the pages.
const OUT_DIR = "../src/outlay/web/static";
const API = process.env.OUTLAY_API ?? "http://127.0.0.1:8420";

export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: OUT_DIR,
    emptyOutDir: true,
    target: "es2022",
    // A strict content security policy forbids inlined assets other than images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { "/api": API } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
  },
});
