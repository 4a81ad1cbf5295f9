/** The guidance, the page for the hospital, and the people on this phone, in English. */
import type { GuideStrings } from "./guide";

export const guideEn: GuideStrings = {
  worse: "If so, call 120",
  forWhom: (name) => `Advice for ${name}`,
  summary: {
    share: "Let the hospital's doctor scan it",
    picture: "Keep as a picture",
    noPicture: "This browser cannot draw the picture. Please take a screenshot, or show the doctor this page.",
    longPress: "Press and hold the picture below and choose “save”. It lies among your photos then, where others who hold the phone can see it.",
    save: "Save the picture",
    print: "Print, or save as PDF",
    source: "Told by the resident in Jiayi, not signed by a doctor; not a diagnosis.",
    doctor: (name, phone) => (phone === "" ? `Family doctor: ${name}` : `Family doctor: ${name} ${phone}`),
  },
  family: {
    title: "What is on this phone",
    whose: "Whose",
    everybody: "All",
    kept: "What was said, the advice and the doctor's letters are kept sealed on this phone and can be read without a network. Whoever holds the unlocked phone can read them too, so please set a screen lock.",
    export: "Save all of it as one file",
    exportReady: "The file is ready. It is not sealed once saved: please keep it where only you can open it.",
    exportSave: "Save it on this phone",
    exportFailed: "It did not work, perhaps for lack of memory. Please delete some earlier consultations and try again.",
    exportTitle: "everything on this phone",
    exportNote: (time) => `Taken from the phone at ${time}. It is what residents said and the advice they had, not a diagnosis.`,
    withdraw: (name) => `Withdraw the consent of ${name}`,
    withdrawSure: "The commission and your doctor are told that what you gave may not be used any more. Signed records that the law asks to keep are not deleted. Before another consultation you are asked again. Withdraw it?",
    withdrawWords: (name) => `${name} withdraws consent: please do not use what I said and photographed any more, except what the law asks to keep.`,
    about: (name, time) => `About ${name}, consultation of ${time}`,
  },
  robust: {
    clock: (now, own) => `It should be ${now}; this phone shows ${own}. Please open the phone’s settings, find “date and time”, and let it set them by itself.`,
    magnet: ["Phone your family doctor or village doctor and say that the magnet is out of use.", "Ask for a new one and scan its code.", "What was said before is still on this phone."],
    callDoctor: (number) => `Call the family doctor ${number}`,
    lookBack: "Read earlier consultations",
    redFlags: "Do not wait for these, call 120",
    flags: ["Crushing chest pain, or as if a stone lay on it, with cold sweat", "Struggling for breath, no whole sentence, blue lips", "Crooked mouth, one side weak, slurred speech", "Cannot be woken, a fit, has fainted", "Bleeding that does not stop, vomiting blood, much blood from the bowel", "Swollen lips or tongue with breathlessness; pesticide, poison or gas", "Heavy bleeding in pregnancy; a baby that is limp, blue or cannot be woken"],
    full: "This phone has no room left. Please delete some photos or other things and tap again; what you wrote is still here.",
  },
};
