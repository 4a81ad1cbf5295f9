/**
 * Admission tokens at hand: drawn from the commission ahead of time, so that a consultation can begin while it is away and its hour says
 * little, and spent one for each consultation and node. Kept sealed on the phone, since a page may close between drawing and use.
 */

import { type AdmissionKey, type Bytes, CannotOpen, type NodeEntry, type VerifiedDirectory, b64u, beginToken, fromB64u, liveNodes } from "../seal/index";
import type { Clock } from "./clock";
import type { Commission } from "./commission";
import { Busy, LinkError, NotAdmitted, NotKept, Rejected, Unreachable } from "./errors";
import type { Change, Shelf } from "./shelf";
import type { Trust } from "./trust";

interface KeptToken {
  readonly kid: string;
  /** The channel key id of the one node that takes it. */
  readonly node: string;
  readonly day: number;
  /** b64u. */
  readonly token: string;
  /** The consultation that it was taken for; null while it is free. */
  readonly recordId: string | null;
}

/** Free tokens that a phone keeps, for two nodes where there are two: more would only use up a household's allowance. */
const WANTED = 2;
const DAY_MS = 86_400_000;

export class Purse {
  /** What is being drawn ahead: of two who ask at once one draws. */
  #stocking: Promise<void> | null = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly trust: Trust,
    private readonly commission: Commission,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * Draws ahead: when the page opens, when consent is given, and when nobody has spoken for a while, not at the hour of a consultation.
   * What cannot be had now is drawn when it is needed.
   */
  stock(): Promise<void> {
    this.#stocking ??= this.fill().finally(() => {
      this.#stocking = null;
    });
    return this.#stocking;
  }

  private async fill(): Promise<void> {
    const { directory } = this.trust;
    if (directory?.admission_key == null) return;
    try {
      const kept = await this.update(directory, (tokens) => tokens);
      const free = kept.filter((one) => one.recordId === null).map((one) => one.node);
      const live = liveNodes(directory, this.clock.own());
      if (live.length === 0 || free.length >= WANTED) return;
      const nodes = this.shuffled(live).sort((a, b) => Number(free.includes(a.channel_key.kid)) - Number(free.includes(b.channel_key.kid)));
      const wanted = Array.from({ length: WANTED - free.length }, (_, at) => nodes[at % nodes.length]!);
      await this.draw(directory, wanted, null);
    } catch (error) {
      if (!(error instanceof LinkError || error instanceof CannotOpen || error instanceof NotKept)) throw error;
    }
  }

  /** Answers the channel key ids of nodes that a token is at hand for. */
  async nodes(directory: VerifiedDirectory, recordId: string): Promise<ReadonlySet<string>> {
    const kept = await this.update(directory, (tokens) => tokens);
    return new Set(kept.filter((one) => one.recordId === null || one.recordId === recordId).map((one) => one.node));
  }

  /**
   * Answers the token of a consultation for a node: the same one when it is asked again, so that neither a lost answer nor a node that
   * refuses costs a second. Null where the directory asks for none. Throws NotAdmitted, or any LinkError when none is at hand and the
   * commission cannot be reached, and NotKept when it could not be kept.
   */
  async take(directory: VerifiedDirectory, node: NodeEntry, recordId: string): Promise<Bytes | null> {
    if (directory.admission_key === null) return null;
    const fits = (one: KeptToken, owner: string | null) => one.node === node.channel_key.kid && one.recordId === owner;
    const claim = (tokens: readonly KeptToken[]) => {
      const free = tokens.find((one) => fits(one, null));
      if (free === undefined || tokens.some((one) => fits(one, recordId))) return tokens;
      return tokens.map((one) => (one === free ? { ...one, recordId } : one));
    };
    let kept = await this.update(directory, claim);
    if (!kept.some((one) => fits(one, recordId))) {
      // The next node comes along, in case this one does not answer.
      const others = this.shuffled(liveNodes(directory, this.clock.own()).filter((one) => one.node_id !== node.node_id));
      const nodes = [node, ...others.filter((one) => !kept.some((token) => token.node === one.channel_key.kid)).slice(0, 1)];
      kept = await this.draw(directory, nodes, recordId);
    }
    const mine = kept.find((one) => fits(one, recordId));
    if (mine === undefined) throw new Unreachable("no token was signed");
    return fromB64u(mine.token, "json");
  }

  /** The consultation has begun: its capsule admits it from now on. */
  async done(directory: VerifiedDirectory, recordId: string): Promise<void> {
    await this.update(directory, (tokens) => tokens.filter((one) => one.recordId !== recordId));
  }

  private async draw(directory: VerifiedDirectory, nodes: readonly NodeEntry[], recordId: string | null): Promise<readonly KeptToken[]> {
    const day = Math.floor(this.clock.now() / DAY_MS) + 1;
    for (let tries = 0, from = directory; ; tries += 1) {
      const key: AdmissionKey | null = from.admission_key;
      if (key === null) return [];
      const begun = await Promise.all(nodes.map((node) => beginToken(key, node.channel_key.kid, day)));
      try {
        const signed = await this.commission.admission(this.trust.magnet, key.kid, begun.map((one) => one.blinded));
        const made = await Promise.all(
          signed.slice(0, begun.length).map(async (signature, at): Promise<KeptToken> => {
            const token = b64u(await begun[at]!.finish(signature));
            return { kid: key.kid, node: nodes[at]!.channel_key.kid, day, token, recordId: at === 0 ? recordId : null };
          }),
        );
        return await this.update(from, (tokens) => [...tokens, ...made]);
      } catch (error) {
        if (error instanceof CannotOpen && error.reason === "token") throw new Unreachable("a signature is not the directory's");
        if (error instanceof Busy && error.status === 429) throw new NotAdmitted("limit", error.retryAfterS);
        if (!(error instanceof Rejected)) throw error;
        if (error.status === 404 || error.status === 410) throw new NotAdmitted("magnet", 0);
        if (error.status !== 409 || tries > 0) throw error;
        // The commission signs under a newer key than this directory names.
        from = await this.trust.current(true);
      }
    }
  }

  /** Changes what is kept, in one transaction; what no node would take any more goes on the way. */
  private async update(
    directory: VerifiedDirectory,
    change: (tokens: readonly KeptToken[]) => readonly KeptToken[],
  ): Promise<readonly KeptToken[]> {
    const key = `purse:${this.trust.magnet}`;
    const today = Math.floor(this.clock.now() / DAY_MS);
    const nodes = new Set(liveNodes(directory, this.clock.own()).map((node) => node.channel_key.kid));
    let after: readonly KeptToken[] = [];
    await this.shelf.update<readonly KeptToken[]>("settings", key, (kept): readonly Change[] => {
      const before = kept?.value ?? [];
      after = change(before.filter((one) => one.kid === directory.admission_key?.kid && one.day >= today && nodes.has(one.node)));
      const same = after.length === before.length && after.every((one, at) => one === before[at]);
      return same ? [] : [{ store: "settings", key, value: after }];
    });
    return after;
  }

  private shuffled(nodes: readonly NodeEntry[]): NodeEntry[] {
    return nodes.map((node) => ({ node, at: this.random() })).sort((a, b) => a.at - b.at).map(({ node }) => node);
  }
}
