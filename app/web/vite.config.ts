import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

// One script and one style sheet under /assets/, nothing inlined: the commission serves the page with a policy that
// allows neither inline code nor data URLs.
export default defineConfig(({ command }) => ({
  base: "/",
  resolve: { alias: command === "build" ? { crypto: fileURLToPath(new URL("src/no-crypto.ts", import.meta.url)) } : {} },
  build: {
    target: "es2021",
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    // What the first script imports is named in the page and asked for at the same time; later chunks are fetched when they are wanted.
    modulePreload: { polyfill: false, resolveDependencies: (_file, found, { hostType }) => (hostType === "html" ? found : []) },
    sourcemap: false,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    environment: "node",
    restoreMocks: true,
    testTimeout: 20_000,
  },
}));
