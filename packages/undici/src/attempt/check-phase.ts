// The one of a test that replaces the global may never run.
const { setImmediate } = globalThis;

let next: Promise<void> | undefined;

/**
 * Settles in the next check phase of the event loop. One `setImmediate` serves all callers, and each goes on in its own
 * async context.
 */
export function nextCheck(): Promise<void> {
  return (next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined;
      resolve();
    });
  }));
}
