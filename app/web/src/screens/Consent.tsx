/** Three lines, the whole text behind a tap, two ticks. */
import { useState } from "preact/hooks";

import { useUi } from "./context";
import { Notice, Screen, Title, notKept } from "./parts";

export function Consent() {
  const { t, lang, state, phone, go } = useUi();
  const consent = state.welcome?.consent;
  const [service, setService] = useState(false);
  const [sensitive, setSensitive] = useState(false);
  const [full, setFull] = useState(false);
  const [missing, setMissing] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  if (consent === undefined) return null;
  const agree = async () => {
    if (!service || !sensitive) {
      setMissing(true);
      return;
    }
    try {
      await phone.consent(consent.version);
      go({ name: "who" });
    } catch (error) {
      setNotice(notKept(error, t));
    }
  };
  return (
    <Screen name="consent" back tabs={false}>
      <Title>{t.consent.title}</Title>
      <ol class="lines">
        {consent[lang].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <button type="button" class="link" aria-expanded={full} onClick={() => { setFull(!full); }} data-testid="consent-full">
        {full ? t.consent.hide : t.consent.full}
      </button>
      {full && <div class="card fulltext">{lang === "zh" ? consent.full_zh : consent.full_en}</div>}
      <label class="tick">
        <input
          type="checkbox"
          checked={service}
          onChange={(event) => { setService(event.currentTarget.checked); }}
          data-testid="consent-service"
        />
        <span>{t.consent.service}</span>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={sensitive}
          onChange={(event) => { setSensitive(event.currentTarget.checked); }}
          data-testid="consent-sensitive"
        />
        <span>{t.consent.sensitive}</span>
      </label>
      {notice !== null && <Notice>{notice}</Notice>}
      {missing && !(service && sensitive) && <Notice>{t.consent.need}</Notice>}
      <button type="button" class="button main big" onClick={() => void agree()} data-testid="consent-go">
        {t.consent.go}
      </button>
    </Screen>
  );
}
