/** What cannot wait, said by the page itself: for when no server can be reached, or nobody looks at what is said. */
import { useUi } from "./context";
import { Icon } from "./icons";
import { Call } from "./parts";

export function RedFlags({ short = false }: { readonly short?: boolean }) {
  const { t, state } = useUi();
  const { robust } = t.guide;
  const doctor = state.welcome?.doctor;
  const lines = (
    <ul class="lines">
      {robust.flags.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
  return (
    <section class="card redflags" data-testid="red-flags">
      {short ? (
        <>
          <details>
            <summary>{robust.redFlags}</summary>
            {lines}
          </details>
          <Call number="120" name={t.hello.call120} big />
        </>
      ) : (
        <>
          <h2>
            <Icon name="siren" />
            <span>{robust.redFlags}</span>
          </h2>
          <Call number="120" name={t.hello.call120} big />
          {lines}
        </>
      )}
      {doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
    </section>
  );
}
