// The headers of a dispatched request, checked as undici checks them.
import { errors } from 'undici';
import { readUnpolluted } from '@sluice/core/internal';

const { InvalidArgumentError, NotSupportedError } = errors;

/** Headers as callers of a dispatcher give them: a flat list, pairs, or a record. */
export type AnyHeaders =
  | readonly unknown[]
  | Iterable<readonly [unknown, unknown]>
  | Readonly<Record<string, unknown>>
  | null
  | undefined;

/** The headers of a dispatched request, checked. */
export interface ReadHeaders {
  /** Names, in the caller's case, and values alternately. */
  readonly lines: string[];
  /** Whether the caller gave `connection: close`, which is not among the lines: the connection adds it. */
  readonly close: boolean;
}

/** A token of HTTP (RFC 9110 section 5.6.2). */
export const TOKEN: RegExp = /^[\w!#$%&'*+\-.^`|~]+$/;

/** A character that a header value must not contain. */
export const NOT_IN_A_VALUE: RegExp = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * Reads headers.
 * @throws InvalidArgumentError or NotSupportedError of undici
 */
export function readHeaders(given: AnyHeaders): ReadHeaders {
  const reader = new Reader();
  if (given === null || given === undefined) return reader;
  if (typeof given !== 'object') throw new InvalidArgumentError('headers must be an object or an array');
  if (Array.isArray(given) && !Array.isArray(given[0])) {
    if (given.length % 2 !== 0) throw new InvalidArgumentError('headers array must be even');
    for (let index = 0; index < given.length; index += 2) reader.add(given[index], given[index + 1]);
  } else if (typeof readUnpolluted(given as Iterable<unknown>, Symbol.iterator) === 'function') {
    for (const pair of given as Iterable<unknown>) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw new InvalidArgumentError('headers must be in key-value pair format');
      }
      reader.add(pair[0], pair[1]);
    }
  } else {
    for (const name of Object.keys(given)) reader.add(name, (given as Record<string, unknown>)[name]);
  }
  return reader;
}

class Reader implements ReadHeaders {
  readonly lines: string[] = [];
  close = false;
  #hasHost = false;
  #hasLength = false;

  add(name: unknown, value: unknown): void {
    if (value === undefined) return;
    const given = typeof name === 'string' ? name : String(name);
    const lower = given.toLowerCase();
    if (!TOKEN.test(given)) throw new InvalidArgumentError('invalid header key');
    if (Array.isArray(value)) {
      if (lower === 'host' || lower === 'content-length' || lower === 'connection') throw invalid(lower);
      for (const item of value) this.lines.push(given, text(given, item));
      return;
    }
    const line = text(given, value);
    switch (lower) {
      case 'host':
        if (this.#hasHost) throw new InvalidArgumentError('duplicate host header');
        this.#hasHost = true;
        break;
      case 'content-length':
        if (this.#hasLength) throw new InvalidArgumentError('duplicate content-length header');
        if (!/^\d+$/.test(line)) throw invalid(lower);
        this.#hasLength = true;
        break;
      case 'connection':
        this.#addConnection(line);
        return;
      case 'keep-alive':
      case 'transfer-encoding':
      case 'upgrade':
        throw invalid(lower);
      case 'expect':
        throw new NotSupportedError('expect header not supported');
      default:
    }
    this.lines.push(given, line);
  }

  #addConnection(value: string): void {
    for (const token of value.toLowerCase().split(',')) {
      const option = token.trim();
      if (!TOKEN.test(option)) throw invalid('connection');
      if (option === 'close') this.close = true;
    }
  }
}

function text(name: string, value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')
    throw invalid(name);
  const line = `${value as string | number | bigint | boolean}`;
  if (NOT_IN_A_VALUE.test(line)) throw invalid(name);
  return line;
}

function invalid(name: string): Error {
  return new InvalidArgumentError(`invalid ${name} header`);
}

/** Whether header lines contain a header. @param name in lower case */
export function hasHeader(lines: readonly string[], name: string): boolean {
  for (let index = 0; index < lines.length; index += 2) {
    if ((lines[index] as string).toLowerCase() === name) return true;
  }
  return false;
}
