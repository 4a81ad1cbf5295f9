// Prints what the first load weighs compressed (gzip, level 9, as the commission serves it) and fails above the limit.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 100_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const html = readFileSync(join(dist, "index.html"), "utf8");
const paths = [...html.matchAll(/(?:src|href)="(\/[^"#?]+)"/g)].map((match) => match[1]);
const rows = [["index.html", html], ...paths.map((path) => [path, readFileSync(join(dist, path))])].map(
  ([name, content]) => ({ name, raw: Buffer.byteLength(content), zipped: gzipSync(content, { level: 9 }).length }),
);
let total = 0;
for (const { name, raw, zipped } of rows) {
  total += zipped;
  console.log(`${String(zipped).padStart(8)}  ${String(raw).padStart(8)}  ${name}`);
}
console.log(`${String(total).padStart(8)}  compressed, first load; limit ${LIMIT_BYTES}`);
if (total > LIMIT_BYTES) {
  console.error(`The first load is ${total - LIMIT_BYTES} bytes over its limit: see what was added to the bundle.`);
  process.exit(1);
}
