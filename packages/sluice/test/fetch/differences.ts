// The differences from built-in fetch that the documentation lists.
import { readFileSync } from 'node:fs';

/** A difference in a scenario; a name that ends in `*` stands for all that begin like it. */
type Listed = string | { readonly name: string; readonly on: readonly string[] };

interface Member {
  readonly scenarios?: readonly Listed[];
}

const file = new URL('../../../../docs/fetch-members.json', import.meta.url);
const members = JSON.parse(readFileSync(file, 'utf8')) as readonly Member[];
const listed = members
  .flatMap(({ scenarios = [] }) => scenarios)
  .map((entry) => (typeof entry === 'string' ? { name: entry, on: undefined } : entry));

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * Whether a scenario differs by what the documentation says.
 * @param place the protocol and the transport, such as `tls` and `got`
 */
export function isListed(name: string, place: readonly string[]): boolean {
  return listed.some(
    (entry) => isNamed(entry.name, name) && (entry.on?.some((where) => place.includes(where)) ?? true),
  );
}

/** The listed differences that name no scenario. */
export function withoutScenario(names: readonly string[]): string[] {
  return listed.map(({ name }) => name).filter((pattern) => !names.some((name) => isNamed(pattern, name)));
}
