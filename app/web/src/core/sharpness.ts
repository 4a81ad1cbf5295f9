/**
 * Whether a photo is blurred, judged before it is sent. A sharp edge loses most of its steps when it is blurred once more, a blurred one
 * hardly any (Crété-Roffet, Dolmiere, Ladret, Nicolas: "The blur effect", SPIE 6492, 2007). Only the squares with the most edges count, so
 * that neither the table under a sheet nor an empty margin decides. No I/O.
 */

/** Squares of so many pixels a side. */
const SQUARE = 48;
/** The share of the squares that counts: those with the most edges, and at least `LEAST`. */
const SHARE = 0.2;
const LEAST = 4;
/** Half of the window that is blurred once more: 9 pixels in all. */
const REACH = 4;
/** Mean step between neighbours, in levels of grey, below which a picture has no edges to judge by: a dark room, a plain patch of skin. */
const PLAIN = 0.4;

/**
 * Above it a photo is asked back. Measured on drawn photos of reports (`jiayi evaluate blur`): docs/decisions/0025.
 */
export const BLURRED = 0.28;

/**
 * Answers how blurred a picture is, in its worse direction: about 0.1 for a clean print, 0.3 and more for one that is hard to read, 1 at most;
 * null when it has too few edges to tell.
 *
 * @param grey one byte for each pixel, row by row.
 */
export function blur(grey: Uint8Array | Uint8ClampedArray, width: number, height: number): number | null {
  const across = Math.floor((width - 1) / SQUARE);
  const down = Math.floor((height - 1) / SQUARE);
  if (across < 1 || down < 1 || across * down < LEAST) return null;
  const squares = across * down;
  const steps = [new Float64Array(squares), new Float64Array(squares)] as const;
  const lost = [new Float64Array(squares), new Float64Array(squares)] as const;
  const along = [1, width] as const;
  for (let square = 0; square < squares; square += 1) {
    const left = (square % across) * SQUARE;
    const top = Math.floor(square / across) * SQUARE;
    for (const way of [0, 1] as const) {
      const by = along[way];
      const length = way === 0 ? width : height;
      let sum = 0;
      let gone = 0;
      for (let y = top; y < top + SQUARE; y += 1) {
        for (let x = left; x < left + SQUARE; x += 1) {
          const at = y * width + x;
          const place = way === 0 ? x : y;
          const step = Math.abs((grey[at + by] ?? 0) - (grey[at] ?? 0));
          // What is left of this step in a mean of nine: the window's far end less its near one.
          const before = at - Math.min(REACH, place) * by;
          const after = at + Math.min(REACH + 1, length - 1 - place) * by;
          const left9 = Math.abs((grey[after] ?? 0) - (grey[before] ?? 0)) / (2 * REACH + 1);
          sum += step;
          if (step > left9) gone += step - left9;
        }
      }
      steps[way][square] = sum;
      lost[way][square] = gone;
    }
  }
  const energy = (square: number): number => (steps[0][square] ?? 0) + (steps[1][square] ?? 0);
  const order = Array.from({ length: squares }, (_, square) => square).sort((a, b) => energy(b) - energy(a));
  const counted = order.slice(0, Math.max(LEAST, Math.floor(squares * SHARE)));
  const total = (of: Float64Array): number => counted.reduce((sum, square) => sum + (of[square] ?? 0), 0);
  if (counted.reduce((sum, square) => sum + energy(square), 0) < PLAIN * 2 * counted.length * SQUARE * SQUARE) return null;
  return Math.max(...([0, 1] as const).map((way) => 1 - total(lost[way]) / Math.max(1, total(steps[way]))));
}

/** Answers the grey of pixels as a canvas gives them, four bytes each (weights of ITU-R BT.601). */
export function greyOf(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4);
  for (let at = 0; at < grey.length; at += 1)
    grey[at] = ((rgba[4 * at] ?? 0) * 299 + (rgba[4 * at + 1] ?? 0) * 587 + (rgba[4 * at + 2] ?? 0) * 114) / 1000;
  return grey;
}
