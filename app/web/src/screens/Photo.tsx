/** Takes or chooses a photo, shows what would be sent, sends it. And: shows a photo that was sent. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { PhotoProblem } from "../core/photo";
import { type SmallPhoto, draw, shrink } from "../core/shrink";
import type { Bytes } from "../seal/index";
import { useUi } from "./context";
import { Icon } from "./icons";
import { Notice, Screen, Title } from "./parts";

/** A photo drawn on a canvas: the page's policy then needs no picture addresses at all. */
function Drawn({ bytes, label }: { readonly bytes: Bytes; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) draw(new Blob([bytes], { type: "image/jpeg" }), canvas.current).catch(() => undefined);
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

function Choose(props: { readonly label: string; readonly testId: string; readonly camera?: boolean; readonly onFile: (file: File) => void }) {
  return (
    <label class={props.camera === true ? "button main big file" : "button big file"}>
      {props.camera === true && <Icon name="camera" />}
      <span>{props.label}</span>
      <input
        type="file"
        accept="image/*"
        {...(props.camera === true ? { capture: "environment" as const } : {})}
        data-testid={props.testId}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) props.onFile(file);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

export function PhotoScreen() {
  const { t, phone, back } = useUi();
  const [photo, setPhoto] = useState<SmallPhoto | null>(null);
  const [problem, setProblem] = useState<PhotoProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    setPhoto(null);
    setProblem(null);
    const made = await shrink(file).catch((): PhotoProblem => "broken");
    setBusy(false);
    if (typeof made === "string") setProblem(made);
    else setPhoto(made);
  };
  const send = async () => {
    if (photo === null || busy) return;
    setBusy(true);
    await phone.sendPhoto(photo.bytes, t.chat.photoSent);
    back();
  };
  return (
    <Screen name="photopage" back tabs={false}>
      <Title>{t.photo.title}</Title>
      {photo === null ? (
        <>
          <div class="frame" aria-hidden="true">
            <Icon name="page" />
          </div>
          <p>{t.photo.hint}</p>
          {busy && <p role="status">{t.photo.preparing}</p>}
          {problem !== null && <Notice>{t.photo.problems[problem]}</Notice>}
          <Choose label={t.photo.shoot} testId="photo-camera" camera onFile={(file) => void take(file)} />
          <Choose label={t.photo.choose} testId="photo-file" onFile={(file) => void take(file)} />
        </>
      ) : (
        <>
          <div class="frame full">
            <Drawn bytes={photo.bytes} label={t.photo.preview} />
          </div>
          <button type="button" class="button main big" disabled={busy} onClick={() => void send()} data-testid="photo-send">
            {t.photo.send}
          </button>
          <Choose label={t.photo.retake} testId="photo-file" onFile={(file) => void take(file)} />
          <p class="dim">{t.photo.stripped}</p>
        </>
      )}
    </Screen>
  );
}
