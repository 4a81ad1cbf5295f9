/** The camera inside the page with a frame to fill, where the browser offers one; elsewhere the phone's own camera is opened. */
import { useEffect, useRef, useState } from "preact/hooks";

import { useUi } from "./context";
import { Icon } from "./icons";
import { Notice, Screen, Title } from "./parts";

const WANTED: MediaStreamConstraints = { video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } }, audio: false };

type Torch = MediaTrackConstraintSet & { torch?: boolean };

/** WeChat's own browser has the functions and shows no picture on many phones: there the phone's camera serves better. */
export function hasViewfinder(): boolean {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  return devices !== undefined && "getUserMedia" in devices && !/MicroMessenger/i.test(navigator.userAgent);
}

function shoot(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.95); });
}

export function Viewfinder({ onPhoto }: { readonly onPhoto: (shot: Blob | null) => void }) {
  const { t } = useUi();
  const video = useRef<HTMLVideoElement>(null);
  const [track, setTrack] = useState<MediaStreamTrack | null>(null);
  const [torch, setTorch] = useState(false);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    navigator.mediaDevices.getUserMedia(WANTED).then(
      (given) => {
        stream = given;
        if (gone || video.current === null) {
          for (const one of given.getTracks()) one.stop();
          return;
        }
        video.current.srcObject = given;
        void video.current.play().catch(() => undefined);
        setTrack(given.getVideoTracks()[0] ?? null);
      },
      () => { setRefused(true); },
    );
    return () => {
      gone = true;
      for (const one of stream?.getTracks() ?? []) one.stop();
    };
  }, []);
  const hasTorch = track !== null && "getCapabilities" in track && (track.getCapabilities() as { torch?: boolean }).torch === true;
  const light = () => {
    const next = !torch;
    track?.applyConstraints({ advanced: [{ torch: next } as Torch] }).then(() => { setTorch(next); }, () => undefined);
  };
  return (
    <Screen
      name="viewfinder"
      tabs={false}
      foot={
        <div class="row">
          <button type="button" class="button" onClick={() => { onPhoto(null); }} data-testid="frame-close">
            {t.close}
          </button>
          {hasTorch && (
            <button type="button" class="button" aria-pressed={torch} onClick={light}>
              {t.photo.torch}
            </button>
          )}
          <button
            type="button"
            class="button main fill"
            disabled={track === null}
            onClick={() => { if (video.current !== null) void shoot(video.current).then(onPhoto); }}
            data-testid="frame-shoot"
          >
            <Icon name="camera" />
            <span>{t.photo.shutter}</span>
          </button>
        </div>
      }
    >
      <Title>{t.photo.inFrame}</Title>
      {refused ? (
        <Notice>{t.photo.noCamera}</Notice>
      ) : (
        <div class="finder">
          <video ref={video} muted playsInline aria-label={t.photo.hint} />
          <div class="frame" aria-hidden="true" />
        </div>
      )}
      <p>{t.photo.hint}</p>
    </Screen>
  );
}
