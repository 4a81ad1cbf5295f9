/** What the ask tab shows: the greeting, the conversation, an emergency above all, or the guidance. */
import { useEffect } from "preact/hooks";

import { standingKey, standingOf } from "../core/advice";
import type { Consultation } from "../core/model";
import { Chat } from "./Chat";
import { useUi } from "./context";
import { Emergency } from "./Emergency";
import { Guidance } from "./Guidance";
import { Held, Reviewed } from "./Held";
import { Hello } from "./Hello";

/** Photos chosen together follow one another; what was read of one is looked over first, and an alarm is read first. */
function useNextPhoto(consultation: Consultation | null): void {
  const { t, phone, state } = useUi();
  // What a full phone did not take waits for the resident, and is not tried for ever.
  const refused = state.returned?.recordId === consultation?.recordId && state.returned?.why !== undefined;
  const waiting = consultation?.waiting?.length ?? 0;
  const reading = consultation?.pending != null || (consultation?.reply?.report?.items.length ?? 0) > 0;
  const alarm = consultation?.emergency != null && consultation.emergencySeen !== consultation.emergency.red_flag;
  useEffect(() => {
    if (waiting > 0 && !reading && !alarm && !refused) void phone.album.next(t.chat.photoSent);
  }, [waiting, reading, alarm, refused]);
}

export function Home() {
  const { phone, state, talkedOver, setTalkedOver } = useUi();
  const consultation = phone.current;
  useNextPhoto(consultation);
  if (consultation === null) return <Hello />;
  const { reply, emergency } = consultation;
  if (emergency !== null && consultation.emergencySeen !== emergency.red_flag)
    return <Emergency view={emergency} onGoOn={() => void phone.seeEmergency(emergency.red_flag)} />;
  const standing = standingOf(consultation, state.messages);
  const { view, held, by, waiting } = standing;
  const shown = standingKey(consultation, standing);
  const there = (view !== null || held !== null) && (reply?.guidance != null || reply?.held != null);
  const onTalk = () => { setTalkedOver(shown); };
  if (there && shown !== talkedOver) {
    if (held !== null && (waiting || view === null)) return <Held standing={{ ...standing, held }} consultation={consultation} onTalk={onTalk} />;
    if (view !== null)
      return <Guidance view={view} consultation={{ ...consultation, guidance: view }} onTalk={onTalk} reviewed={by !== null && <Reviewed by={by} waiting={waiting} />} />;
  }
  return <Chat key={consultation.recordId} consultation={consultation} onGuidance={there ? () => { setTalkedOver(null); } : null} />;
}
