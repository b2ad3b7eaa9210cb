/** Check phases in which a connection whose response is complete is given back. TLS reports a write in the first. */
export const PATIENCE = 3;

/** Node's own: the one of a test that replaces the global may never run. */
export const setImmediate: typeof globalThis.setImmediate = globalThis.setImmediate;
