import { refuse } from '../errors/option-error.ts';

// token = 1*tchar, RFC 9110 section 5.6.2
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// field-value: visible ASCII, obs-text, space and tab; no other control, no code unit beyond one byte (RFC 9110 section 5.5)
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']);

/**
 * A method fit for the request line. The registered ones are upper-cased; others are case-sensitive
 * (RFC 9110 section 9.1) and stay as they are.
 * @throws OptionError when it is no token, or CONNECT (that is the transport's own).
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

/** Names that frame the message or belong to the connection: the library alone sets them. */
const OWNED = new Set([
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
 * A header name in lower case.
 * @throws OptionError when it is no token, or one of the names the library owns.
 */
export function checkHeaderName(name: unknown): string {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw refuse('headers', name, 'made of header names that are tokens (RFC 9110 section 5.6.2)');
  }
  const lower = name.toLowerCase();
  if (OWNED.has(lower)) {
    throw refuse('headers', name, `without '${lower}': the client sets that one itself`);
  }
  return lower;
}

/**
 * A header value, without the spaces and tabs around it, which are not part of a field's value (RFC 9110 section 5.5).
 * @throws OptionError when it holds CR, LF, NUL, another control, or a character beyond one byte.
 */
export function checkHeaderValue(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw refuse(`headers.${name}`, value, 'a string, a number or a boolean');
  }
  const text = String(value);
  if (!FIELD_VALUE.test(text)) {
    throw refuse(`headers.${name}`, value, 'free of control characters and of characters beyond one byte');
  }
  return withoutPadding(text);
}

/** Not `trim()`, which also takes bytes that belong to the value (NBSP). */
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
