import { useEffect, useState } from "preact/hooks";

/** Answers whether what is drawn has stood for so long: somebody who can do nothing is then given one thing to do. */
export function useLate(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => { setLate(true); }, ms);
    return () => { clearTimeout(timer); };
  }, [ms]);
  return late;
}
