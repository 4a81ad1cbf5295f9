import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

// The gallery as files that any server of files can hand out: `vite build --config test/gallery/vite.config.ts --outDir FOLDER`.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  resolve: { alias: { crypto: here("../../src/no-crypto.ts") } },
  build: { target: "es2021", emptyOutDir: true },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
