import { breaker } from '@sluice/breaker';
import { expect, test } from 'vitest';
import {
  aimd,
  createAgentRegistry,
  createClient,
  gradient2,
  hedge,
  isOptionError,
  undiciTransport,
} from 'sluice';

/** What callers in JavaScript hand over by mistake, by the names the tables below call it. */
const VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  NaN: Number.NaN,
  '-1': -1,
  '0': 0,
  '0.5': 0.5,
  '1': 1,
  Infinity,
  empty: '',
  text: 'x',
  true: true,
  false: false,
  '[]': [],
  '{}': {},
  '{x}': { nope: 1 },
  '()': () => 1,
  map: new Map([['x', 1]]),
  date: new Date(0),
  symbol: Symbol('s'),
  bigint: 5n,
};

const COUNT = '0 1 Infinity';
const LIMIT = '0.5 1 Infinity false';
const TIME = '0 0.5 1 Infinity';
const BOOLEAN = 'true false';
const FROM_ONE = '1 Infinity';

/** Of each option, which of these it takes; all others must be refused, before anything is made. */
const CLIENT: Readonly<Record<string, string>> = {
  baseUrl: '',
  headers: '[] {} {x} () map',
  query: '{} {x}',
  idempotencyKey: BOOLEAN,
  throwHttpErrors: 'true false ()',
  allowOtherOrigin: BOOLEAN,
  maxResponseBytes: COUNT,
  decompress: BOOLEAN,
  maxDecodedBytes: COUNT,
  maxDecodingRatio: FROM_ONE,
  drain: '0 {}',
  'drain.bytes': COUNT,
  'drain.time': TIME,
  errorBody: '{}',
  'errorBody.bytes': COUNT,
  'errorBody.time': TIME,
  redirect: '',
  maxRedirects: '0 1',
  hooks: '{}',
  name: 'empty text',
  logger: '',
  plugins: '[]',
  transport: '',
  registry: '',
  clock: '',
  expectContinue: BOOLEAN,
  timeout: `${LIMIT} {}`,
  'timeout.total': LIMIT,
  'timeout.attempt': LIMIT,
  'timeout.queue': LIMIT,
  'timeout.connect': LIMIT,
  'timeout.tlsHandshake': LIMIT,
  'timeout.expectContinue': LIMIT,
  'timeout.responseHeader': LIMIT,
  'timeout.body': LIMIT,
  'timeout.policy': 'false',
  'timeout.detached': LIMIT,
  retry: `${COUNT} false {}`,
  'retry.preset': '',
  'retry.maxRetries': COUNT,
  'retry.minDelay': '0 0.5 1',
  'retry.maxDelay': TIME,
  'retry.factor': '1',
  'retry.backoff': '()',
  'retry.methods': '[]',
  'retry.statuses': '[] ()',
  'retry.errorCodes': '[]',
  'retry.hints': '[]',
  'retry.hintStatuses': '[]',
  'retry.maxRetryAfter': TIME,
  'retry.ceiling': '',
  'retry.hintSlack': '0 0.5 1 false',
  'retry.hintFloor': '0 0.5 1',
  'retry.drain': '0 {}',
  'retry.peek': '{}',
  'retry.budget': 'false {}',
  'retry.cooldown': 'true false {}',
  'retry.random': '()',
  'retry.idempotencyHeader': 'text',
  'retry.onExhausted': '()',
  'retry.onRequest': '()',
  'retry.onResponse': '()',
  'retry.checkRetry': '()',
  'retry.onRetry': '()',
  'retry.prepareRetry': '()',
  gate: 'false {}',
  'gate.maxPerHost': FROM_ONE,
  'gate.maxQueue': COUNT,
  'gate.queueTimeout': LIMIT,
  'gate.maxTotal': FROM_ONE,
  'gate.key': '()',
  'gate.limits': '{}',
  'gate.ageing': '1',
  'gate.lifoAfter': '0 0.5 1 false',
  'gate.adaptive': 'false',
  watchdog: 'false {}',
  'watchdog.unread': '1',
  'watchdog.captureCallSite': BOOLEAN,
  pool: '{}',
};

const POOL: Readonly<Record<string, string>> = {
  maxPerHost: FROM_ONE,
  maxIdle: '0 1',
  maxIdlePerHost: COUNT,
  maxTotal: FROM_ONE,
  maxDialing: FROM_ONE,
  idleTimeout: TIME,
  maxAge: FROM_ONE,
  maxRequests: FROM_ONE,
  keepAlive: BOOLEAN,
};

