// Node's classes of the Fetch standard.

type Classes = Pick<typeof globalThis, 'FormData' | 'Headers' | 'Response'>;

let classes: Classes | undefined;

/**
 * Node's classes, even if a program has replaced a global one by a subclass of it; after the first call, no replacement is
 * used. They belong to Node's own copy of undici, which takes as long to load as this client. Therefore they are not read when
 * this package is imported, but when `client.fetch` is first called or a form is first sent.
 */
export function platform(): Classes {
  return (classes ??= {
    FormData: baseOf(FormData),
    Headers: baseOf(Headers),
    Response: baseOf(Response),
  });
}

/** The class from which a class, and any class between the two, is derived. */
export function baseOf<Class extends object>(given: Class): Class {
  let base = given;
  for (;;) {
    const parent = Object.getPrototypeOf(base) as Class | null;
    // The prototype of functions is no class.
    if (typeof parent !== 'function' || !Object.hasOwn(parent, 'prototype')) return base;
    base = parent;
  }
}
