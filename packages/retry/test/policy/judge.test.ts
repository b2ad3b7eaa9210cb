import {
  BodyError,
  ClosedError,
  HttpError,
  NetworkError,
  OptionError,
  TimeoutError,
  type NetworkErrorCode,
  type NetworkPhase,
  type TimeoutPhase,
} from '@sluice/core';
import { GateError } from '@sluice/gate';
import { describe, expect, test } from 'vitest';
import { PRESETS, type PresetName, type Step } from '../../src/index.ts';
import { outcome, policy, received, stepAfter } from '../support/outcomes.ts';

const network = (systemCode: string, bytesWritten = 10, phase: NetworkPhase = 'response'): NetworkError =>
  new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', {
    phase,
    bytesWritten,
    cause: Object.assign(new Error(systemCode), { code: systemCode }),
  });

const unprocessed = (): NetworkError =>
  new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'refused', {
    phase: 'response',
    bytesWritten: 10,
    unprocessed: true,
  });

const verdict = ({ action, rule }: Step): string => `${action}: ${rule}`;

function statusesRetried(preset: PresetName): number[] {
  const rules = policy({ preset, budget: false });
  const all = Array.from({ length: 900 }, (_, index) => index + 100);
  return all.filter((status) => stepAfter(outcome({ status }), rules).action === 'retry');
}

test.each<[NetworkPhase, string]>([
  ['dns', 'retry: error'],
  ['connect', 'retry: error'],
  ['tls', 'retry: error'],
  ['proxy', 'retry: error'],
  ['request', 'stop: method'],
  ['response', 'stop: method'],
  ['body', 'stop: method'],
])('a POST that failed in phase %s, with an error that has no other details: %s', (phase, expected) => {
  const error = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase });
  expect(verdict(stepAfter(outcome({ method: 'POST', error }), policy()))).toBe(expected);
});

describe('statuses', () => {
  const serverErrors = Array.from({ length: 500 }, (_, index) => index + 500).filter(
    (status) => status !== 501,
  );

  test.each<[PresetName, number[]]>([
    ['conservative', [408, 425, 429, ...serverErrors]],
    ['goRetryablehttp', [429, ...serverErrors]],
    ['got', [408, 429, 500, 502, 503, 504, 521, 522, 524]],
    ['aws', [429, 500, 502, 503, 504]],
  ])('%s retries its own list of statuses', (preset, statuses) => {
    expect(statusesRetried(preset)).toEqual(statuses);
  });

  test.each<[PresetName, boolean]>([
    ['conservative', true],
    ['goRetryablehttp', false],
    ['got', true],
    ['aws', false],
  ])('%s on a 413 with Retry-After: retried %s', (preset, retried) => {
    const headers = received({ 'retry-after': '1' });
    const step = stepAfter(outcome({ status: 413, headers }), policy({ preset, budget: false }));
    expect(step.action === 'retry').toBe(retried);
  });
});

describe('methods', () => {
  const idempotent = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'];
  const others = ['POST', 'PATCH', 'purge'];

  test.each<[PresetName, string[]]>([
    ['conservative', idempotent],
    ['got', idempotent],
    ['goRetryablehttp', [...idempotent, ...others]],
    ['aws', [...idempotent, ...others]],
  ])('%s repeats %s', (preset, methods) => {
    const rules = policy({ preset, budget: false });
    const repeated = [...idempotent, ...others].filter(
      (method) => stepAfter(outcome({ method, error: network('ECONNRESET') }), rules).action === 'retry',
    );
    expect(repeated).toEqual(methods);
  });

  test.each([
    ['a key', outcome({ method: 'POST', keyed: true }), 'retry: status'],
    ['no key', outcome({ method: 'POST' }), 'stop: method'],
    [
      'nothing sent',
      outcome({ method: 'POST', error: network('ECONNREFUSED', 0, 'connect') }),
      'retry: error',
    ],
    ['bytes sent', outcome({ method: 'POST', error: network('ECONNRESET', 1) }), 'stop: method'],
    [
      'no connection in time',
      outcome({ method: 'POST', error: new TimeoutError('connect', 1) }),
      'retry: error',
    ],
    [
      'no answer in time',
      outcome({ method: 'POST', error: new TimeoutError('responseHeader', 1) }),
      'stop: method',
    ],
    [
      'bytes sent that the server did not process',
      outcome({ method: 'POST', error: unprocessed() }),
      'retry: error',
    ],
    [
      'a one-shot body that the server did not process',
      outcome({ method: 'POST', error: unprocessed(), body: 'one-shot' }),
      'stop: body',
    ],
    ['a one-shot body', outcome({ method: 'PUT', body: 'one-shot' }), 'stop: body'],
    ['a one-shot body and a key', outcome({ method: 'PUT', body: 'one-shot', keyed: true }), 'stop: body'],
    ['a replayable body', outcome({ method: 'PUT', body: 'replayable' }), 'retry: status'],
  ])('a request with %s', (_, given, expected) => {
    expect(verdict(stepAfter(given, policy()))).toBe(expected);
  });

  test('registered methods are matched in any case, others case-sensitively', () => {
    const rules = policy({ methods: ['post', 'purge'] });
    const repeated = ['POST', 'purge', 'PURGE', 'GET'].filter(
      (method) => stepAfter(outcome({ method }), rules).action === 'retry',
    );
    expect(repeated).toEqual(['POST', 'purge']);
  });
});

