/** One plain figure for everybody, from the front and the back: each part is a button with its name on it. */
import type { PartId, View } from "../core/places";
import { PARTS } from "../core/places";
import { useUi } from "./context";

type Shape = readonly [path: string, x: number, y: number];

const HEAD: Shape = ["M130 4c24 0 36 17 36 37s-14 38-36 38-36-18-36-38 12-37 36-37z", 130, 47];
const NECK: Shape = ["M110 81h40v26h-40z", 130, 100];
const CHEST: Shape = ["M88 110h84c8 0 12 5 12 12l-8 56H84l-8-56c0-7 4-12 12-12z", 130, 150];
const BELLY: Shape = ["M84 181h92l-2 34 4 36H82l4-36z", 130, 222];
const HIPS: Shape = ["M82 254h96l8 44H74z", 130, 281];
const ARM: Shape = ["M72 116l-2 66-20 78c-5 17-16 23-29 20-15-4-19-16-15-31l22-76 14-42c4-12 14-17 30-15z", 43, 204];
const LEG: Shape = ["M73 301h55l-4 116c0 17-8 25-28 25H74c-9 0-13-7-10-15l14-14z", 99, 365];

/** Of a pair the one on the left of the picture; the other one is its mirror image. */
const SHAPES: Readonly<Record<PartId, Shape>> = {
  head: HEAD,
  neck: NECK,
  chest: CHEST,
  belly: BELLY,
  hips: HIPS,
  arm_r: ARM,
  arm_l: ARM,
  leg_r: LEG,
  leg_l: LEG,
  head_back: HEAD,
  nape: NECK,
  back: CHEST,
  waist: BELLY,
  seat: HIPS,
  calf_l: LEG,
  calf_r: LEG,
};
const WIDTH = 260;

/** Whose side is drawn on the left of the picture: the right one from the front, the left one from behind. */
const onLeft = (part: PartId, view: View): boolean => part.endsWith(view === "front" ? "_r" : "_l");

export function Figure(props: { readonly view: View; readonly open: PartId | null; readonly marked: ReadonlySet<PartId>; readonly onPart: (part: PartId) => void }) {
  const { t } = useUi();
  const { view, open, marked, onPart } = props;
  const [left, right] = view === "front" ? [t.body.right, t.body.left] : [t.body.left, t.body.right];
  return (
    <svg class="figure" viewBox={`0 0 ${WIDTH} 446`} role="group" aria-label={t.body[view]}>
      <text class="sidename" x="4" y="22" aria-hidden="true">
        {left}
      </text>
      <text class="sidename end" x="256" y="22" aria-hidden="true">
        {right}
      </text>
      {PARTS[view].map((part) => {
        const sided = part.endsWith("_r") || part.endsWith("_l");
        const flip = sided && !onLeft(part, view);
        const [path, x, y] = SHAPES[part];
        const name = t.body.parts[part];
        const choose = () => { onPart(part); };
        return (
          <g
            key={part}
            class={`part${open === part ? " open" : ""}${marked.has(part) ? " marked" : ""}`}
            role="button"
            tabindex={0}
            aria-label={sided ? t.body.sided(part.endsWith("_r"), name) : name}
            aria-pressed={open === part}
            onClick={choose}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              choose();
            }}
            data-testid={`part-${part}`}
          >
            <path d={path} {...(flip ? { transform: `matrix(-1 0 0 1 ${WIDTH} 0)` } : {})} />
            <text x={flip ? WIDTH - x : x} y={y} aria-hidden="true">
              {name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
