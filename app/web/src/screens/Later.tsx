/** Screens that are fetched when they are first opened, so that the first load stays light; the page's keeper holds them for later. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { useUi } from "./context";
import { Notice, Screen } from "./parts";

type Drawn = (props: { readonly recordId: string }) => ComponentChildren;

export const bodyScreen = async (): Promise<Drawn> => (await import("./Body")).BodyScreen;
export const shareScreen = async (): Promise<Drawn> => (await import("./Share")).Share;
export const trustScreen = async (): Promise<Drawn> => (await import("./Trust")).TrustScreen;

/** Fetches the body map while nothing else is to be done: it is the one that most will want. */
export function fetchAhead(): void {
  setTimeout(() => { bodyScreen().catch(() => undefined); }, 1500);
}

export function Later({ load, recordId = "" }: { readonly load: () => Promise<Drawn>; readonly recordId?: string }) {
  const { t } = useUi();
  const [drawn, setDrawn] = useState<{ readonly of: typeof load; readonly Part: Drawn } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    load().then(
      (Part) => { if (here) setDrawn({ of: load, Part }); },
      () => { if (here) setFailed(true); },
    );
    return () => { here = false; };
  }, [load]);
  if (drawn?.of === load) return <drawn.Part recordId={recordId} />;
  return (
    <Screen name="laterpage">
      {failed ? (
        <>
          <Notice>{t.offlineStart}</Notice>
          <button type="button" class="button" onClick={() => { location.reload(); }}>
            {t.reload}
          </button>
        </>
      ) : (
        <p role="status">{t.opening}</p>
      )}
    </Screen>
  );
}
