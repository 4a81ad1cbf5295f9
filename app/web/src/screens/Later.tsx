/** The body map is fetched after the page stands, so that a slow line shows the greeting sooner; what it says is said by typing too. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { useUi } from "./context";
import { Notice, Screen } from "./parts";

let fetched: Promise<ComponentType> | null = null;

function bodyScreen(): Promise<ComponentType> {
  fetched ??= import("./Body").then(
    (module) => module.BodyScreen,
    (error: unknown) => {
      fetched = null; // the next try asks again
      throw error;
    },
  );
  return fetched;
}

/** Fetches it while nothing else is to be done. */
export function fetchAhead(): void {
  setTimeout(() => { bodyScreen().catch(() => undefined); }, 1500);
}

export function BodyLater() {
  const { t } = useUi();
  const [Body, setBody] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    bodyScreen().then(
      (found) => { setBody(() => found); },
      () => { setFailed(true); },
    );
  };
  useEffect(load, []);
  if (Body !== null) return <Body />;
  return (
    <Screen name="bodypage" back tabs={false}>
      {failed ? (
        <>
          <Notice>{t.body.notHere}</Notice>
          <button type="button" class="button main" onClick={load}>
            {t.tryNow}
          </button>
        </>
      ) : (
        <p role="status">{t.opening}</p>
      )}
    </Screen>
  );
}
