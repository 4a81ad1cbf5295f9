/** The guidance, in the order in which it is read: how urgent, whom to call, what to do, where, with what, and why. */
import type { ComponentChildren } from "preact";

import { delivered } from "../core/delivery";
import type { Consultation } from "../core/model";
import type { GuidanceView, Urgency } from "../generated/wire";
import { useUi } from "./context";
import { Icon, type IconName } from "./icons";
import { Call, Screen, Title } from "./parts";
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
      <span class="badgeicon">
        <Icon name={ICONS[urgency]} />
      </span>
      <p class="word">{t.guidance.degree[urgency]}</p>
      <Title>{headline}</Title>
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

export function Lines({ title, lines, icon, children }: { readonly title: string; readonly lines: readonly string[]; readonly icon: IconName; readonly children?: ComponentChildren }) {
  if (lines.length === 0) return null;
  return (
    <section class={icon === "alert" ? "warning" : undefined}>
      <h2>
        <Icon name={icon} />
        <span>{title}</span>
      </h2>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {children}
    </section>
  );
}

/** Whether 120 is what is to be called now, and not only if it gets worse. */
const callsNow = (view: GuidanceView): boolean => view.urgency === "emergency" || view.action === "call_120";

export function GuidanceBody({ view, consultation }: { readonly view: GuidanceView; readonly consultation: Consultation }) {
  const { t } = useUi();
  const { sections } = t.guidance;
  return (
    <div class="guidance" data-testid="guidance">
      <Lines icon="check" title={sections.now} lines={view.now} />
      <Lines icon="place" title={sections.where} lines={view.where} />
      <Lines icon="bag" title={sections.bring} lines={view.bring} />
      <Lines icon="alert" title={sections.watch_for} lines={view.watch_for}>
        {!callsNow(view) && (
          <a class="plain worse" href="tel:120" data-testid="call-if-worse">
            <Icon name="phone" />
            <span>{t.guide.worse}</span>
          </a>
        )}
      </Lines>
      <Lines icon="page" title={sections.why} lines={view.why} />
      <Specialists steps={consultation.progress} title={sections.who_looked} said={view.who_looked} />
      {view.comfort !== "" && <p class="comfort">{view.comfort}</p>}
    </div>
  );
}

/** Whom to call, the most pressing first: 120 where it is that urgent, and the family doctor always. */
function Calls({ view }: { readonly view: GuidanceView }) {
  const { t, state } = useUi();
  const doctor = state.welcome?.doctor;
  return (
    <div class="stack calls">
      {callsNow(view) && <Call number="120" name={t.hello.call120} big />}
      {doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
    </div>
  );
}

export function Guidance(props: { readonly view: GuidanceView; readonly consultation: Consultation; readonly reviewed?: ComponentChildren; readonly onTalk: () => void }) {
  const { t, phone, go } = useUi();
  const { view, consultation } = props;
  const another = async () => {
    await phone.select(null);
    go({ name: "home" });
  };
  return (
    <Screen name="guided">
      <UrgencyBand urgency={view.urgency} headline={view.headline} />
      {props.reviewed}
      <Calls view={view} />
      <p class="forwhom" data-testid="for-whom">
        {t.guide.forWhom(consultation.person.name)}
      </p>
      <ReadAloud id="guidance" text={guidanceText(view, t)} of={consultation.lang} />
      <GuidanceBody view={view} consultation={consultation} />
      <Receipt consultation={consultation} />
      <div class="stack">
        <button type="button" class="button main" onClick={() => { go({ name: "summary", recordId: consultation.recordId }); }} data-testid="summary">
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
        <button type="button" class="button quiet" onClick={() => { go({ name: "inbox", recordId: consultation.recordId, wrong: true }); }} data-testid="report-wrong">
          {t.guidance.wrong}
        </button>
        <button type="button" class="button quiet" onClick={() => void another()} data-testid="another">
          {t.guidance.another}
        </button>
      </div>
    </Screen>
  );
}

