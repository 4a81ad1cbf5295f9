/** Whose page this is, what it does, what it does not. One button. */
import { useUi } from "./context";
import { Call, Screen, Title } from "./parts";

export function Hello() {
  const { t, lang, state, go } = useUi();
  const { welcome } = state;
  if (welcome === null) return <Screen name="hello">{t.opening}</Screen>;
  const { doctor, community } = welcome;
  const start = () => {
    go({ name: state.consentedVersion === welcome.consent.version ? "who" : "consent" });
  };
  return (
    <Screen
      name="hello"
      foot={
        <button type="button" class="button main big wide" onClick={start} data-testid="start">
          {t.hello.start}
        </button>
      }
    >
      <div class="card doctor">
        <p class="dim">{lang === "zh" ? community.name_zh : community.name_en}</p>
        <div class="face" aria-hidden="true">
          {[...doctor.name][0]}
        </div>
        <Title>{t.hello.title(doctor.name)}</Title>
      </div>
      {doctor.name_en !== undefined && <p data-testid="doctor-left">{t.hello.left}</p>}
      {state.keeping === "missing" && (
        <p class="notice" role="status" data-testid="missing">
          {t.guide.robust.missing}
        </p>
      )}
      <p class="lead">{t.hello.what}</p>
      <p>{t.hello.whatNot}</p>
      {state.directory?.advice !== undefined && <p data-testid="after-release">{t.guide.held.hello(t.guide.held.within(state.directory.advice.within_minutes))}</p>}
      <p class="callout">
        {t.hello.urgent} <a href="tel:120">{t.hello.call120}</a>
      </p>
      {doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
    </Screen>
  );
}
