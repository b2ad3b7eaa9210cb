/** Errors with which callers' checks of certificates have refused a peer. */
const refusals = new WeakSet<object>();

/** Notes that a caller's check has refused a peer with this error. */
export function noteRefusal(error: Error): void {
  refusals.add(error);
}

/** Whether a caller's check has refused a peer with this error: another attempt meets the same certificate. */
export function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusals.has(error);
}
