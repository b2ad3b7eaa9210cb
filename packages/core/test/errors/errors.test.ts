// The kinds of errors: guards, JSON, details of the call, redaction.
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { AttemptRecord } from '../../src/history/attempt.ts';
import type { CallScope } from '../../src/lifecycle/call-scope.ts';
import { attachCall } from '../../src/errors/base.ts';
import {
  BodyError,
  ClosedError,
  describeAttempt,
  HttpError,
  HttpHeaders,
  isBodyError,
  isClosedError,
  isHttpError,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeoutError,
  NetworkError,
  OptionError,
  RedirectError,
  SchemaError,
  SluiceError,
  TimeoutError,
  type Attempt,
} from '../../src/index.ts';
import { isErrorOfKind, nameKind, refuse, safeText, safeUrl } from '../../src/plugin-api.ts';

const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const kept = {
  status: 503,
  statusText: '',
  headers: HttpHeaders.from({ 'set-cookie': 'session=secret' }),
  url: 'http://a.test/?token=secret',
  body: Buffer.from('{"secret":1}'),
  complete: true,
};

declare module '../../src/errors/codes.ts' {
  interface ErrorCodes {
    ERR_ACME_QUOTA: true;
  }
}

/** An error of a plugin. */
class QuotaError extends SluiceError {
  static {
    nameKind(this, 'QuotaError');
  }

  protected override details(): Record<string, unknown> {
    return { left: 0 };
  }
}

const isQuotaError = (error: unknown): error is QuotaError => isErrorOfKind(error, 'QuotaError');

const KINDS = [
  ['OptionError', isOptionError, new OptionError('a.b', 'bad'), { option: 'a.b' }],
  ['HttpError', isHttpError, new HttpError('answered 503', kept), { status: 503, complete: true }],
  [
    'NetworkError',
    isNetworkError,
    new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', {
      phase: 'response',
      cause,
      reused: true,
      bytesWritten: 7,
    }),
    { phase: 'response', systemCode: 'ECONNRESET', reused: true, bytesWritten: 7 },
  ],
  ['TimeoutError', isTimeoutError, new TimeoutError('connect', 10), { phase: 'connect', limit: 10 }],
  ['BodyError', isBodyError, new BodyError('ERR_SLUICE_BODY_LIMIT', 'long', { bytes: 5 }), { bytes: 5 }],
  ['ClosedError', isClosedError, new ClosedError('client'), {}],
  ['RedirectError', isRedirectError, new RedirectError('loop'), {}],
  ['SchemaError', isSchemaError, new SchemaError([{ message: 'secret' }]), {}],
  ['QuotaError', isQuotaError, new QuotaError('ERR_ACME_QUOTA', 'used up'), { left: 0 }],
] as const;

const GUARDS = KINDS.map(([, guard]) => guard);

