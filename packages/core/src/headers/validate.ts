// Checks of methods, header names and header values.
import { refuse } from '../errors/option-error.ts';

// token = 1*tchar, RFC 9110 section 5.6.2
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// field-value: visible ASCII, obs-text, space and tab; no other control character, no character above U+00FF (RFC 9110
// section 5.5)
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']);

/**
 * Checks a method. Registered methods are returned in upper case; others are case-sensitive (RFC 9110 section 9.1) and
 * returned unchanged.
 * @throws OptionError if it is not a token, or is CONNECT, which only a transport sends
 */
export function checkMethod(method: unknown): string {
  if (typeof method !== 'string') throw refuse('method', method, 'a string');
  if (KNOWN_METHODS.has(method)) return method;
  const upper = method.toUpperCase();
  if (KNOWN_METHODS.has(upper)) return upper;
  if (!TOKEN.test(method) || upper === 'CONNECT') {
    throw refuse('method', method, 'an HTTP method other than CONNECT');
  }
  return method;
}

/** Headers that frame the message or belong to the connection. Only the client and its transport set them. */
const RESERVED = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'expect',
]);

/**
 * Checks a header name and returns it in lower case.
 * @throws OptionError if it is not a token, or is reserved for the client
 */
export function checkHeaderName(name: unknown): string {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw refuse('headers', name, 'made of header names that are tokens (RFC 9110 section 5.6.2)');
  }
  const lower = name.toLowerCase();
  if (RESERVED.has(lower)) {
    throw refuse('headers', name, `without '${lower}', which the client sets itself`, 'leave it out');
  }
  return lower;
}

/**
 * Checks a header value and returns it without leading and trailing spaces and tabs, which are not part of a field value
 * (RFC 9110 section 5.5).
 * @throws OptionError if it has CR, LF, NUL or another control character, or a character above U+00FF
 */
export function checkHeaderValue(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw refuse(`headers.${name}`, value, 'a string, a number or a boolean');
  }
  const text = String(value);
  if (!FIELD_VALUE.test(text)) {
    const advice = /[\r\n]$/.test(text) ? 'it ends with a line break: trim it' : undefined;
    const allowed = 'free of control characters and of characters above U+00FF';
    throw refuse(`headers.${name}`, value, allowed, advice);
  }
  return withoutPadding(text);
}

/** Removes spaces and tabs at both ends. `trim()` would also remove bytes that belong to the value, such as NBSP. */
function withoutPadding(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isPadding(text.charCodeAt(start))) start++;
  while (end > start && isPadding(text.charCodeAt(end - 1))) end--;
  return end - start === text.length ? text : text.slice(start, end);
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
