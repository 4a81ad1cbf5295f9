/** Before the page may be used: opening, no network, another tab, or refused. Nothing is sent from here. */
import type { Gate, Refusal } from "../core/phone";
import { useUi } from "./context";
import { Icon } from "./icons";
import { useLate } from "./late";
import { Call, OpenAgain, Screen, Sure, Title } from "./parts";
import { RedFlags } from "./RedFlags";
import { fullTime } from "./Summary";

/** Where the other side is not who it should be, nothing of the page opens; else what was said and advised stays readable. */
const READABLE: ReadonlySet<Refusal> = new Set(["unknown_magnet", "clock", "expired"]);

function LookBack() {
  const { t, state, phone, go } = useUi();
  if (state.consultations.length === 0 || state.welcome === null) return null;
  const look = () => {
    phone.lookBack();
    go({ name: "history" });
  };
  return (
    <button type="button" class="button" onClick={look} data-testid="look-back">
      {t.guide.robust.lookBack}
    </button>
  );
}

/** Opening takes a moment. */
const OPENING_MS = 15_000;

function Opening() {
  const { t } = useUi();
  const late = useLate(OPENING_MS);
  return (
    <Screen name="gate" tabs={false}>
      <h1 class="unseen">{t.app}</h1>
      <p role="status">{t.opening}</p>
      {late && <OpenAgain />}
    </Screen>
  );
}

export function GateScreen({ gate }: { readonly gate: Exclude<Gate, { kind: "open" }> }) {
  const { t, lang, state, phone, erase, reopen } = useUi();
  if (gate.kind === "opening") return <Opening />;
  if (gate.kind === "offline")
    return (
      <Screen name="gate" tabs={false}>
        <div role="status" data-testid="error">
          <Title>{t.offlineStart}</Title>
        </div>
        <button type="button" class="button" onClick={() => { phone.wake(); }}>
          {t.tryNow}
        </button>
        <LookBack />
        <RedFlags />
      </Screen>
    );
  if (gate.kind === "elsewhere")
    return (
      <Screen name="gate" tabs={false}>
        <Title>{t.elsewhere.title}</Title>
        <p>{t.elsewhere.text}</p>
        <button type="button" class="button main" onClick={() => { reopen(true); }} data-testid="take-over">
          {t.elsewhere.take}
        </button>
      </Screen>
    );
  if (gate.kind === "broken")
    return (
      <Screen name="gate" tabs={false}>
        <h1 class="unseen">{t.app}</h1>
        <p class="lead" role="alert" data-testid="error">
          {t.somethingBroke}
        </p>
        <button type="button" class="button main" onClick={() => { location.reload(); }}>
          {t.reload}
        </button>
      </Screen>
    );
  const said = gate.said?.[lang] ?? "";
  const doctor = gate.phone ?? "";
  return (
    <Screen name="gate" tabs={false}>
      <div class="bigicon" aria-hidden="true">
        <Icon name="alert" />
      </div>
      <Title>{t.refused.title}</Title>
      <p class="lead" role="alert" data-testid="error" data-why={gate.why}>
        {said === "" ? t.refused[gate.why] : said}
      </p>
      {gate.why === "clock" && <p data-testid="right-time">{t.guide.robust.clock(fullTime(phone.clock.said(), lang), fullTime(phone.clock.own(), lang))}</p>}
      {gate.why === "unknown_magnet" && (
        <>
          <ol class="lines">
            {t.guide.robust.magnet.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          {/* Where it is the number that is known, it stands below. */}
          {doctor !== "" && state.welcome?.doctor.phone !== doctor && <Call number={doctor} name={t.guide.robust.callDoctor(doctor)} />}
        </>
      )}
      {READABLE.has(gate.why) && <LookBack />}
      <p>{t.refused.nothingSent}</p>
      <RedFlags />
      {gate.why === "other_pin" && <Sure label={t.refused.erase} question={t.refused.eraseSure} onYes={erase} />}
    </Screen>
  );
}
