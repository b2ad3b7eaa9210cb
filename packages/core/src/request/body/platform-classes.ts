// Node's classes of the Fetch standard.

type Classes = Pick<typeof globalThis, 'FormData' | 'Headers' | 'Response'>;

let classes: Classes | undefined;

/**
 * Node's classes, as `globalThis` has them at the first call: what takes their places later is not used. They belong to
 * Node's own copy of undici, which takes as long to load as this client. So they are read when `client.fetch` is first
 * called or a form is first sent, and not when this package is imported.
 */
export function platform(): Classes {
  return (classes ??= { FormData, Headers, Response });
}
