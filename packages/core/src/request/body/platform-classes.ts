// Node's classes of the Fetch standard.

type Classes = Pick<typeof globalThis, 'FormData' | 'Headers' | 'Response'>;

let classes: Classes | undefined;

/**
 * Node's classes as `globalThis` has them at the first call; later replacements are not used. They belong to Node's own copy
 * of undici, which takes as long to load as this client. Therefore they are not read when this package is imported, but when
 * `client.fetch` is first called or a form is first sent.
 */
export function platform(): Classes {
  return (classes ??= { FormData, Headers, Response });
}
