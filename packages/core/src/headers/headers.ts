// Header fields of a request or response.
import { inspect } from 'node:util';
import { showAs } from '../errors/inspect.ts';
import { refuse } from '../errors/option-error.ts';
import { entriesOf, type PlainHeaders } from './header-input.ts';
import { respelled, spelledLines, type Spelling } from './spelling.ts';
import { checkHeaderName, checkHeaderValue } from './validate.ts';

/** Headers in any form that a caller can give. */
export type HeadersInput = HttpHeaders | PlainHeaders;

/** Headers as a transport received them: one value or several per name, names in lower case. */
type Received = Readonly<Record<string, string | string[] | undefined>>;

/** Headers whose values `inspect` does not show. */
const SECRET = /auth|cookie|token|secret|key|signature/;

/** Headers that must not be repeated: recipients differ on which of two values counts. */
const SINGLE = new Set(['host', 'authorization', 'content-type']);

/**
 * The header fields of a request or response, in order. Names are in lower case, and the values of repeated fields are
 * kept apart. Immutable.
 */
export class HttpHeaders implements Iterable<[string, string]> {
  /** Names and values in turn. Shared and never written to. Created from `#received` at the first access. */
  #flat: readonly string[] | undefined;
  /** The headers that a transport received, not converted, since most headers of most responses are never read. */
  readonly #received: Received | undefined;
  /** How the caller wrote the names; undefined if all are in lower case. May contain the names of removed headers. */
  readonly #spelling: Spelling | undefined;
  /** The result of `spelled()`. */
  #spelled: readonly string[] | undefined;
  /** The result of the last `with`: all calls share the client's headers, and most add the same header to them. */
  #lastWith: { name: string; value: string; headers: HttpHeaders } | undefined;

  private constructor(flat: readonly string[] | undefined, received?: Received, spelling?: Spelling) {
    this.#flat = flat;
    this.#received = received;
    this.#spelling = spelling;
  }

  /** No headers. */
  static readonly empty: HttpHeaders = new HttpHeaders([]);

  /**
   * Checks and copies given headers.
   * @throws OptionError for a name that is not a token, a name that is reserved for the client, a value with control
   * characters, or a name that is given in two spellings
   */
  static from(input: HeadersInput | undefined): HttpHeaders {
    if (input === undefined) return HttpHeaders.empty;
    return HttpHeaders.empty.merge(input);
  }

  /** For transports: wraps received headers. Names must be in lower case; the record is not copied. */
  static fromReceived(record: Received): HttpHeaders {
    return new HttpHeaders(undefined, record);
  }

