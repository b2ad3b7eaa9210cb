// The differences from built-in fetch that the documentation lists.
import { readFileSync } from 'node:fs';

/**
 * A difference in a scenario. A name that ends in `*` stands for all that begin like it; `on` lists the places where it
 * shows, such as `h2` and `got tls`. A difference that depends on the order of events shows `sometimes`.
 */
type Listed =
  | string
  | { readonly name: string; readonly on: readonly string[]; readonly sometimes?: boolean };

interface Member {
  readonly scenarios?: readonly Listed[];
}

const file = new URL('../../../../docs/fetch-members.json', import.meta.url);
const members = JSON.parse(readFileSync(file, 'utf8')) as readonly Member[];
const listed = members
  .flatMap(({ scenarios = [] }) => scenarios)
  .map((entry) => (typeof entry === 'string' ? { name: entry, on: undefined, sometimes: false } : entry));

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * Whether a scenario differs by what the documentation says.
 * @param place the protocol, the transport and the version of Node.js, such as `tls`, `got` and `node24`
 */
export function listedDifference(name: string, place: readonly string[]): 'always' | 'sometimes' | undefined {
  const found = listed.find(
    (entry) =>
      isNamed(entry.name, name) &&
      (entry.on?.some((where) => where.split(' ').every((part) => place.includes(part))) ?? true),
  );
  if (found === undefined) return undefined;
  return found.sometimes === true ? 'sometimes' : 'always';
}

/** The listed differences that name no scenario. */
export function withoutScenario(names: readonly string[]): string[] {
  return listed.map(({ name }) => name).filter((pattern) => !names.some((name) => isNamed(pattern, name)));
}
