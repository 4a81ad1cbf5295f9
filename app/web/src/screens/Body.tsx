/** Tap where it is, what it is there, how bad, since when; what will be said stands there in words before it is sent. */
import { useEffect, useRef, useState } from "preact/hooks";

import { KINDS, type PartId, type PlaceId, PARTS, type View, placeName, rowsOf } from "../core/places";
import { NOTHING_TOLD, MOST_PLACES, type Told, kindToggled, sentence, toggled } from "../core/telling";
import { useUi } from "./context";
import { Figure } from "./Figure";
import { Icon } from "./icons";
import { Notice, Screen, Title } from "./parts";
import { Severity } from "./Severity";
import { SinceWhen } from "./SinceWhen";

const VIEWS: readonly (View | "names")[] = ["front", "back", "names"];

function Places(props: { readonly part: PartId; readonly sex: "male" | "female"; readonly chosen: readonly PlaceId[]; readonly onPlace: (place: PlaceId) => void }) {
  const { t, lang } = useUi();
  const { part, sex, chosen, onPlace } = props;
  return (
    <div class="stack" role="group" aria-label={t.body.parts[part]}>
      {rowsOf(part, sex).map((row) => (
        <div key={row.join()} class="placerow">
          {row.map((place) => (
            <button key={place} type="button" class="chip" aria-pressed={chosen.includes(place)} onClick={() => { onPlace(place); }} data-testid={`place-${place}`}>
              {chosen.includes(place) && <Icon name="check" />}
              <span>{placeName(place, lang)}</span>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

export function BodyScreen() {
  const { t, lang, phone, back, drafts } = useUi();
  const consultation = phone.current;
  const [told, setTold] = useState<Told>(NOTHING_TOLD);
  const [view, setView] = useState<View | "names">("front");
  const [part, setPart] = useState<PartId | null>(null);
  const [full, setFull] = useState(false);
  const places = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (part !== null) places.current?.scrollIntoView({ block: "nearest" });
  }, [part]);
  const any = told.places.length > 0;
  useEffect(() => {
    // With the first place, what else can be told comes into view.
    if (any) next.current?.scrollIntoView({ block: "nearest" });
  }, [any]);
  if (consultation === null) return null;
  const { sex } = consultation.person;
  const words = sentence(told, lang);
  const open = consultation.reply?.question ?? null;
  const choose = (place: PlaceId) => {
    const chosen = toggled(told.places, place);
    setFull(chosen === told.places);
    setTold({ ...told, places: chosen });
  };
  const tap = (one: PartId) => {
    const rows = rowsOf(one, sex).flat();
    const only = rows.length === 1 ? rows[0] : undefined;
    if (only !== undefined) choose(only);
    setPart(only !== undefined ? null : part === one ? null : one);
  };
  const send = async () => {
    const input = open === null ? ({ kind: "say", text: words } as const) : ({ kind: "answer", question_id: open.id, options: [], text: words } as const);
    await phone.send(input, { text: words, kind: "text", question: open ?? undefined });
    back();
  };
  const edit = () => {
    const before = drafts.get(consultation.recordId) ?? "";
    drafts.set(consultation.recordId, before === "" ? words : `${before} ${words}`);
    back();
  };
  const parts = view === "names" ? [...PARTS.front, ...PARTS.back] : PARTS[view];
  const marked = new Set(parts.filter((one) => rowsOf(one, sex).flat().some((place) => told.places.includes(place))));
  return (
    <Screen
      name="bodypage"
      back
      tabs={false}
      foot={
        words === "" ? undefined : (
          <div class="stack">
            <p class="said" data-testid="body-words" aria-live="polite">
              {words}
            </p>
            <div class="row">
              <button type="button" class="button main fill" onClick={() => void send()} data-testid="body-send">
                {t.body.send}
              </button>
              <button type="button" class="button fill" onClick={edit} data-testid="body-edit">
                {t.body.edit}
              </button>
            </div>
          </div>
        )
      }
    >
      <Title>{t.body.title}</Title>
      <div class="grid three" role="group" aria-label={t.body.views}>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            class="choice"
            aria-pressed={view === one}
            onClick={() => {
              setView(one);
              setPart(null);
            }}
            data-testid={`view-${one}`}
          >
            {t.body.viewNames[one]}
          </button>
        ))}
      </div>
      {view === "names" ? (
        [...PARTS.front, ...PARTS.back].map((one) => (
          <section key={one}>
            <h2>{one.endsWith("_r") || one.endsWith("_l") ? t.body.sided(one.endsWith("_r"), t.body.parts[one]) : t.body.parts[one]}</h2>
            <Places part={one} sex={sex} chosen={told.places} onPlace={choose} />
          </section>
        ))
      ) : (
        <Figure view={view} open={part} marked={marked} onPart={tap} />
      )}
      {view !== "names" && part !== null && (
        <section class="card" ref={places}>
          <h2>{t.body.whereExactly}</h2>
          <Places part={part} sex={sex} chosen={told.places} onPlace={choose} />
        </section>
      )}
      <button type="button" class="chip" aria-pressed={told.places.includes("everywhere")} onClick={() => { choose("everywhere"); }} data-testid="place-everywhere">
        {placeName("everywhere", lang)}
      </button>
      {full && <Notice>{t.body.full(MOST_PLACES)}</Notice>}
      {any && (
        <div class="stack" ref={next}>
          <section class="card" aria-label={t.body.what}>
            <h2>{t.body.what}</h2>
            <div class="chips three">
              {KINDS.map((kind) => (
                <button key={kind} type="button" class="chip" aria-pressed={told.kinds.includes(kind)} onClick={() => { setTold({ ...told, kinds: kindToggled(told.kinds, kind) }); }} data-testid={`kind-${kind}`}>
                  {t.body.kinds[kind]}
                </button>
              ))}
            </div>
          </section>
          {told.kinds.includes("pain") && <Severity score={told.score} onScore={(score) => { setTold({ ...told, score }); }} />}
          <SinceWhen since={told.since} onSince={(since) => { setTold({ ...told, since }); }} />
        </div>
      )}
    </Screen>
  );
}
