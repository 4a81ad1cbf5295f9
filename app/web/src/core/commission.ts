/** The commission's interface for residents. Everything sent to it is sealed already. */

import { type Bytes, b64u, fromB64u } from "../seal/index";
import { Rejected, Unreachable } from "./errors";
import { type Fetch, json, request, within } from "./http";
import type { Welcome } from "./model";

const DEADLINE_MS = 20_000;
const UPLOAD_MS = 120_000;
/** The resident waits for the first question meanwhile. */
const RELEASE_MS = 6_000;
const ADMISSION_MS = 8_000;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((line) => typeof line === "string");

function isWelcome(value: unknown): value is Welcome {
  const { magnet, community, doctor, consent } = (value ?? {}) as Partial<Welcome>;
  const strings = [magnet, community?.name_zh, community?.name_en, doctor?.name, doctor?.phone, consent?.version];
  return (
    [...strings, consent?.full_zh, consent?.full_en].every((text) => typeof text === "string") &&
    isTexts(consent?.zh) &&
    isTexts(consent.en)
  );
}

export interface MailboxPage {
  readonly messages: readonly { readonly seq: number; readonly envelope: string }[];
}

export class Commission {
  constructor(
    private readonly fetcher: Fetch,
    private readonly origin = "",
  ) {}

  /** Answers the directory as given, for a phone that has seen the log at size `seen` (0: not yet): not verified yet. */
  directory(seen: number): Promise<unknown> {
    return this.getJson(seen > 0 ? `/v1/directory?seen=${seen}` : "/v1/directory");
  }

  async welcome(magnet: string): Promise<Welcome> {
    const value = await this.getJson(`/v1/magnets/${encodeURIComponent(magnet)}`);
    if (!isWelcome(value)) throw new Unreachable("the welcome has another form");
    return value;
  }

  /** Hands in one envelope; answers the receipt's token, not verified yet. */
  deliver(envelope: Bytes): Promise<unknown> {
    return within(UPLOAD_MS, async (signal) => {
      const init = { method: "POST", body: envelope, headers: { "content-type": "application/octet-stream" } };
      const answer = await json(await request(this.fetcher, `${this.origin}/v1/envelopes`, init, signal));
      return (answer as { receipt?: unknown } | null)?.receipt;
    });
  }

  /** Answers messages after `after`, or null when the mailbox is not there (yet). */
  async mailbox(mailboxId: string, secret: string, after: number): Promise<MailboxPage | null> {
    const headers = { authorization: `Bearer ${secret}` };
    try {
      const page = (await this.getJson(`/v1/mailbox/${mailboxId}?after=${after}`, headers)) as Partial<MailboxPage> | null;
      const messages = page?.messages;
      const good = Array.isArray(messages) && messages.every((one) => Number.isInteger(one?.seq) && typeof one?.envelope === "string");
      if (!good) throw new Unreachable("the mailbox has another form");
      return { messages };
    } catch (error) {
      if (error instanceof Rejected && error.status === 404) return null;
      throw error;
    }
  }

  /** Answers the sealed essentials (b64u) for an ask, as given: not opened here, and not for this phone to open. */
  essentials(ask: Bytes): Promise<unknown> {
    return within(RELEASE_MS, async (signal) => {
      const init = { method: "POST", body: ask, headers: { "content-type": "application/octet-stream" } };
      const answer = await json(await request(this.fetcher, `${this.origin}/v1/essentials`, init, signal));
      return (answer as { envelope?: unknown } | null)?.envelope;
    });
  }

  /** Answers blind signatures of the first ones of `blinded`, as given: not checked here. */
  admission(magnet: string, kid: string, blinded: readonly Bytes[]): Promise<readonly Bytes[]> {
    return within(ADMISSION_MS, async (signal) => {
      const body = JSON.stringify({ magnet, kid, blinded: blinded.map(b64u) });
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const answer = (await json(await request(this.fetcher, `${this.origin}/v1/admission`, init, signal))) as { signatures?: unknown } | null;
      if (!Array.isArray(answer?.signatures)) throw new Unreachable("the signatures have another form");
      return answer.signatures.map((one) => fromB64u(one, "token"));
    });
  }

  /** Gives in a sealed summary; answers when it ends (Unix ms). */
  makeShare(given: object): Promise<number> {
    return within(DEADLINE_MS, async (signal) => {
      const init = { method: "POST", body: JSON.stringify(given), headers: { "content-type": "application/json" } };
      const answer = (await json(await request(this.fetcher, `${this.origin}/v1/shares`, init, signal))) as { expires_at_ms?: unknown } | null;
      if (!Number.isSafeInteger(answer?.expires_at_ms)) throw new Unreachable("the share's end has another form");
      return answer?.expires_at_ms as number;
    });
  }

  /** Answers how often a share was opened and missed. */
  async shareStanding(shareId: string, owner: string): Promise<{ readonly opened: number; readonly wrong: number }> {
    const found = (await this.getJson(`/v1/shares/${shareId}`, { authorization: `Bearer ${owner}` })) as { opened?: unknown; wrong?: unknown } | null;
    const { opened, wrong } = found ?? {};
    if (!Number.isSafeInteger(opened) || !Number.isSafeInteger(wrong)) throw new Unreachable("the share has another form");
    return { opened: opened as number, wrong: wrong as number };
  }

  /** Takes a share back; one that is not there any more is as good. */
  endShare(shareId: string, owner: string): Promise<void> {
    return within(DEADLINE_MS, async (signal) => {
      try {
        await request(this.fetcher, `${this.origin}/v1/shares/${shareId}`, { method: "DELETE", headers: { authorization: `Bearer ${owner}` } }, signal);
      } catch (error) {
        if (!(error instanceof Rejected && error.status === 404)) throw error;
      }
    });
  }

  /** Answers what is sealed (b64u), as given, for the proof of link and code. */
  openShare(shareId: string, proof: string): Promise<unknown> {
    return within(DEADLINE_MS, async (signal) => {
      const init = { method: "POST", body: JSON.stringify({ proof }), headers: { "content-type": "application/json" } };
      const answer = await json(await request(this.fetcher, `${this.origin}/v1/shares/${shareId}/open`, init, signal));
      return (answer as { sealed?: unknown } | null)?.sealed;
    });
  }

  private getJson(path: string, headers: Record<string, string> = {}): Promise<unknown> {
    return within(DEADLINE_MS, async (signal) =>
      json(await request(this.fetcher, `${this.origin}${path}`, { headers }, signal)),
    );
  }
}
