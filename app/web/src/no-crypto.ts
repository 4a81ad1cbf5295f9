/** Stands in for Node's `crypto`, which the HPKE library asks for where a browser has none: this page refuses to open there. */
export const webcrypto = undefined;
