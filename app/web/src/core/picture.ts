/** Draws the page for the hospital as a picture that can be kept among the photos: black on white, whatever the phone's colours are. */
import type { Shared } from "../seal/index";
import { wrap } from "./summary";

const WIDTH = 1080;
const MARGIN = 64;
const FONT = '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

interface Row {
  readonly text: string;
  readonly px: number;
  readonly bold: boolean;
  readonly gap: number;
}

/** Answers a PNG, or null where the browser draws none. `foot` stands at its end. */
export function pictureOf(summary: Shared, title: string, foot: readonly string[]): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (pen === null) return Promise.resolve(null);
  const rows: Row[] = [
    { text: title, px: 52, bold: true, gap: 20 },
    { text: `${summary.name}  ${summary.person}`, px: 40, bold: true, gap: 8 },
    { text: foot[0] ?? "", px: 30, bold: false, gap: 28 },
    { text: `${summary.urgency}：${summary.headline}`.replace("：", summary.lang === "zh" ? "：" : ": "), px: 36, bold: true, gap: 28 },
    { text: summary.summary, px: 34, bold: false, gap: 32 },
    { text: foot.slice(1).join("\n"), px: 28, bold: false, gap: 0 },
  ];
  const font = (row: Row) => `${row.bold ? "700" : "400"} ${row.px}px ${FONT}`;
  const laid = rows.map((row) => {
    pen.font = font(row);
    return { row, lines: wrap(row.text, (line) => pen.measureText(line).width <= WIDTH - 2 * MARGIN) };
  });
  canvas.width = WIDTH;
  canvas.height = Math.ceil(2 * MARGIN + laid.reduce((sum, { row, lines }) => sum + lines.length * row.px * 1.5 + row.gap, 0));
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000000";
  pen.textBaseline = "top";
  let y = MARGIN;
  for (const { row, lines } of laid) {
    pen.font = font(row);
    for (const line of lines) {
      pen.fillText(line, MARGIN, y);
      y += row.px * 1.5;
    }
    y += row.gap;
  }
  return new Promise((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
}
