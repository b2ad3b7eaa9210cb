// Limits the time of a call from outside, because some clients never settle.

/** Wraps a call, so that it rejects if it has not settled after `ms`. */
export function withPatience(call: () => Promise<void>, ms: number): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no result after ${ms} ms`)), ms);
      call().then(
        () => {
          clearTimeout(timer);
          resolve();
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
}
