/** Takes or chooses photos, shows what would be sent and says which look blurred, sends them. */
import { useState } from "preact/hooks";

import { MOST_PHOTOS } from "../core/album";
import type { PhotoProblem } from "../core/photo";
import { type SmallPhoto, shrink } from "../core/shrink";
import { useUi } from "./context";
import { Icon } from "./icons";
import { Notice, Screen, Title, returnedWords } from "./parts";
import { Drawn } from "./SentPhoto";
import { Viewfinder, hasViewfinder } from "./Viewfinder";

function Choose(props: {
  readonly label: string;
  readonly testId: string;
  readonly camera?: boolean;
  readonly main?: boolean;
  readonly disabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  return (
    <label class={props.main === true ? "button main big file" : "button big file"}>
      {props.camera === true && <Icon name="camera" />}
      <span>{props.label}</span>
      <input
        type="file"
        accept="image/*"
        disabled={props.disabled}
        {...(props.camera === true ? { capture: "environment" as const } : { multiple: true })}
        data-testid={props.testId}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) props.onFiles(files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

/** What was wrong with the files that are not among the photos, each said once. */
function Problems({ problems, left }: { readonly problems: readonly PhotoProblem[]; readonly left: number }) {
  const { t } = useUi();
  return (
    <>
      {left > 0 && <Notice>{t.photo.tooMany(MOST_PHOTOS, left)}</Notice>}
      {[...new Set(problems)].map((problem) => (
        <Notice key={problem}>{t.photo.problems[problem]}</Notice>
      ))}
    </>
  );
}

export function PhotoScreen() {
  const { t, state, phone, back } = useUi();
  const [photos, setPhotos] = useState<readonly SmallPhoto[]>([]);
  const [problems, setProblems] = useState<readonly PhotoProblem[]>([]);
  const [left, setLeft] = useState(0);
  const [framing, setFraming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [unkept, setUnkept] = useState(false);
  const take = async (files: readonly Blob[]) => {
    setBusy(true);
    setProblems([]);
    const room = MOST_PHOTOS - photos.length;
    setLeft(Math.max(0, files.length - room));
    // One after another: a cheap phone cannot hold several large pictures at once.
    for (const file of files.slice(0, room)) {
      const made = await shrink(file).catch((): PhotoProblem => "broken");
      if (typeof made === "string") setProblems((before) => [...before, made]);
      else setPhotos((before) => [...before, made]);
    }
    setBusy(false);
  };
  const remove = (photo: SmallPhoto) => {
    setPhotos((before) => before.filter((one) => one !== photo));
    setLeft(0);
  };
  const send = async () => {
    if (photos.length === 0 || busy) return;
    setBusy(true);
    if (await phone.album.send(photos.map(({ bytes }) => bytes), t.chat.photoSent)) back();
    else setUnkept(true);
    setBusy(false);
  };
  const blurred = photos.filter((photo) => photo.blurred);
  if (framing)
    return (
      <Viewfinder
        onPhoto={(shot) => {
          setFraming(false);
          if (shot !== null) void take([shot]);
        }}
      />
    );
  const retake = blurred.length > 0;
  const again = (files: readonly Blob[]) => {
    // A new shot stands for the first blurred one.
    const [first] = blurred;
    if (first !== undefined) remove(first);
    void take(files);
  };
  const camera = (label: string, main: boolean) => <Choose label={label} testId="photo-camera" camera main={main} disabled={busy} onFiles={again} />;
  return (
    <Screen
      name="photopage"
      back
      tabs={false}
      foot={
        photos.length === 0 ? undefined : (
          <div class="row">
            {retake && camera(t.photo.retake, true)}
            <button type="button" class={retake ? "button big fill" : "button main big fill"} disabled={busy} onClick={() => void send()} data-testid="photo-send">
              {retake ? t.photo.sendAnyway(photos.length) : t.photo.send(photos.length)}
            </button>
          </div>
        )
      }
    >
      <Title>{t.photo.title}</Title>
      {photos.length === 0 ? (
        <>
          <div class="frame" aria-hidden="true">
            <Icon name="page" />
          </div>
          <p>{t.photo.hint}</p>
        </>
      ) : (
        <ul class={photos.length > 1 ? "shots many" : "shots"}>
          {photos.map((photo, at) => (
            <li key={at} class={photo.blurred ? "shot blurred" : "shot"} data-testid="shot">
              <div class="frame full">
                <Drawn bytes={photo.bytes} label={t.photo.preview(at + 1)} />
              </div>
              {photo.blurred && <strong data-testid="blurred">{t.photo.blurred}</strong>}
              <button type="button" class="link" disabled={busy} onClick={() => { remove(photo); }} data-testid="shot-remove">
                {t.photo.remove}
              </button>
            </li>
          ))}
        </ul>
      )}
      {unkept && !busy && <Notice>{state.returned === null ? t.chat.returnedOther : returnedWords(state.returned, t)}</Notice>}
      {busy && <p role="status">{t.photo.preparing}</p>}
      {retake && <Notice>{t.photo.blurredHow}</Notice>}
      <Problems problems={problems} left={left} />
      {photos.length === 0 && hasViewfinder() && (
        <button type="button" class="button main big" disabled={busy} onClick={() => { setFraming(true); }} data-testid="photo-frame">
          <Icon name="camera" />
          <span>{t.photo.inFrame}</span>
        </button>
      )}
      {photos.length < MOST_PHOTOS && (
        <>
          {!retake && camera(photos.length === 0 ? t.photo.shoot : t.photo.another, photos.length === 0 && !hasViewfinder())}
          <Choose label={t.photo.choose(MOST_PHOTOS - photos.length)} testId="photo-file" disabled={busy} onFiles={(files) => void take(files)} />
        </>
      )}
      {photos.length > 0 && <p class="dim">{t.photo.stripped}</p>}
    </Screen>
  );
}
