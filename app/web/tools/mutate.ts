// node mutate.mjs CORPUS SEED FIRST COUNT: the phone's openers against the plan; one JSON object on standard output. `jiayi bench mutate`
// bundles and starts it.

import { readFileSync } from "node:fs";
import process from "node:process";

import { entriesOf, run } from "./mutations.js";

const [path, seed, first, count] = process.argv.slice(2);
const corpus = entriesOf(JSON.parse(readFileSync(path!, "utf-8")));
const outcome = await run(corpus, Number(seed), Number(first), Number(count), (done) => process.stderr.write(`${done}\n`));
process.stdout.write(JSON.stringify(outcome));
