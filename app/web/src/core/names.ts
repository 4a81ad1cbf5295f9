/** Names in the `settings` store. */
export const CURRENT = "current";
export const CONSENT = "consent";
