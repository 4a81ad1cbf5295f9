/** Who is looking at this moment, from what compute really announces. */
import type { Progress } from "../generated/wire";
import { useUi } from "./context";
import { Icon } from "./icons";

export interface Look {
  readonly specialty: string;
  readonly text: string;
  readonly done: boolean;
}

/** Answers each specialty once, in the order in which they began, with its latest words. */
export function looks(steps: readonly Progress[]): readonly Look[] {
  const found = new Map<string, Look>();
  for (const { kind, specialty, text } of steps) {
    if (specialty == null) continue;
    found.set(specialty, { specialty, text, done: kind === "specialty_done" });
  }
  return [...found.values()];
}

export function Specialists({ steps, title, said = [] }: { readonly steps: readonly Progress[]; readonly title: string; readonly said?: readonly string[] }) {
  const { t } = useUi();
  const seen = looks(steps);
  if (seen.length === 0 && said.length === 0) return null;
  return (
    <section class="card specialists" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {seen.map((look) => (
          <li key={look.specialty} class={look.done ? "done" : "looking"} data-testid={`progress-${look.specialty}`}>
            <span class="lamp">{look.done && <Icon name="check" />}</span>
            <span>{look.text}</span>
            <span class="hidden">{look.done ? t.specialists.done : t.specialists.looking}</span>
          </li>
        ))}
      </ul>
      {said.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
