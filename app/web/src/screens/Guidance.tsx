/** The guidance, in the order in which it is read, and the visit summary for the hospital. */
import { delivered } from "../core/delivery";
import type { Consultation } from "../core/model";
import type { GuidanceView, Urgency } from "../generated/wire";
import { useUi } from "./context";
import { Icon, type IconName } from "./icons";
import { Call, Screen, Title, time } from "./parts";
import { ReadAloud, guidanceText } from "./ReadAloud";
import { Specialists } from "./Specialists";

const ICONS: Readonly<Record<Urgency, IconName>> = {
  emergency: "siren",
  urgent: "clock",
  soon: "page",
  routine: "calendar",
  self_care: "house",
};

export function UrgencyBand({ urgency, headline }: { readonly urgency: Urgency; readonly headline: string }) {
  const { t } = useUi();
  return (
    <div class={`band ${urgency}`} data-testid="urgency" data-urgency={urgency}>
      <Icon name={ICONS[urgency]} />
      <div>
        <p class="word">{t.guidance.urgency[urgency]}</p>
        <Title>{headline}</Title>
      </div>
    </div>
  );
}

export function Receipt({ consultation }: { readonly consultation: Consultation }) {
  const { t, state } = useUi();
  return delivered(state.deliveries, consultation) ? (
    <p class="receipt" role="status" data-testid="receipt">
      <Icon name="check" />
      <span>{t.guidance.receipt}</span>
    </p>
  ) : (
    <p class="dim" role="status">
      {t.guidance.onTheWay}
    </p>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

export function GuidanceBody({ view, consultation }: { readonly view: GuidanceView; readonly consultation: Consultation }) {
  const { t } = useUi();
  const { sections } = t.guidance;
  return (
    <div class="guidance" data-testid="guidance">
      <Lines title={sections.now} lines={view.now} />
      <Lines title={sections.where} lines={view.where} />
      <Lines title={sections.bring} lines={view.bring} />
      <Lines title={sections.watch_for} lines={view.watch_for} />
      <Lines title={sections.why} lines={view.why} />
      <Specialists steps={consultation.progress} title={sections.who_looked} said={view.who_looked} />
      {view.comfort !== "" && <p class="comfort">{view.comfort}</p>}
    </div>
  );
}

export function Guidance(props: { readonly view: GuidanceView; readonly consultation: Consultation; readonly onTalk: () => void }) {
  const { t, state, phone, go } = useUi();
  const { view, consultation } = props;
  const doctor = state.welcome?.doctor;
  const another = async () => {
    await phone.select(null);
    go({ name: "home" });
  };
  return (
    <Screen name="guided">
      <UrgencyBand urgency={view.urgency} headline={view.headline} />
      <Receipt consultation={consultation} />
      {(view.urgency === "emergency" || view.action === "call_120") && <Call number="120" name={t.hello.call120} big />}
      <ReadAloud id="guidance" text={guidanceText(view, t)} of={consultation.lang} />
      <GuidanceBody view={view} consultation={consultation} />
      <div class="stack">
        {doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
        <button type="button" class="button" onClick={() => { go({ name: "summary" }); }} data-testid="summary">
          {t.guidance.summary}
        </button>
        {(consultation.reply?.report?.items.length ?? 0) > 0 && (
          <button type="button" class="button" onClick={props.onTalk} data-testid="check-items">
            {t.items.check}
          </button>
        )}
        <button type="button" class="button" onClick={props.onTalk} data-testid="talk">
          {t.guidance.talk}
        </button>
        <button type="button" class="button quiet" onClick={() => { go({ name: "inbox" }); }} data-testid="report-wrong">
          {t.guidance.wrong}
        </button>
        <button type="button" class="button quiet" onClick={() => void another()} data-testid="another">
          {t.guidance.another}
        </button>
      </div>
    </Screen>
  );
}

export function Summary() {
  const { t, lang, phone } = useUi();
  const consultation = phone.current;
  const view = consultation?.guidance ?? null;
  if (consultation === null || view === null) return null;
  const { person } = consultation;
  return (
    <Screen name="summarypage" back tabs={false}>
      <Title>{t.summary.title}</Title>
      <p class="dim noprint">{t.summary.hint}</p>
      <p>
        <strong>{person.name}</strong> {t.summary.person(person.sex === "male" ? t.who.male : t.who.female, t.age[person.age.unit](person.age.value))}
        <br />
        {time(consultation.updatedAtMs, lang)}
      </p>
      <div class="card fulltext" data-testid="summary-text">
        {view.summary}
      </div>
      <p>
        <strong>{t.guidance.urgency[view.urgency]}</strong> {view.headline}
      </p>
      <button type="button" class="button noprint" onClick={() => { print(); }} data-testid="print">
        {t.summary.print}
      </button>
    </Screen>
  );
}
