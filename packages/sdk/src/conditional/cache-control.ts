// The directives of `cache-control`.
import type { HttpHeaders } from '@sluice/core';

/** The names of the directives of a message, in lower case. */
export function directivesOf(headers: HttpHeaders): ReadonlySet<string> {
  const names = new Set<string>();
  // A comma in a quoted value separates no directives.
  for (const [, name = ''] of (headers.get('cache-control') ?? '').matchAll(
    /(?:^|,)\s*([\w-]+)(?:=(?:"[^"]*"|[^,]*))?/g,
  )) {
    names.add(name.toLowerCase());
  }
  return names;
}
