/** Who can read this, in words a nephew can explain, with what this phone checked itself. */
import { personOf } from "../core/household";
import { LATER } from "../strings/laterOf";
import { useUi } from "./context";
import { Screen, Sure, Title, time } from "./parts";
import { fullTime } from "./Summary";

/** A phone's clock that is off by less is off as clocks are. */
const SHOWN_SKEW_MS = 3 * 60_000;

/** Groups of four, so that two people can compare a code aloud. */
const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, "$1 ");

export function TrustScreen() {
  const { t, lang, state, phone, erase } = useUi();
  const words = LATER[lang].trust;
  const { skewMs } = phone.clock;
  const { directory, deliveries } = state;
  const at = (seconds: number) => time(seconds * 1000, lang);
  return (
    <Screen name="trustpage">
      <Title>{t.trust.title}</Title>
      <ol class="lines">
        {t.trust.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <dl class="whocan">
        {words.who.map(([who, what]) => (
          <div key={who}>
            <dt>{who}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {Math.abs(skewMs) > SHOWN_SKEW_MS && (
        <p class="notice" data-testid="right-time">
          {t.guide.robust.clock(fullTime(phone.clock.said(), lang), fullTime(phone.clock.own(), lang))}
        </p>
      )}
      {directory !== null && (
        <>
          <h2>{t.trust.checked}</h2>
          <dl>
            <dt>{t.trust.environment}</dt>
            <dd data-testid="environment" data-environment={directory.environment} class={directory.environment}>
              {t.trust.environments[directory.environment]}
            </dd>
            <dt>{t.trust.pin}</dt>
            <dd>
              <code data-testid="pin">{grouped(state.pin)}</code>
              <p class="dim">{t.trust.pinWhy}</p>
            </dd>
            <dt>{t.trust.commission}</dt>
            <dd>{lang === "zh" ? directory.commission.name_zh : directory.commission.name_en}</dd>
            <dt>{t.trust.directory}</dt>
            <dd>
              {t.trust.directoryText(directory.serial, at(directory.expires_at))}
              <p class="dim">{words.directoryWhy}</p>
            </dd>
            <dt>{t.trust.log}</dt>
            <dd data-testid="log">
              {t.trust.logText(directory.seen.size)}
              <code>{grouped(directory.seen.root.slice(0, 16))}…</code>
              <p class="dim">{words.logWhy}</p>
            </dd>
            <dt>{t.trust.nodes}</dt>
            <dd>
              {directory.nodes.length === 0 && t.trust.noNodes}
              <ul>
                {directory.nodes.map((node) => (
                  <li key={node.node_id} data-testid="node">
                    {node.url.replace(/^https?:\/\//, "")}
                    <br />
                    {t.trust.evidence[node.evidence]}, {t.trust.until(at(node.expires_at))}
                    <br />
                    <span class="dim">{t.trust.measurement}</span> <code>{grouped(node.measurement.slice(0, 16))}…</code>
                  </li>
                ))}
              </ul>
              <p class="dim">{directory.environment === "development" ? words.developmentWhy : words.nodesWhy}</p>
            </dd>
          </dl>
        </>
      )}
      <h2>{t.trust.receipts}</h2>
      <p class="dim">{words.receiptsWhy}</p>
      {deliveries.length === 0 && <p class="dim">{t.trust.noReceipts}</p>}
      <ul class="receipts">
        {[...deliveries]
          .sort((a, b) => b.createdAtMs - a.createdAtMs)
          .slice(0, 20)
          .map((one) => (
            <li key={`${one.kind}${one.recordId}${one.key}`}>
              {personOf(state, one.recordId)?.name ?? ""} {t.trust.kinds[one.kind]}:{" "}
              {one.receivedAtS !== null ? t.trust.arrived(at(one.receivedAtS)) : one.refused !== null ? t.trust.notTaken : t.trust.onTheWay}
            </li>
          ))}
      </ul>
      <Sure label={t.trust.erase} question={t.refused.eraseSure} onYes={erase} />
    </Screen>
  );
}
