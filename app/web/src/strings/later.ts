/** The shape of what screens say that are fetched when they are first opened: sharing, reading what is shared, who can see. */
export interface LaterStrings {
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
  readonly trust: {
    readonly who: readonly (readonly [string, string])[];
    readonly directoryWhy: string;
    readonly logWhy: string;
    readonly nodesWhy: string;
    readonly developmentWhy: string;
    readonly receiptsWhy: string;
  };
}