const TRANSPORT: Readonly<Record<string, string>> = {
  registry: '',
  pool: '{}',
  timeout: 'false {}',
  tls: '{}',
  'tls.ca': '',
  'tls.cert': '',
  'tls.key': '',
  'tls.pfx': '',
  'tls.passphrase': 'empty text',
  'tls.servername': 'text',
  'tls.minVersion': '',
  'tls.maxVersion': '',
  'tls.rejectUnauthorized': BOOLEAN,
  'tls.ciphers': '',
  'tls.ecdhCurve': '',
  'tls.sigalgs': '',
  'tls.crl': '',
  'tls.checkServerIdentity': '()',
  proxy: 'text false',
  partition: 'empty text',
  http2: 'true false {}',
  'http2.pingAfter': LIMIT,
  'http2.pingTimeout': LIMIT,
  socketPath: 'text',
  connect: '()',
  lookup: '()',
  localAddress: '',
  family: '',
  happyEyeballs: 'false',
  tcpKeepAlive: 'false',
  maxResponseHeaderBytes: FROM_ONE,
  maxResponseHeaders: FROM_ONE,
};

const PROXY: Readonly<Record<string, string>> = {
  headers: '[] {} {x} map',
  tls: '{}',
  noProxy: 'empty text',
};

const BREAKER: Readonly<Record<string, string>> = {
  consecutive: '1',
  ratio: 'false {}',
  'ratio.share': '0.5 1',
  'ratio.minimum': '1',
  'ratio.window': '',
  openFor: '1',
  maxOpenFor: '',
  probes: '1',
  successes: '1',
  statuses: '[] ()',
  key: '()',
};

const HEDGE: Readonly<Record<string, string>> = {
  delay: '0 0.5 1',
  'delay.percentile': '0.5',
  maxHedges: '1',
  methods: '[]',
  statuses: '[] ()',
  budget: 'false {}',
  idempotencyHeader: 'text',
};

const AIMD: Readonly<Record<string, string>> = {
  initial: '1',
  min: '1',
  max: FROM_ONE,
  window: '1',
  backoff: '0.5',
  timeout: FROM_ONE,
};

const GRADIENT2: Readonly<Record<string, string>> = {
  initial: '',
  min: '1',
  max: 'Infinity',
  window: '1',
  smoothing: '0.5 1',
  queueSize: '1',
  tolerance: '1',
  longWindow: '1',
};

const CALL: Readonly<Record<string, string>> = {
  method: 'text',
  headers: '[] {} {x} map',
  query: '{} {x}',
  form: '{} {x}',
  body: 'null empty text',
  signal: 'null',
  throwHttpErrors: 'true false ()',
  'drain.bytes': COUNT,
  redirect: '',
  timeout: `${LIMIT} {}`,
  'timeout.total': LIMIT,
  retry: `${COUNT} false {}`,
  'retry.minDelay': '0 0.5 1',
  gate: 'false {}',
  'gate.priority': '-1 0 1',
  'gate.weight': '1',
  'gate.queueTimeout': LIMIT,
  'gate.maxQueue': COUNT,
  watchdog: 'false {}',
  idempotencyKey: 'text true false',
};

function at(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

/** Which of the values are taken; whatever is not refused in our words is shown. */
function taken(make: (value: unknown) => unknown): string[] {
  return Object.entries(VALUES).flatMap(([name, value]) => {
    try {
      make(value);
      return [name];
    } catch (error) {
      return isOptionError(error) ? [] : [`${name}: ${String(error)}`];
    }
  });
}

const MAKERS: readonly [string, Readonly<Record<string, string>>, (options: object) => unknown][] = [
  ['createClient', CLIENT, (options) => createClient(options)],
  ['createAgentRegistry', POOL, (options) => createAgentRegistry(options)],
  ['pool', POOL, (pool) => createClient({ pool })],
  ['undiciTransport', TRANSPORT, (options) => undiciTransport(options)],
  ['proxy', PROXY, (options) => undiciTransport({ proxy: { url: 'http://proxy.test', ...options } })],
  ['breaker', BREAKER, (options) => breaker(options)],
  ['hedge', HEDGE, (options) => hedge(options)],
  ['aimd', AIMD, (options) => aimd(options)],
  ['gradient2', GRADIENT2, (options) => gradient2(options)],
];

for (const [name, table, make] of MAKERS) {
  test.each(Object.entries(table))(`${name} accepts as %s: %s`, (path, accepted) => {
    expect(taken((value) => make(at(path, value))).toSorted()).toEqual(words(accepted));
  });

  test(`${name} refuses other options, and values that are not an object`, () => {
    expect(taken((value) => make({ nope: value }))).toEqual([]);
  });
}

test.each(Object.entries(CALL))('a call accepts as %s: %s', async (path, accepted) => {
  const client = createClient({
    transport: {
      name: 'refusing',
      send: () => Promise.reject(new Error('sent')),
      close: () => Promise.resolve(),
    },
    retry: { maxRetries: 0 },
  });
  const sent: string[] = [];
  for (const [name, value] of Object.entries(VALUES)) {
    // oxlint-disable-next-line no-await-in-loop -- the outcomes are named in order
    const error = await client('http://origin.test/', { method: 'POST', ...at(path, value) }).catch(
      (reason: unknown) => reason,
    );
    if (isOptionError(error)) continue;
    sent.push(String(error) === 'Error: sent' ? name : `${name}: ${String(error)}`);
  }
  await client.close();
  expect(sent.toSorted()).toEqual(words(accepted));
});

function words(text: string): string[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .toSorted();
}