describe.each(KINDS)('%s', (name, guard, error, details) => {
  test('is recognized by its own guard alone', () => {
    expect(isSluiceError(error)).toBe(true);
    expect(GUARDS.filter((other) => other(error))).toEqual([guard]);
    expect(error).toBeInstanceOf(SluiceError);
    expect(error.code).toMatch(/^ERR_[A-Z_]+$/);
  });

  test('has its name in its stack, and not as an own property', () => {
    expect(error.name).toBe(name);
    expect(error.stack).toMatch(new RegExp(`^${name}: `));
    expect(Object.keys(error)).not.toContain('name');
  });

  test('has a JSON form that is safe to log', () => {
    const json = JSON.parse(JSON.stringify(error)) as object;
    expect(json).toMatchObject({ name, code: error.code, message: error.message, ...details });
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  test('is shown by inspect in the same form', () => {
    const shown = inspect(error, { depth: Infinity, showHidden: true });
    expect(shown).toContain(`${name} [${error.code}]: ${error.message}`);
    expect(shown).not.toContain('secret');
    expect(inspect({ error }, { depth: Infinity })).not.toContain('secret');
  });
});

test('a subclass is of the same kind', () => {
  class MyError extends HttpError {}
  expect(isHttpError(new MyError('mine', kept))).toBe(true);
});

test('guards recognize errors of another copy of the package', async () => {
  vi.resetModules();
  const copy = await import('../../src/index.ts');
  const error = new copy.TimeoutError('total', 1);
  expect(error).not.toBeInstanceOf(TimeoutError);
  expect(isTimeoutError(error)).toBe(true);
  expect(isSluiceError(error)).toBe(true);
  expect(copy.isTimeoutError(new TimeoutError('total', 1))).toBe(true);
});

test.each([undefined, null, 0, 'x', {}, new Error('x'), { code: 'ERR_SLUICE_TIMEOUT' }, () => 1])(
  'guards refuse %s',
  (value) => {
    expect(GUARDS.some((guard) => guard(value))).toBe(false);
    expect(isSluiceError(value)).toBe(false);
  },
);

describe('an error of a call', () => {
  const attempts: Attempt[] = [Object.assign(new AttemptRecord(1, 0), { status: 503, duration: 12 })];

  test('names its call; the first call is kept', () => {
    const error = new ClosedError('client');
    expect([error.method, error.url, error.attempts]).toEqual([undefined, undefined, []]);
    const times = { startedAt: 0, attemptAt: 2, failedAt: 12 };
    const call = { attempts, timesUntilNow: () => times } as unknown as CallScope;
    const other = { attempts: [], timesUntilNow: () => ({ ...times, failedAt: 99 }) } as unknown as CallScope;
    const request = { method: 'GET', url: new URL('http://u:p@a.test/x?token=secret#f') };
    expect(attachCall(error, { request, call })).toBe(error);
    attachCall(error, { request: { method: 'POST', url: new URL('http://b.test/') }, call: other });
    expect(error.timings?.total).toBe(12);
    expect(error).toMatchObject({ method: 'GET', url: 'http://a.test/x?token=…' });
    expect(error.attempts).toBe(attempts);
    expect(error.toJSON()).toMatchObject({ attempts: ['1: 503 after 12 ms'] });
    expect(Object.keys(error)).toEqual(['code', 'destroyed']);
  });

  test('escapes data of the peer in the message of its cause', () => {
    const evil = Object.assign(new Error('bad header: a\r\nb\u001b[31m'), { code: 'HPE\n' });
    const json = new NetworkError('ERR_SLUICE_PROTOCOL', 'x', { phase: 'response', cause: evil }).toJSON();
    expect(json.cause).toEqual({
      name: 'Error',
      code: 'HPE\\u000a',
      message: 'bad header: a\\u000d\\u000ab\\u001b[31m',
    });
  });

  test('has a cause only if it was given one', () => {
    expect('cause' in new RedirectError('x')).toBe(false);
    expect(new RedirectError('x', { cause }).cause).toBe(cause);
    expect(new RedirectError('x', { cause: 'text' }).toJSON().cause).toBeUndefined();
  });
});

test('an HttpError has its body as text and as JSON', () => {
  const error = new HttpError('x', kept);
  expect(error.text()).toBe('{"secret":1}');
  expect(error.json()).toEqual({ secret: 1 });
});

test('the error for a body that is not JSON does not quote it, and has the HttpError', () => {
  const error = new HttpError('x', { ...kept, body: Buffer.from('{"sec'), complete: false });
  let refused: unknown;
  try {
    error.json();
  } catch (thrown) {
    refused = thrown;
  }
  expect(isBodyError(refused)).toBe(true);
  expect(refused).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE', bytes: 5, cause: error });
  expect(String(refused)).toContain('the body of the response 503 is not JSON (5 bytes, incomplete)');
  expect(inspect(refused) + JSON.stringify(refused)).not.toContain('{"sec');
});

test.each([
  [{}, '1: unfinished'],
  [{ status: 200, duration: 3.4 }, '1: 200 after 3 ms'],
  [{ error: new TimeoutError('body', 5), status: 200 }, '1: 200, ERR_SLUICE_TIMEOUT'],
  [{ error: new TypeError('x') }, '1: TypeError'],
  [{ error: 'text' }, '1: error'],
  [
    { status: 503, replays: 2, wait: 10.2, reason: 'status 503' },
    '1: 503 (2 replay(s); status 503; waited 10 ms)',
  ],
  [
    { status: 503, drain: { outcome: 'eof', bytes: 9, time: 1, connectionKept: true } },
    '1: 503 (drained 9 bytes: eof)',
  ],
] as [Partial<Attempt>, string][])('an attempt %j reads %j', (attempt, text) => {
  expect(describeAttempt(Object.assign(new AttemptRecord(1, 0), attempt))).toBe(text);
});

describe('refuse', () => {
  test.each([
    ['timeout.total', -1, 'got -1'],
    ['timeout.total', 'x'.repeat(200), `got '${'x'.repeat(79)}…`],
    ['timeout.total', { token: 'secret' }, 'got an object'],
    ['timeout.total', ['secret'], 'got an array'],
    ['timeout.total', () => 'secret', 'got a function'],
    ['headers.x-api-key', 'secret', 'got a value of type string'],
    ['query.access_token', 'secret', 'got a value of type string'],
    ['body', null, 'got null'],
    ['url', 'a\nb', String.raw`got 'a\\nb'`],
  ])('%s: %j', (option, given, shown) => {
    const { message } = refuse(option, given, 'good');
    expect(message).toContain(`option '${option}' must be good; `);
    expect(message).toContain(shown.replace('\\\\', '\\'));
    expect(message).not.toContain('secret');
  });
});

test.each([
  ['http://user:pass@a.test:81/p/q?a=1&b=2&a=3#frag', 'http://a.test:81/p/q?a=…&b=…&a=…'],
  ['https://a.test', 'https://a.test/'],
  ['https://a.test/?%22=1', 'https://a.test/?%22=…'],
  ['not a url', '(invalid URL)'],
])('safeUrl(%j) is %j', (url, safe) => {
  expect(safeUrl(url)).toBe(safe);
});

test('safeText escapes control characters and limits the length', () => {
  expect(safeText('a\u0000\n\u007f\u0085\u2028b')).toBe(String.raw`a\u0000\u000a\u007f\u0085\u2028b`);
  expect(safeText('x'.repeat(300))).toBe(`${'x'.repeat(200)}…`);
  expect(safeText('xyz', 2)).toBe('xy…');
});
