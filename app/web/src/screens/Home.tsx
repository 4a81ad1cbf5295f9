/** What the ask tab shows: the greeting, the conversation, an emergency above all, or the guidance. */
import { useEffect } from "preact/hooks";

import type { Consultation } from "../core/model";
import { Chat } from "./Chat";
import { useUi } from "./context";
import { Emergency } from "./Emergency";
import { Guidance } from "./Guidance";
import { Hello } from "./Hello";

/** Photos chosen together follow one another; what was read of one is looked over first, and an alarm is read first. */
function useNextPhoto(consultation: Consultation | null): void {
  const { t, phone } = useUi();
  const waiting = consultation?.waiting?.length ?? 0;
  const reading = consultation?.pending != null || (consultation?.reply?.report?.items.length ?? 0) > 0;
  const alarm = consultation?.emergency != null && consultation.emergencySeen !== consultation.emergency.red_flag;
  useEffect(() => {
    if (waiting > 0 && !reading && !alarm) void phone.album.next(t.chat.photoSent);
  }, [waiting, reading, alarm]);
}

export function Home() {
  const { phone, talkedOver, setTalkedOver } = useUi();
  const consultation = phone.current;
  useNextPhoto(consultation);
  if (consultation === null) return <Hello />;
  const { reply, guidance, emergency } = consultation;
  if (emergency !== null && consultation.emergencySeen !== emergency.red_flag)
    return <Emergency view={emergency} onGoOn={() => void phone.seeEmergency(emergency.red_flag)} />;
  const shown = JSON.stringify([consultation.recordId, guidance]);
  if (guidance !== null && reply?.guidance != null && shown !== talkedOver)
    return <Guidance view={guidance} consultation={consultation} onTalk={() => { setTalkedOver(shown); }} />;
  return <Chat key={consultation.recordId} consultation={consultation} onGuidance={guidance === null || reply?.guidance == null ? null : () => { setTalkedOver(null); }} />;
}
