/** Demands of the conformance suite that the default transport does not meet. */
export const UNDICI_CANNOT: Readonly<Record<string, string>> = {};

/** Demands of the conformance suite that this transport does not meet. */
export const GOT_CANNOT: Readonly<Record<string, string>> = {
  'sends a custom method without changing its case': 'got puts every method in capitals',
};
