/** The shape of what the guidance, the page for the hospital, and the people on this phone say themselves. */
export interface GuideStrings {
  readonly worse: string;
  readonly forWhom: (name: string) => string;
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
  readonly share: {
    readonly title: string;
    readonly what: string;
    readonly agree: string;
    readonly agreeFirst: string;
    readonly make: string;
    readonly making: string;
    readonly steps: readonly string[];
    readonly qr: string;
    readonly code: string;
    readonly tell: string;
    readonly notOpened: string;
    readonly opened: (times: number) => string;
    readonly wrong: (times: number, left: number) => string;
    readonly until: (time: string) => string;
    readonly end: string;
    readonly ended: string;
    readonly notEnded: string;
    readonly notMade: string;
    readonly destroyed: string;
    readonly over: string;
  };
  readonly reader: {
    readonly title: string;
    readonly what: string;
    readonly code: string;
    readonly open: string;
    readonly opening: string;
    readonly sixDigits: string;
    readonly noLink: string;
    readonly gone: string;
    readonly damaged: string;
    readonly noNetwork: string;
    readonly notSigned: string;
    readonly nothingStays: string;
    readonly close: string;
    readonly closed: string;
  };
}
