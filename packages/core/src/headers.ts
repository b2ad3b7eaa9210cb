import { inspect } from 'node:util';
import { showAs } from './inspect.ts';
import { refuse } from './errors/option-error.ts';
import { checkHeaderName, checkHeaderValue } from './validate.ts';

/** A value a header can be given; an array sends the header once per item, `null` takes a default header out. */
export type HeaderValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | null
  | undefined;

/** Everything headers can be given as. */
export type HeadersInput =
  | HttpHeaders
  | Iterable<readonly [string, string]>
  | { readonly [name: string]: HeaderValue };

/** Headers never shown by `inspect`. */
const SECRET = /auth|cookie|token|secret|key|signature/;

/** Headers that mean something else to each reader when they come twice. */
const SINGLE = new Set(['host', 'authorization', 'content-type']);

/**
 * Header fields of a request or response: names in lower case, order kept, repeated fields kept apart.
 * Never changed in place.
 */
export class HttpHeaders implements Iterable<[string, string]> {
  /** Names and values in turn. Shared, never written to. */
  readonly #flat: readonly string[];

  private constructor(flat: readonly string[]) {
    this.#flat = flat;
  }

  /** No header at all. */
  static readonly empty: HttpHeaders = new HttpHeaders([]);

  /**
   * Headers from what a user gave.
   * @throws OptionError for a name that is no token, a name the library owns, a value with control characters, or a name
   * given in two spellings.
   */
  static from(input: HeadersInput | undefined): HttpHeaders {
    if (input === undefined) return HttpHeaders.empty;
    return HttpHeaders.empty.merge(input);
  }

  /** Headers as a transport received them; names must already be in lower case. */
  static fromReceived(record: Readonly<Record<string, string | string[] | undefined>>): HttpHeaders {
    const flat: string[] = [];
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (typeof value === 'string') flat.push(name, value);
      else if (value !== undefined) for (const item of value) flat.push(name, item);
    }
    return new HttpHeaders(flat);
  }

  /** The value of a header, several joined by `, ` (RFC 9110 section 5.3); null when absent. */
  get(name: string): string | null {
    const lower = name.toLowerCase();
    const flat = this.#flat;
    let found: string | null = null;
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === lower) {
        const value = flat[index + 1] as string;
        found = found === null ? value : `${found}, ${value}`;
      }
    }
    return found;
  }

  /** Every value of a header, one per field line. */
  getAll(name: string): string[] {
    const lower = name.toLowerCase();
    const values: string[] = [];
    for (let index = 0; index < this.#flat.length; index += 2) {
      if (this.#flat[index] === lower) values.push(this.#flat[index + 1] as string);
    }
    return values;
  }

  /** Every `set-cookie` line. */
  getSetCookie(): string[] {
    return this.getAll('set-cookie');
  }

  /** Whether a header is there. */
  has(name: string): boolean {
    const lower = name.toLowerCase();
    for (let index = 0; index < this.#flat.length; index += 2) {
      if (this.#flat[index] === lower) return true;
    }
    return false;
  }

  /** Number of field lines. */
  get size(): number {
    return this.#flat.length / 2;
  }

  /**
   * These headers with others over them: a name given replaces all its lines, `null` removes it,
   * `undefined` leaves it.
   * @throws OptionError as {@link HttpHeaders.from}.
   */
  merge(input: HeadersInput): HttpHeaders {
    if (input instanceof HttpHeaders) {
      if (this.size === 0) return input;
      if (input.size === 0) return this;
    }
    const added: string[] = [];
    const replaced = new Set<string>();
    for (const [rawName, value] of entriesOf(input)) {
      if (value === undefined) continue;
      const name = checkHeaderName(rawName);
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
    return new HttpHeaders([...this.#without(replaced), ...added]);
  }

  /**
   * These headers with one set.
   * @throws OptionError for a bad name or value.
   */
  with(name: string, value: string): HttpHeaders {
    const lower = checkHeaderName(name);
    const text = checkHeaderValue(lower, value);
    if (!this.has(lower)) return new HttpHeaders([...this.#flat, lower, text]);
    return new HttpHeaders([...this.#without(new Set([lower])), lower, text]);
  }

  /** These headers with those removed whose name fails the test. */
  filter(keep: (name: string) => boolean): HttpHeaders {
    const flat: string[] = [];
    for (let index = 0; index < this.#flat.length; index += 2) {
      const name = this.#flat[index] as string;
      if (keep(name)) flat.push(name, this.#flat[index + 1] as string);
    }
    return flat.length === this.#flat.length ? this : new HttpHeaders(flat);
  }

  #without(names: ReadonlySet<string>): string[] {
    const flat: string[] = [];
    for (let index = 0; index < this.#flat.length; index += 2) {
      const name = this.#flat[index] as string;
      if (!names.has(name)) flat.push(name, this.#flat[index + 1] as string);
    }
    return flat;
  }

  /** Names and values in turn, in order; for transports. Must not be written to. */
  raw(): readonly string[] {
    return this.#flat;
  }

  *entries(): IterableIterator<[string, string]> {
    for (let index = 0; index < this.#flat.length; index += 2) {
      yield [this.#flat[index] as string, this.#flat[index + 1] as string];
    }
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

showAs(HttpHeaders, (headers) => {
  const shown = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    shown[name] = SECRET.test(name) ? '…' : name in shown ? `${shown[name]}, ${value}` : value;
  }
  return `HttpHeaders ${inspect(shown)}`;
});

function* entriesOf(input: HeadersInput): Iterable<readonly [unknown, HeaderValue]> {
  if (typeof input !== 'object' || input === null) {
    throw refuse('headers', input, 'an object, a Headers or an iterable of pairs');
  }
  if (Symbol.iterator in input) {
    const seen = new Map<string, string[]>();
    for (const pair of input as Iterable<unknown>) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw refuse('headers', pair, 'made of [name, value] pairs');
      }
      const name = String(pair[0]);
      const values = seen.get(name.toLowerCase());
      if (values === undefined) seen.set(name.toLowerCase(), [pair[1]]);
      else values.push(pair[1]);
    }
    yield* seen;
    return;
  }
  for (const name of Object.keys(input)) yield [name, (input as Record<string, HeaderValue>)[name]];
}
