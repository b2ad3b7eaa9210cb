// The table of a client's options: core's, its plugins' and its transport's.
import { ownCopy } from './own-copy.ts';
import { CORE_OPTIONS } from './core-options.ts';
import { parsersOf, type CallOption, type OptionGroup, type OptionSpec } from './call-option.ts';
import { OptionError, refuse } from '../errors/option-error.ts';
import { isOptions, parseOptions, unknownOption, type OptionParsers } from './parsers.ts';
import { readUnpolluted } from './read-unpolluted.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/** A part of a client that declares per-call options: a plugin or a transport. */
interface OptionOwner {
  readonly name: string;
  readonly callOptions?: object;
}

type Fields = Readonly<Record<string, CallOption<unknown>>>;

/** An option of a client: declared as one value, or as a group of fields. */
type Entry =
  | { readonly owner: string; readonly single: CallOption<unknown> }
  | {
      readonly owner: string;
      readonly single: undefined;
      readonly fields: Fields;
      readonly shorthand: string | undefined;
      readonly parsers: OptionParsers<Record<string, unknown>>;
    };

/** Every per-call option of a client: the part that declared it, its parser, its default. */
export class OptionTable {
  readonly #entries = new Map<string, Entry>();
  /** The options of a call without options. Shared, frozen. */
  defaults: ResolvedOptions;

  /** @throws OptionError if two parts declare the same option, or if a declaration has no parser */
  constructor(parts: readonly OptionOwner[]) {
    for (const part of [{ name: 'client', callOptions: CORE_OPTIONS }, ...parts]) {
      const declared = readUnpolluted(part, 'callOptions') ?? {};
      for (const [key, spec] of Object.entries(declared)) this.#declare(key, entryOf(key, spec, part.name));
    }
    const defaults = ownCopy<Record<string, unknown>>({});
    for (const [key, entry] of this.#entries) {
      defaults[key] =
        entry.single === undefined ? valuesOf(entry.fields, (field) => field.default) : entry.single.default;
    }
    this.defaults = Object.freeze(resolved(ownCopy(defaults)));
  }

  /** Makes the options that a client was given the defaults of its calls. */
  setDefaults(defaults: ResolvedOptions): void {
    this.defaults = Object.freeze(defaults);
  }

  #declare(key: string, entry: Entry): void {
    const known = this.#entries.get(key);
    if (known === undefined) {
      this.#entries.set(key, entry);
      return;
    }
    const { owner } = entry;
    const both =
      known.owner === owner
        ? `the client already has the plugin '${owner}': give the options to that plugin`
        : `option '${key}' is declared by both '${known.owner}' and '${owner}'`;
    if (known.single !== undefined || entry.single !== undefined) throw new OptionError(key, both);
    for (const field of Object.keys(entry.fields)) {
      if (Object.hasOwn(known.fields, field))
        throw new OptionError(`${key}.${field}`, `${both} (field '${field}')`);
    }
    const shorthand = known.shorthand ?? entry.shorthand;
    this.#entries.set(key, groupEntry(owner, { ...known.fields, ...entry.fields }, shorthand));
  }

  /** The names of the options that a call can give. */
  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Whether a call can give an option, or a field of one, as in `timeout.total`. */
  has(path: string): boolean {
    const [name = '', field] = path.split('.');
    const entry = this.#entries.get(name);
    if (entry === undefined || field === undefined) return entry !== undefined;
    return entry.single === undefined && Object.hasOwn(entry.fields, field);
  }

  /**
   * Lays the given options over the defaults.
   * @param others names of options that are not in this table, which the calling code reads itself
   * @throws OptionError for an unknown name or a bad value
   */
  resolve(given: object, others: ReadonlySet<string>): ResolvedOptions {
    const base = this.defaults as unknown as Readonly<Record<string, unknown>>;
    let values: Record<string, unknown> | undefined;
    for (const key of Object.keys(given)) {
      if (others.has(key)) continue;
      const entry = this.#entries.get(key);
      if (entry === undefined) throw this.#unknown(key, given, others);
      const value = (given as Record<string, unknown>)[key];
      if (value === undefined) continue;
      values ??= ownCopy<Record<string, unknown>>(base);
      values[key] = parseEntry(entry, value, key, base[key]);
    }
    return values === undefined ? this.defaults : resolved(values);
  }

  #unknown(key: string, given: object, others: ReadonlySet<string>): OptionError {
    const isForeign = (name: string): boolean => !others.has(name) && !this.#entries.has(name);
    const isContent = others.has('json') && Object.keys(given).every(isForeign);
    const contentAdvice = 'to send this object, use { json: … } or { query: … }';
    return unknownOption(key, [...others, ...this.names], isContent ? contentAdvice : undefined);
  }
}

/** Types the values of a table: those of core have their types, `optionsOf()` types the others. */
function resolved(values: Record<string, unknown>): ResolvedOptions {
  return values as unknown as ResolvedOptions;
}

/** @throws OptionError if the declaration, or that of a field, has no parser */
function entryOf(key: string, spec: OptionSpec, owner: string): Entry {
  const given = (spec ?? {}) as Partial<OptionGroup<Fields>>;
  const fields = readUnpolluted(given, 'fields');
  if (fields === undefined) {
    checkDeclaration(key, spec, owner);
    return { owner, single: spec as CallOption<unknown> };
  }
  for (const [field, option] of Object.entries(fields)) checkDeclaration(`${key}.${field}`, option, owner);
  return groupEntry(owner, fields, readUnpolluted(given, 'shorthand'));
}

function groupEntry(owner: string, fields: Fields, shorthand: string | undefined): Entry {
  return { owner, single: undefined, fields, shorthand, parsers: parsersOf(fields) };
}

function checkDeclaration(path: string, given: unknown, owner: string): void {
  if (typeof (given as Partial<CallOption<unknown>> | undefined)?.parse === 'function') return;
  throw refuse(`callOptions.${path}`, given, `declared with callOption() or group() by '${owner}'`);
}

function parseEntry(entry: Entry, value: unknown, path: string, base: unknown): unknown {
  if (entry.single !== undefined) return entry.single.parse(value, path, base);
  if (value === false) return valuesOf(entry.fields, ({ parse }, field) => parse(false, `${path}.${field}`));
  const { shorthand, parsers } = entry;
  const fields = typeof value === 'number' && shorthand !== undefined ? { [shorthand]: value } : value;
  if (!isOptions(fields)) {
    const number = shorthand === undefined ? '' : `, a number for its field '${shorthand}'`;
    throw refuse(path, value, `an object${number}, or false`);
  }
  return Object.assign(ownCopy({}), base, parseOptions(fields, parsers, path));
}

function valuesOf(fields: Fields, value: (option: CallOption<unknown>, field: string) => unknown): object {
  const values = ownCopy<Record<string, unknown>>({});
  for (const [field, option] of Object.entries(fields)) values[field] = value(option, field);
  return values;
}
