/** The shape of what the guidance, the page for the hospital, and the people on this phone say themselves. */
export interface GuideStrings {
  readonly worse: string;
  readonly forWhom: (name: string) => string;
  /** While guidance waits for a doctor's release, and once it has one. */
  readonly held: {
    readonly hello: (within: string) => string;
    readonly within: (minutes: number) => string;
    readonly waiting: string;
    readonly answered: string;
    readonly until: (time: string) => string;
    readonly late: string;
    readonly meanwhile: string;
    readonly watch: string;
    readonly reviewed: (name: string, time: string) => string;
    readonly instead: (name: string) => string;
    readonly news: string;
    readonly earlier: string;
  };
  readonly summary: {
    readonly share: string;
    readonly picture: string;
    readonly noPicture: string;
    readonly longPress: string;
    readonly save: string;
    readonly print: string;
    readonly source: string;
    readonly doctor: (name: string, phone: string) => string;
  };
  readonly family: {
    readonly title: string;
    readonly whose: string;
    readonly everybody: string;
    readonly kept: string;
    readonly export: string;
    readonly exportReady: string;
    readonly exportSave: string;
    readonly exportFailed: string;
    readonly exportTitle: string;
    readonly exportNote: (time: string) => string;
    readonly withdraw: (name: string) => string;
    readonly withdrawSure: string;
    readonly withdrawWords: (name: string) => string;
    readonly about: (name: string, time: string) => string;
  };
  /**
   * What needs no server. The signs are those of the graph's red flags whose action is to call 120: heart (aha_chest_pain_2021), breath
   * (bts_oxygen_2017), stroke (befast_2017), bleeding (nice_cg141, aha_first_aid_2024), allergy (waao_anaphylaxis_2020), poison
   * (cn_poisoning_2016, cn_co_2012), pregnancy (nice_ng126), a seriously ill child (nice_ng143).
   */
  readonly robust: {
    readonly clock: (now: string, own: string) => string;
    readonly magnet: readonly string[];
    readonly callDoctor: (number: string) => string;
    readonly lookBack: string;
    readonly redFlags: string;
    readonly flags: readonly string[];
    readonly full: string;
    /** Something is on the screen that the phone had no room for. */
    readonly unkept: string;
    /** What was kept was cleared while the page is open. */
    readonly gone: string;
    readonly goneTry: string;
    readonly again: string;
    /** The page opened without what it kept before. */
    readonly missing: string;
  };
}
