/** What the ask tab shows: the greeting, the conversation, an emergency above all, or the guidance. */
import { Chat } from "./Chat";
import { useUi } from "./context";
import { Emergency } from "./Emergency";
import { Guidance } from "./Guidance";
import { Hello } from "./Hello";

export function Home() {
  const { phone, talkedOver, setTalkedOver } = useUi();
  const consultation = phone.current;
  if (consultation === null) return <Hello />;
  const { reply, guidance, emergency } = consultation;
  if (emergency !== null && consultation.emergencySeen !== emergency.red_flag)
    return <Emergency view={emergency} onGoOn={() => void phone.seeEmergency(emergency.red_flag)} />;
  const shown = JSON.stringify([consultation.recordId, guidance]);
  if (guidance !== null && reply?.guidance != null && shown !== talkedOver)
    return <Guidance view={guidance} consultation={consultation} onTalk={() => { setTalkedOver(shown); }} />;
  return <Chat key={consultation.recordId} consultation={consultation} onGuidance={guidance === null || reply?.guidance == null ? null : () => { setTalkedOver(null); }} />;
}
