import { ownCopy } from './own-copy.ts';
import { parseDrain, parseReadBound, DEFAULT_DRAIN } from './bounds.ts';
import { OptionError, refuse } from '../errors/option-error.ts';
import {
  boolean,
  bytes,
  integer,
  isOptions,
  parseOptions,
  unknownOption,
  type OptionParser,
  type OptionParsers,
} from './parsers.ts';
import { readUnpolluted } from './read-unpolluted.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/** An option that is an object whose fields may be declared by several parts of a client, such as `timeout`. */
export interface OptionGroup {
  readonly fields: Readonly<Record<string, OptionParser<unknown>>>;
}

/** How an option is declared: by a parser, or as a group of fields. */
export type OptionSpec = OptionParser<unknown> | OptionGroup;

/** Declares an option as a group of fields. */
export function group(fields: Readonly<Record<string, OptionParser<unknown>>>): OptionGroup {
  return { fields };
}

/** Who declares per-call options: a plugin or a transport. */
interface Declaring {
  readonly name: string;
  readonly callOptions?: Readonly<Record<string, OptionSpec>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
}

const CORE: Declaring = {
  name: 'client',
  callOptions: {
    throwHttpErrors: boolean,
    drain: parseDrain,
    maxResponseBytes: bytes,
    decompress: boolean,
    maxDecodedBytes: bytes,
    maxDecodingRatio: integer({ min: 1, infinite: true }),
    errorBody: parseReadBound,
    allowOtherOrigin: boolean,
  },
  defaults: {
    throwHttpErrors: true,
    drain: DEFAULT_DRAIN,
    maxResponseBytes: Infinity,
    decompress: true,
    maxDecodedBytes: Infinity,
    maxDecodingRatio: 300,
    errorBody: Object.freeze({ bytes: 65_536, time: 1_000 }),
    allowOtherOrigin: false,
  },
};

/** Every per-call policy option of a client: who declared it, how it is parsed, its default. */
export class OptionTable {
  readonly #specs = new Map<string, { owner: string; spec: OptionSpec }>();
  /** The options of a call that gives none. Shared, frozen. */
  defaults: ResolvedOptions;

  /** @throws OptionError when two parts declare the same option. */
  constructor(parts: readonly Declaring[]) {
    const defaults = ownCopy<Record<string, unknown>>({});
    for (const part of [CORE, ...parts]) {
      for (const [key, spec] of Object.entries(readUnpolluted(part, 'callOptions') ?? {}))
        this.#declare(key, spec, part.name);
      for (const [key, value] of Object.entries(readUnpolluted(part, 'defaults') ?? {})) {
        const spec = this.#specs.get(key)?.spec;
        defaults[key] = typeof spec === 'object' ? Object.assign(ownCopy({}), defaults[key], value) : value;
      }
    }
    this.defaults = Object.freeze(ownCopy(defaults)) as unknown as ResolvedOptions;
  }

  /** Takes what a client was given as the defaults of its calls. */
  setDefaults(defaults: ResolvedOptions): void {
    this.defaults = Object.freeze(defaults);
  }

  #declare(key: string, spec: OptionSpec, owner: string): void {
    const known = this.#specs.get(key);
    if (known === undefined) {
      this.#specs.set(key, { owner, spec });
      return;
    }
    const both =
      known.owner === owner
        ? `the plugin '${owner}' is there already: give its options to that one`
        : `option '${key}' is declared by both '${known.owner}' and '${owner}'`;
    if (typeof known.spec !== 'object' || typeof spec !== 'object') throw new OptionError(key, both);
    for (const field of Object.keys(spec.fields)) {
      if (Object.hasOwn(known.spec.fields, field))
        throw new OptionError(`${key}.${field}`, `${both} (field '${field}')`);
    }
    this.#specs.set(key, { owner, spec: group({ ...known.spec.fields, ...spec.fields }) });
  }

  /** The names a call can give. */
  get names(): readonly string[] {
    return [...this.#specs.keys()];
  }

  /**
   * The defaults with what was given over them. Keys listed in `others` are left to the caller.
   * @throws OptionError for an unknown key or a bad value.
   */
  resolve(given: object, others: ReadonlySet<string>): ResolvedOptions {
    const base = this.defaults;
    let resolved: Record<string, unknown> | undefined;
    for (const key of Object.keys(given)) {
      if (others.has(key)) continue;
      const known = this.#specs.get(key);
      if (known === undefined) throw unknownOption(key, [...others, ...this.names]);
      const value = (given as Record<string, unknown>)[key];
      if (value === undefined) continue;
      resolved ??= ownCopy<Record<string, unknown>>(base);
      resolved[key] = parseSpec(known.spec, value, key, base[key]);
    }
    return resolved === undefined ? base : (resolved as unknown as ResolvedOptions);
  }
}

function parseSpec(spec: OptionSpec, value: unknown, path: string, base: unknown): unknown {
  if (typeof spec === 'function') return spec(value, path, base);
  if (value === false) {
    const off = ownCopy<Record<string, unknown>>({});
    for (const field of Object.keys(spec.fields))
      off[field] = spec.fields[field]?.(false, `${path}.${field}`);
    return off;
  }
  if (!isOptions(value)) throw refuse(path, value, 'an object, or false');
  const parsed = parseOptions(value, spec.fields as OptionParsers<Record<string, unknown>>, path);
  return Object.assign(ownCopy({}), base, parsed);
}
