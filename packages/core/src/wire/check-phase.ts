// The check phases of the event loop, each of which follows a poll of the sockets.

/** Node's own function: a test may replace the global by a function that never calls back. */
export const setImmediate: typeof globalThis.setImmediate = globalThis.setImmediate;

/**
 * Check phases after which a write that was not reported counts as unfinished. TLS reports a write in the check phase
 * after it, TLS inside TLS in a later one, and a fast response arrives before.
 */
export const WRITE_PHASES = 3;

let next: Promise<void> | undefined;

/**
 * Resolves in the next check phase of the event loop. One `setImmediate` serves all callers, and each continues in its
 * own async context.
 */
export function nextCheck(): Promise<void> {
  return (next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined;
      resolve();
    });
  }));
}
