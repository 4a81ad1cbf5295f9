/** Screens that are fetched when they are first opened, so that the first load stays light; the page's keeper holds them for later. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { agreement } from "../seal/index";
import { useUi } from "./context";
import { Notice, OpenAgain, Screen } from "./parts";

type Drawn = (props: { readonly recordId: string }) => ComponentChildren;

export const bodyScreen = async (): Promise<Drawn> => (await import("./Body")).BodyScreen;
export const shareScreen = async (): Promise<Drawn> => (await import("./Share")).Share;
export const photoScreen = async (): Promise<Drawn> => (await import("./Photo")).PhotoScreen;
export const trustScreen = async (): Promise<Drawn> => (await import("./Trust")).TrustScreen;

/** Nothing is typed in before the page can seal it. */
export const whoScreen = async (): Promise<Drawn> => (await Promise.all([import("./Who"), agreement()]))[0].Who;

/** A part that has not come by then may never: a server that died while it sent leaves a browser waiting, and a person before nothing. */
const WAIT_MS = 10_000;

/** What has come once is drawn at once. */
const here = new Map<() => Promise<Drawn>, Drawn>();

async function fetchPart(load: () => Promise<Drawn>): Promise<void> {
  here.set(load, await load());
}

/** Fetches what most will want, in the order they will, while they read what is there already. */
export function fetchAhead(): void {
  const wanted = [whoScreen, photoScreen, bodyScreen];
  const next = () => {
    const load = wanted.shift();
    if (load !== undefined) setTimeout(() => { fetchPart(load).then(next, () => undefined); }, 400);
  };
  next();
}

export function Later({ load, recordId = "" }: { readonly load: () => Promise<Drawn>; readonly recordId?: string }) {
  const { t } = useUi();
  const [, setCame] = useState<typeof load | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let shown = true;
    setFailed(false);
    const fail = () => { if (shown) setFailed(true); };
    const late = setTimeout(fail, WAIT_MS);
    fetchPart(load).then(
      () => { if (shown) setCame(() => load); },
      fail,
    );
    return () => {
      shown = false;
      clearTimeout(late);
    };
  }, [load]);
  const Part = here.get(load);
  if (Part !== undefined) return <Part recordId={recordId} />;
  return (
    <Screen name="laterpage">
      <h1 class="unseen">{t.app}</h1>
      {failed ? (
        <>
          <Notice>{t.offlineStart}</Notice>
          <OpenAgain />
        </>
      ) : (
        <p role="status">{t.opening}</p>
      )}
    </Screen>
  );
}
