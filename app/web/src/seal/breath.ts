// Long computations in pieces: between two of them the page draws and answers to fingers.

interface Scheduler {
  readonly yield?: () => Promise<void>;
}

/** Lets whatever else the page has to do go first. */
export function breath(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  if (scheduler?.yield !== undefined) return scheduler.yield();
  // A timer would wait four milliseconds and more, and a minute in a page that nobody looks at.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