describe('errors', () => {
  const phases: TimeoutPhase[] = [
    'queue',
    'connect',
    'tlsHandshake',
    'expectContinue',
    'responseHeader',
    'body',
    'attempt',
  ];

  test.each<[string, unknown]>([
    ['a lost connection', network('ECONNRESET')],
    ['a name that does not resolve', new NetworkError('ERR_SLUICE_DNS', 'dns', { phase: 'dns' })],
    ['a body cut short', new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut')],
    ...phases.map((phase): [string, unknown] => [`timeout.${phase}`, new TimeoutError(phase, 5)]),
  ])('%s is retried', (_, error) => {
    expect(verdict(stepAfter(outcome({ error }), policy()))).toBe('retry: error');
  });

  test.each<[string, unknown]>([
    ['the total deadline', new TimeoutError('total', 5)],
    [
      'an untrusted certificate',
      new NetworkError('ERR_SLUICE_TLS', 'no', { phase: 'tls', retryable: false }),
    ],
    ['a full gate', new GateError('ERR_SLUICE_GATE_FULL', 'full', 'h')],
    ['a gate that took too long', new GateError('ERR_SLUICE_GATE_TIMEOUT', 'late', 'h')],
    ['a body over its limit', new BodyError('ERR_SLUICE_BODY_LIMIT', 'long')],
    ['a failing source', new BodyError('ERR_SLUICE_BODY_SOURCE', 'source')],
    ['a body that was read', new BodyError('ERR_SLUICE_BODY_NOT_REPLAYABLE', 'read')],
    ['a refused option', new OptionError('x', 'bad')],
    ['something closed', new ClosedError('client')],
    ['a bug', new TypeError('fetch failed')],
    ['something thrown that is no error', 'no'],
    ['nothing at all', null],
  ])('%s is not', (_, error) => {
    expect(verdict(stepAfter(outcome({ error }), policy({ methods: 'any' })))).toBe('stop: error');
  });

  test('an HttpError of an inner layer is not', () => {
    const kept = {
      status: 503,
      statusText: '',
      headers: received({}),
      url: '',
      body: new Uint8Array(),
      complete: true,
    };
    expect(verdict(stepAfter(outcome({ error: new HttpError('x', kept) }), policy()))).toBe('stop: error');
  });

  const codes = [
    'ETIMEDOUT',
    'ECONNRESET',
    'EADDRINUSE',
    'ECONNREFUSED',
    'EPIPE',
    'ENOTFOUND',
    'ENETUNREACH',
  ];
  const all = [...codes, 'EAI_AGAIN', 'EHOSTUNREACH', 'EPROTO'];

  test.each<[PresetName, string[]]>([
    ['conservative', all],
    ['goRetryablehttp', all],
    ['got', [...codes, 'EAI_AGAIN']],
    ['aws', all.filter((code) => code !== 'EADDRINUSE' && code !== 'EPROTO')],
  ])('%s retries the codes %s', (preset, expected) => {
    const rules = policy({ preset, budget: false });
    const retried = all.filter(
      (code) => stepAfter(outcome({ error: network(code) }), rules).action === 'retry',
    );
    expect(retried).toEqual(expected);
  });

  test.each<[PresetName, string]>([
    ['conservative', 'stop: error'],
    ['goRetryablehttp', 'retry: error'],
    ['got', 'retry: error'],
    ['aws', 'retry: error'],
  ])('%s, of a name that does not exist: %s', (preset, expected) => {
    const cause = Object.assign(new Error('dns'), { code: 'ENOTFOUND' });
    const error = new NetworkError('ERR_SLUICE_DNS', 'dns', { phase: 'dns', retryable: false, cause });
    expect(verdict(stepAfter(outcome({ error }), policy({ preset, budget: false })))).toBe(expected);
  });

  const lasting = (code: NetworkErrorCode, systemCode?: string): NetworkError => {
    const cause = systemCode === undefined ? undefined : Object.assign(new Error('x'), { code: systemCode });
    return new NetworkError(code, 'lasting', { phase: 'connect', retryable: false, cause });
  };

  // It retries every error except those it names: redirects, scheme, headers, certificates.
  test.each<[string, NetworkError]>([
    ['headers over their limit', lasting('ERR_SLUICE_PROTOCOL', 'UND_ERR_HEADERS_OVERFLOW')],
    ['an answer that is refused', lasting('ERR_SLUICE_PROTOCOL')],
    ['a proxy that refuses', lasting('ERR_SLUICE_PROXY')],
    ['a name without addresses', lasting('ERR_SLUICE_DNS', 'ENODATA')],
    ['plain HTTP where TLS is spoken', lasting('ERR_SLUICE_TLS', 'ERR_SSL_WRONG_VERSION_NUMBER')],
  ])('goRetryablehttp alone retries %s', (_, error) => {
    const retrying = (Object.keys(PRESETS) as PresetName[]).filter(
      (preset) => stepAfter(outcome({ error }), policy({ preset, budget: false })).action === 'retry',
    );
    expect(retrying).toEqual(['goRetryablehttp']);
  });

  test('no preset retries an untrusted certificate; listing the code of its cause does', () => {
    const error = lasting('ERR_SLUICE_TLS', 'DEPTH_ZERO_SELF_SIGNED_CERT');
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      expect(verdict(stepAfter(outcome({ error }), policy({ preset, budget: false })))).toBe('stop: error');
    }
    const action = (...errorCodes: string[]): string =>
      stepAfter(outcome({ error }), policy({ errorCodes })).action;
    expect(action('any', 'ERR_SLUICE_TLS')).toBe('stop');
    expect(action('DEPTH_ZERO_SELF_SIGNED_CERT')).toBe('retry');
  });

  test('a list of codes matches a timeout as ETIMEDOUT, a lost connection as ECONNRESET, and codes of Sluice', () => {
    const lost = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'ended', {
      phase: 'response',
      bytesWritten: 9,
    });
    const cut = new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut');
    const action = (error: unknown, ...errorCodes: string[]): string =>
      stepAfter(outcome({ error }), policy({ errorCodes })).action;
    expect(action(new TimeoutError('attempt', 5), 'ETIMEDOUT')).toBe('retry');
    expect(action(lost, 'ECONNRESET')).toBe('retry');
    expect(action(cut, 'ERR_SLUICE_BODY_CUT_SHORT')).toBe('retry');
    expect(action(cut, 'ECONNRESET')).toBe('stop');
    expect(action(cut, 'ECONNRESET', 'any')).toBe('retry');
  });
});

test.each<[PresetName, number]>([
  ['conservative', 4],
  ['goRetryablehttp', 4],
  ['got', 2],
  ['aws', 2],
])('%s retries %i times', (preset, retries) => {
  const rules = policy({ preset, budget: false });
  expect(stepAfter(outcome({ attempt: retries }), rules).action).toBe('retry');
  expect(stepAfter(outcome({ attempt: retries + 1 }), rules)).toMatchObject({
    action: 'stop',
    rule: 'retries',
  });
  expect(PRESETS[preset].maxRetries).toBe(retries);
});

test('a final answer ends the call', () => {
  expect(stepAfter(outcome({ status: 200 }), policy())).toMatchObject({ action: 'answer' });
  expect(stepAfter(outcome({ status: 404 }), policy())).toMatchObject({ action: 'answer' });
});
