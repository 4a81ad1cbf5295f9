/** Interrupts everything: why, whom to call, what to do until help comes. */
import type { EmergencyView } from "../generated/wire";
import { useUi } from "./context";
import { Icon } from "./icons";
import { Title, telOf } from "./parts";
import { ReadAloud } from "./ReadAloud";

export function Emergency({ view, onGoOn }: { readonly view: EmergencyView; readonly onGoOn: () => void }) {
  const { t, lang, state, phone } = useUi();
  const doctor = state.welcome?.doctor;
  const number = view.phone ?? doctor?.phone ?? "";
  const call = view.phone === null && doctor !== undefined ? t.emergency.callDoctor(doctor.name) : t.emergency.call(number);
  return (
    <div class="emergency" role="alertdialog" aria-modal="true" aria-labelledby="emergency-title" data-testid="emergency" data-red-flag={view.red_flag}>
      <div class="bigicon" aria-hidden="true">
        <Icon name="siren" />
      </div>
      <p class="word">{t.emergency.title}</p>
      <div id="emergency-title">
        <Title>{view.headline}</Title>
      </div>
      <p class="lead">{view.say}</p>
      {number !== "" && (
        <a class="button call giant" href={telOf(number)} data-testid="emergency-call">
          <Icon name="phone" />
          <span>{call}</span>
        </a>
      )}
      {view.until_help.length > 0 && (
        <section>
          <h2>{t.emergency.until}</h2>
          <ol>
            {view.until_help.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </section>
      )}
      {doctor !== undefined && doctor.phone !== "" && view.phone !== null && (
        <a class="button" href={telOf(doctor.phone)}>
          <Icon name="phone" />
          <span>{t.emergency.callDoctor(doctor.name)}</span>
        </a>
      )}
      <ReadAloud id="emergency" text={[view.headline, view.say, ...view.until_help].join("\n")} of={phone.current?.lang ?? lang} />
      <button type="button" class="button quiet" onClick={onGoOn} data-testid="emergency-continue">
        {t.emergency.goOn}
      </button>
    </div>
  );
}
