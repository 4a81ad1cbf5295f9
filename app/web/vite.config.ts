import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Writes the digests of everything that was built into the page's keeper, which gives out nothing else. */
function digestsForTheKeeper(): Plugin {
  let dist = "";
  return {
    name: "digests-for-the-keeper",
    apply: "build",
    configResolved: (config) => { dist = join(config.root, config.build.outDir); },
    closeBundle: () => {
      const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const names = files.map((entry) => `/${relative(dist, join(entry.parentPath, entry.name)).split(sep).join("/")}`).filter((name) => name !== "/sw.js");
      const digest = (name: string) => createHash("sha256").update(readFileSync(join(dist, name))).digest("hex");
      const build = Object.fromEntries(names.sort().map((name) => [name, digest(name)]));
      const keeper = readFileSync(join(dist, "sw.js"), "utf8");
      const empty = "const BUILD = {};";
      if (!keeper.includes(empty)) throw new Error("sw.js has no place for the digests of the build");
      writeFileSync(join(dist, "sw.js"), keeper.replace(empty, `const BUILD = ${JSON.stringify(build)};`));
    },
  };
}

// One script and one style sheet under /assets/, nothing inlined: the commission serves the page with a policy that
// allows neither inline code nor data URLs.
export default defineConfig(({ command }) => ({
  base: "/",
  plugins: [digestsForTheKeeper()],
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
    testTimeout: 60_000,
  },
}));