  /** The value of a header, several values joined by `, ` (RFC 9110 section 5.3); null if the header is absent. */
  get(name: string): string | null {
    const lower = name.toLowerCase();
    if (this.#received !== undefined) {
      const value = Object.hasOwn(this.#received, lower) ? this.#received[lower] : undefined;
      return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
    }
    const flat = this.raw();
    let found: string | null = null;
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === lower) {
        const value = flat[index + 1] as string;
        found = found === null ? value : `${found}, ${value}`;
      }
    }
    return found;
  }

  /** The values of a header, one per field line. */
  getAll(name: string): string[] {
    const lower = name.toLowerCase();
    const flat = this.raw();
    const values: string[] = [];
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === lower) values.push(flat[index + 1] as string);
    }
    return values;
  }

  /** The values of `set-cookie`, one per field line. */
  getSetCookie(): string[] {
    return this.getAll('set-cookie');
  }

  /** Whether a header is present. */
  has(name: string): boolean {
    const lower = name.toLowerCase();
    if (this.#received !== undefined) return Object.hasOwn(this.#received, lower);
    const flat = this.raw();
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === lower) return true;
    }
    return false;
  }

  /** The number of field lines. */
  get size(): number {
    return this.raw().length / 2;
  }

  /**
   * Returns these headers with others laid over them: a given name replaces all its field lines, `null` removes them, and
   * `undefined` keeps them.
   * @throws OptionError as {@link HttpHeaders.from}
   */
  merge(input: HeadersInput): HttpHeaders {
    if (input instanceof HttpHeaders) {
      // Received headers are checked as a caller's are, since they may contain reserved names.
      if (this.size === 0 && input.#received === undefined) return input;
      if (input.size === 0) return this;
    }
    const added: string[] = [];
    const replaced = new Set<string>();
    const spelling = input instanceof HttpHeaders ? input.#spelling : undefined;
    let names = this.#spelling;
    for (const [rawName, value] of entriesOf(input)) {
      if (value === undefined) continue;
      const name = checkHeaderName(rawName);
      names = respelled(names, name, spelling?.get(name) ?? (rawName as string));
      if (replaced.has(name)) throw refuse(`headers.${name}`, value, 'given once, in one spelling');
      replaced.add(name);
      if (value === null) continue;
      if (Array.isArray(value)) {
        if (value.length > 1 && SINGLE.has(name)) throw refuse(`headers.${name}`, value, 'a single value');
        for (const item of value) added.push(name, checkHeaderValue(name, item));
      } else {
        added.push(name, checkHeaderValue(name, value));
      }
    }
    if (replaced.size === 0) return this;
    return new HttpHeaders([...this.#without(replaced), ...added], undefined, names);
  }

  /**
   * Returns these headers with one header set.
   * @throws OptionError for a bad name or value
   */
  with(name: string, value: string): HttpHeaders {
    const last = this.#lastWith;
    if (last !== undefined && last.name === name && last.value === value) return last.headers;
    const lower = checkHeaderName(name);
    const text = checkHeaderValue(lower, value);
    const others = this.has(lower) ? this.#without(new Set([lower])) : this.raw();
    const spelling = respelled(this.#spelling, lower, name);
    const headers = new HttpHeaders([...others, lower, text], undefined, spelling);
    this.#lastWith = { name, value, headers };
    return headers;
  }

  /** Returns only the headers whose name passes a test. */
  filter(keep: (name: string) => boolean): HttpHeaders {
    const all = this.raw();
    const flat: string[] = [];
    for (let index = 0; index < all.length; index += 2) {
      const name = all[index] as string;
      if (keep(name)) flat.push(name, all[index + 1] as string);
    }
    return flat.length === all.length ? this : new HttpHeaders(flat, undefined, this.#spelling);
  }

  #without(names: ReadonlySet<string>): string[] {
    const all = this.raw();
    const flat: string[] = [];
    for (let index = 0; index < all.length; index += 2) {
      const name = all[index] as string;
      if (!names.has(name)) flat.push(name, all[index + 1] as string);
    }
    return flat;
  }

  /** For transports: names and values in turn, in order. Must not be written to. */
  raw(): readonly string[] {
    return (this.#flat ??= flatten(this.#received ?? {}));
  }

  /**
   * For transports over HTTP/1.1: as `raw()`, with each name as its caller wrote it. Some servers depend on the case.
   * Must not be written to.
   */
  spelled(): readonly string[] {
    const spelling = this.#spelling;
    if (spelling === undefined) return this.raw();
    return (this.#spelled ??= spelledLines(this.raw(), spelling));
  }

  /** Pairs of name and value, one per field line. */
  *entries(): IterableIterator<[string, string]> {
    const flat = this.raw();
    for (let index = 0; index < flat.length; index += 2) {
      yield [flat[index] as string, flat[index + 1] as string];
    }
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

function flatten(record: Received): string[] {
  const flat: string[] = [];
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (typeof value === 'string') flat.push(name, value);
    else if (value !== undefined) for (const item of value) flat.push(name, item);
  }
  return flat;
}

showAs(HttpHeaders, (headers) => {
  const shown = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    shown[name] = SECRET.test(name) ? '…' : name in shown ? `${shown[name]}, ${value}` : value;
  }
  return `HttpHeaders ${inspect(shown)}`;
});
