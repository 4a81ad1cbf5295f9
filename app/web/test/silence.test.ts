import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Unreachable } from "../src/core/errors";
import { exchange } from "../src/core/exchange";
import { GRACE_MS, Listener, SILENT_MS, isGone } from "../src/core/silence";
import { type NodeEntry, b64u } from "../src/seal/index";
import { Profile, until } from "./helpers";
import { PLAIN, World } from "./world";

const NODE = "https://node.test";
const OTHERS = ["https://other.test/healthz", "/healthz"];

/** Answers each address after so many milliseconds, "never", or with a status, or refuses the connection. */
function line(answers: Record<string, { afterMs: number; status?: number; refused?: true } | "never">) {
  return async (url: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      init.signal?.addEventListener("abort", () => {
        reject(new TypeError("aborted"));
      });
      const answer = answers[url] ?? "never";
      if (answer === "never") return;
      setTimeout(() => {
        if (answer.refused) reject(new TypeError("refused"));
        else resolve(new Response("{}", { status: answer.status ?? 200 }));
      }, answer.afterMs);
    });
}

describe("a sign of life, by a clock of the test's own", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const verdict = async (answers: Parameters<typeof line>[0]) => {
    const begun = Date.now();
    const asked = isGone(line(answers), NODE, OTHERS).then((gone) => ({ gone, ms: Date.now() - begun }));
    await vi.runAllTimersAsync();
    return asked;
  };

  it("a node that says nothing while another answers is gone, in less than a second", async () => {
    expect(await verdict({ "https://other.test/healthz": { afterMs: 30 } })).toEqual({ gone: true, ms: 30 + GRACE_MS });
  });

  it("one commission alone is enough of another", async () => {
    expect((await verdict({ "/healthz": { afterMs: 30 } })).gone).toBe(true);
  });

  it("a node whose connection is refused is gone as soon as another answers", async () => {
    const answers = { [`${NODE}/healthz`]: { afterMs: 5, refused: true as const }, "/healthz": { afterMs: 30 } };
    expect(await verdict(answers)).toEqual({ gone: true, ms: 30 });
  });

  it("a node that lost its admission is of no use", async () => {
    expect((await verdict({ [`${NODE}/healthz`]: { afterMs: 5, status: 503 }, "/healthz": { afterMs: 9 } })).gone).toBe(true);
  });

  it.each([40, 300, 900, 2500])("a line on which everything takes %d ms is no reason", async (afterMs) => {
    // The node's connection is a new one, which takes three journeys; the commission's is kept.
    const answers = { [`${NODE}/healthz`]: { afterMs: 3 * afterMs }, "/healthz": { afterMs } };
    expect((await verdict(answers)).gone).toBe(false);
  });

  it("when nobody answers it is the line", async () => {
    expect((await verdict({})).gone).toBe(false);
    expect((await verdict({ [`${NODE}/healthz`]: { afterMs: 5, refused: true } })).gone).toBe(false);
  });

  it("is not asked for while something is heard, and asked for again after a good answer", async () => {
    const asked: number[] = [];
    const gone = vi.fn();
    const begun = Date.now();
    const listener = new Listener(async () => {
      asked.push(Date.now() - begun);
      return Promise.resolve(asked.length === 3);
    }, gone);
    for (let second = 0; second < 5; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      listener.heard();
    }
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([1, 2, 3].map((times) => 5000 + times * SILENT_MS));
    expect(gone).toHaveBeenCalledTimes(1);
    listener.stop();
  });

  it("what is heard while the question is under way makes its answer void", async () => {
    const gone = vi.fn();
    let answer: (value: boolean) => void = () => undefined;
    const listener = new Listener(async () => new Promise((resolve) => (answer = resolve)), gone);
    await vi.advanceTimersByTimeAsync(SILENT_MS);
    listener.heard();
    answer(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).not.toHaveBeenCalled();
    listener.stop();
  });
});

