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
    FormData: baseOf(FormData, 'FormData'),
    Headers: baseOf(Headers, 'Headers'),
    Response: baseOf(Response, 'Response'),
  });
}

/**
 * The last class with a name from which a class is derived, or else the class itself. The classes of a polyfill may be derived
 * from others, such as Headers from URLSearchParams, which cannot replace them.
 */
export function baseOf<Class extends object>(given: Class, name: string): Class {
  let base = given;
  for (
    let parent = Object.getPrototypeOf(given) as unknown;
    typeof parent === 'function';
    parent = Object.getPrototypeOf(parent)
  ) {
    if (parent.name === name) base = parent as unknown as Class;
  }
  return base;
}
