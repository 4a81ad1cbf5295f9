/** A photo that was taken or sent, as it is. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { Bytes } from "../seal/index";
import { useUi } from "./context";

/** A photo drawn on a canvas: the page's policy then needs no picture addresses at all. */
export function Drawn({ bytes, label }: { readonly bytes: Bytes; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const show = async () => {
      const { draw } = await import("../core/shrink");
      if (canvas.current !== null) await draw(new Blob([bytes], { type: "image/jpeg" }), canvas.current);
    };
    show().catch(() => undefined);
  }, [bytes]);
  return <canvas ref={canvas} class="photo" role="img" aria-label={label} />;
}

export function SentPhoto({ id, label }: { readonly id: string; readonly label: string }) {
  const { phone } = useUi();
  const [bytes, setBytes] = useState<Bytes | null>(null);
  useEffect(() => {
    let gone = false;
    void phone.photo(id).then((found) => {
      if (!gone && found !== undefined) setBytes(found);
    });
    return () => {
      gone = true;
    };
  }, [id, phone]);
  return bytes === null ? null : <Drawn bytes={bytes} label={label} />;
}
