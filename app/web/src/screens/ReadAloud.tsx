/** A button that reads aloud, and stops; nothing where the phone has no voice for the language. */
import { useEffect, useReducer } from "preact/hooks";

import type { GuidanceView } from "../generated/wire";
import type { Strings } from "../strings/index";
import { browserReader } from "../core/speech";
import type { Lang } from "../core/model";
import { useUi } from "./context";
import { Icon } from "./icons";

const reader = browserReader();

/** What is read of the guidance, in the order of the page. */
export function guidanceText(view: GuidanceView, t: Strings): string {
  const { sections } = t.guidance;
  const section = (title: string, lines: readonly string[]): string => (lines.length === 0 ? "" : `${title}\n${lines.join("\n")}\n`);
  return [
    `${t.guidance.degree[view.urgency]}\n${view.headline}\n`,
    section(sections.now, view.now),
    section(sections.where, view.where),
    section(sections.bring, view.bring),
    section(sections.watch_for, view.watch_for),
    section(sections.why, view.why),
    view.comfort,
  ].join("");
}

/** `of`: the language of what is read, which is that of the consultation and not always that of the page. */
export function ReadAloud(props: { readonly id: string; readonly text: string; readonly of: Lang; readonly small?: boolean }) {
  const { t } = useUi();
  const { id, text, of, small = false } = props;
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const off = reader.subscribe(() => { redraw(undefined); });
    return () => {
      off();
      if (reader.key === id) reader.stop();
    };
  }, [id]);
  if (!reader.offers(of)) return null;
  const reading = reader.key === id;
  const label = reading ? t.speech.stop : t.speech.read;
  return (
    <button
      type="button"
      class={small ? "plain speak" : "button"}
      aria-label={label}
      aria-pressed={reading}
      onClick={() => {
        if (reading) reader.stop();
        else reader.read(id, text, of);
      }}
      data-testid={`read-${id}`}
    >
      <Icon name={reading ? "stop" : "speaker"} />
      {!small && <span>{label}</span>}
    </button>
  );
}
