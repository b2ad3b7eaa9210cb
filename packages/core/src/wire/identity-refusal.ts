// The errors with which callers' own checks refuse a server.

/** The errors that callers' checks of certificates have returned or thrown. */
const refusals = new WeakSet<object>();

/** Notes that a caller's check refused a peer with this error. */
export function noteRefusal(error: Error): void {
  refusals.add(error);
}

/** Whether a caller's check refused a peer with this error. Another attempt would get the same certificate. */
export function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusals.has(error);
}