describe("in mid-consultation", () => {
  let world: World;
  let profile: Profile;
  beforeEach(async () => {
    world = await World.make();
    profile = new Profile(world);
    world.script = () => ({ reply: { ...PLAIN, messages: ["我知道了。"] } });
  });
  afterEach(() => {
    profile.close();
  });
  const say = [{ kind: "say", text: "胸闷" } as const, { text: "胸闷", kind: "text" } as const] as const;

  it("a node that takes the connection and stays silent is left, with the same capsule", async () => {
    const phone = await profile.begun();
    const capsule = phone.current!.capsule;
    world.nodes[0]!.mood = "silent";
    await phone.send(...say);
    await until(() => phone.current?.turn === 2, phone); // within the time told above, and what the machine takes
    expect(world.asked.at(-1)!.node).toBe(world.nodes[1]!.id);
    expect(btoa(world.asked.at(-1)!.capsule!).replace(/=+$/, "")).toBe(capsule);
    // And the next turn does not try it again.
    const toTheSilent = () => world.requests.filter((url) => url.startsWith(world.nodes[0]!.url)).length;
    const before = toTheSilent();
    await phone.send(...say);
    await until(() => phone.current?.turn === 3, phone);
    expect(before).toBeGreaterThan(0);
    expect(toTheSilent()).toBe(before);
  });

  it("a node from which bytes trickle that never become a frame is left", async () => {
    const { channel, id, url } = world.nodes[0]!;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    let timer: ReturnType<typeof setInterval> | undefined;
    try {
      const trickle = async (_: string, init: RequestInit = {}): Promise<Response> =>
        Promise.resolve(
          new Response(
            new ReadableStream<Uint8Array>({
              cancel() {
                clearInterval(timer);
              },
              start(controller) {
                // The salt and the head of the longest frame that there is.
                controller.enqueue(Uint8Array.of(...new Uint8Array(16), 0, 0x20, 0, 0x10, 0));
                timer = setInterval(() => {
                  controller.enqueue(new Uint8Array(1));
                }, 500);
                init.signal?.addEventListener("abort", () => {
                  clearInterval(timer);
                  controller.error(new TypeError("aborted"));
                });
              },
            }),
          ),
        );
      const asked = exchange(
        trickle,
        {
          node: { node_id: id, url, channel_key: { kid: channel.keyId, key: b64u(channel.publicKey) } } as NodeEntry,
          suite: 1,
          sessionId: "00".repeat(16),
          recordId: "11".repeat(16),
          turn: 0,
          sentAtMs: 0,
          input: { kind: "say", text: "胸闷" },
          capsule: null,
          admission: null,
          blobs: [],
          isGone: async () => Promise.resolve(false),
        },
        () => undefined,
      ).catch((error: unknown) => error);
      let answer: unknown = null;
      void asked.then((error) => (answer = error));
      const moment = async () => new Promise((resolve) => setImmediate(resolve));
      // Sealing takes real time.
      while (timer === undefined) await moment();
      for (let step = 0; step < 200 && answer === null; step += 1) {
        await vi.advanceTimersByTimeAsync(1000);
        await moment();
      }
      expect(answer).toBeInstanceOf(Unreachable);
    } finally {
      vi.useRealTimers();
    }
  });

  it("a slow line leaves no node", async () => {
    const phone = await profile.begun();
    world.lineMs = 1800;
    const before = world.asked.length;
    await phone.send(...say);
    await until(() => phone.current?.turn === 2, phone);
    expect(world.asked.slice(before).map((one) => one.node)).toEqual([world.nodes[0]!.id]);
  });

  it("a node that is slow and alive is waited for, and its beats are not progress", async () => {
    const phone = await profile.begun();
    world.paceMs = 200;
    world.script = () => ({ reply: { ...PLAIN, messages: ["我知道了。"] } });
    const before = world.asked.length;
    await phone.send(...say);
    await until(() => phone.current?.turn === 2, phone);
    expect(world.asked.slice(before).map((one) => one.node)).toEqual([world.nodes[0]!.id]);
    expect(phone.current!.progress).toEqual([]);
    expect(phone.state.live?.steps ?? []).toEqual([]);
  });
});
