// node sharpness.js PICTURES: how blurred the phone finds each picture; one JSON array on standard output. `jiayi evaluate blur` bundles and
// starts it. Each picture is its width and height (unsigned, 32 bit, little endian) and one byte of grey for each pixel.

import { readFileSync } from "node:fs";
import process from "node:process";

import { BLURRED, blur } from "../src/core/sharpness.js";

const bytes = readFileSync(process.argv[2]!);
const found: (number | null)[] = [];
let at = 0;
while (at < bytes.length) {
  const width = bytes.readUInt32LE(at);
  const height = bytes.readUInt32LE(at + 4);
  at += 8;
  found.push(blur(bytes.subarray(at, at + width * height), width, height));
  at += width * height;
}
process.stdout.write(JSON.stringify({ limit: BLURRED, found }));
