// Waiting for several promises.

/** Waits until all promises have settled, then throws the error of the first in the list that rejected. */
export async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
