/** Turns a chosen file into the small JPEG that is sent. Redrawing on a canvas leaves place, time and device of the shot behind. */

import { MAX_FILE_BYTES, type PhotoProblem, readHeader, shrunkSize } from "./photo";
import { BLURRED, blur, greyOf } from "./sharpness";

export interface SmallPhoto {
  /** It looks blurred; whoever took it decides. */
  readonly blurred: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

const QUALITIES = [0.86, 0.72, 0.55];
/** What is sent stays below this, so that a weak signal carries it and four fit one request. */
const AIM_BYTES = 1_500_000;

/** Draws picture bytes on a canvas at most as large as asked for. Raises when the browser cannot decode them. */
export async function draw(blob: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const bitmap = await decode(blob);
  const size = shrunkSize(bitmap.width, bitmap.height);
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, size.width, size.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, size.width, size.height);
  if ("close" in bitmap) bitmap.close();
}

/** How a camera held the picture (EXIF) is honoured by either way. */
async function decode(blob: Blob): Promise<ImageBitmap | HTMLImageElement> {
  if (typeof createImageBitmap === "function") {
    try {
      return await createImageBitmap(blob, { imageOrientation: "from-image" });
    } catch {
      // Older browsers know the function without its options.
    }
  }
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function isBlurred(canvas: HTMLCanvasElement): boolean {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, width, height).data;
  return pixels !== undefined && (blur(greyOf(pixels), width, height) ?? 0) > BLURRED;
}

const toJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", quality);
  });

/** Answers the JPEG to send, or why the file cannot be used. Nothing is decoded before its header was judged. */
export async function shrink(file: Blob): Promise<SmallPhoto | PhotoProblem> {
  if (file.size > MAX_FILE_BYTES) return "too_big";
  const raw = new Uint8Array(await file.arrayBuffer());
  const header = readHeader(raw);
  if (typeof header === "string") return header;
  const canvas = document.createElement("canvas");
  try {
    await draw(new Blob([raw], { type: header.type }), canvas);
  } catch {
    return "broken";
  }
  const blurred = isBlurred(canvas);
  for (const quality of QUALITIES) {
    const blob = await toJpeg(canvas, quality);
    if (blob === null || blob.type !== "image/jpeg") return "broken";
    if (blob.size <= AIM_BYTES || quality === QUALITIES[QUALITIES.length - 1]) {
      return { blurred, bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height };
    }
  }
  return "broken";
}
