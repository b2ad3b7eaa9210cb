// A client in a separate process, whose `Object.prototype` is polluted while the client creates its connections.
import http from 'node:http';
import https from 'node:https';
import got from 'got';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import { createAgentRegistry } from '@sluice/pool';
import { serveProcess } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { createClient } from 'sluice';
import { gotTransport, resilientGot } from '../../../src/index.ts';
import { ALSO, POISON } from './poison.ts';
import type { Face, Outcome, Question, Targets } from './vocabulary.ts';

/** Creates a client and gets a URL with it; resolves with the body. */
type Getter = (url: string, targets: Targets) => Promise<string>;

/** Clients to close after the pollution is removed. */
const open: { close(): Promise<void> }[] = [];

function kept<Closable extends { close(): Promise<void> }>(made: Closable): Closable {
  open.push(made);
  return made;
}

const limits = { timeout: { total: 5_000 }, retry: false } as const;

const through = (options: NonNullable<Parameters<typeof undiciTransport>[0]>): Getter => {
  return (url) =>
    kept(createClient({ ...limits, transport: undiciTransport({ pool: {}, ...options }) }))
      .get(url)
      .text();
};

const viaGot = (options: Parameters<typeof gotTransport>[0]): Getter => {
  return (url) =>
    kept(createClient({ ...limits, transport: gotTransport({ pool: {}, ...options }) }))
      .get(url)
      .text();
};

/** A request by the client of Node.js. */
function send(
  { get }: typeof http | typeof https,
  url: string,
  options: http.RequestOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

const GETTERS: Readonly<Record<Face, Getter>> = {
  'client without options': (url) =>
    kept(createClient({ ...limits, pool: {} }))
      .get(url)
      .text(),
  // With TLS options, even empty ones, each client creates its own context.
  client: through({ tls: {} }),
  http2: through({ http2: true, tls: {} }),
  'https proxy': (url, targets) =>
    through({ proxy: { url: targets.secureProxy, tls: {} }, tls: {} })(url, targets),
  dispatcher: (url) => {
    const { origin, pathname } = new URL(url);
    const dispatcher = dispatcherOf(kept(createAgentRegistry()));
    let text = '';
    return new Promise((resolve, reject) => {
      dispatcher.dispatch(
        // The caller must protect the options that it omits.
        { __proto__: null, origin, path: pathname, method: 'GET' } as never,
        {
          onRequestStart: () => undefined,
          onResponseStart: () => undefined,
          onResponseData: (_controller, chunk) => void (text += String(chunk)),
          onResponseEnd: () => resolve(text),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  },
  agent: (url) => {
    const registry = kept(createAgentRegistry());
    const secure = url.startsWith('https:');
    const agent = secure ? new PooledHttpsAgent({ registry }) : new PooledHttpAgent({ registry });
    return send(secure ? https : http, url, { __proto__: null, agent } as http.RequestOptions);
  },
  got: viaGot({}),
  'got without agent': viaGot({ agent: { http: false, https: false } }),
  'got over HTTP/2': (url, targets) => viaGot({ got: got.extend({ http2: true }) })(url, targets),
  resilientGot: async (url) => {
    const registry = kept(createAgentRegistry());
    return resilientGot(got, { ...limits, registry })
      .get(url)
      .text();
  },
};

/** @returns a function that removes the pollution */
function pollute(names: readonly string[]): () => void {
  const values = Object.assign(
    {},
    ...names.map((name) => ({ [name]: POISON[name], ...ALSO[name] })),
  ) as object;
  for (const [name, value] of Object.entries(values)) {
    // oxlint-disable-next-line no-extend-native -- the point of this test
    Object.defineProperty(Object.prototype, name, {
      __proto__: null,
      value: value as unknown,
      configurable: true,
      enumerable: true,
      writable: true,
    } as PropertyDescriptor);
  }
  const added = Object.keys(values);
  return () => {
    for (const name of added) Reflect.deleteProperty(Object.prototype, name);
  };
}

async function outcome(getting: () => Promise<string>): Promise<string> {
  try {
    return await getting();
  } catch (error) {
    const { code, systemCode, message } = error as Record<string, unknown>;
    return String(systemCode ?? code ?? message).split('\n')[0] as string;
  }
}

serveProcess(undefined, async (question): Promise<Outcome> => {
  const { face, names, targets } = question as Question;
  const getter = GETTERS[face];
  const { good, old, foreign, misnamed, plain } = targets;
  let made: Outcome;
  const clean = pollute(names);
  try {
    made = {
      good: await outcome(() => getter(good, targets)),
      old: await outcome(() => getter(old, targets)),
      foreign: await outcome(() => getter(foreign, targets)),
      misnamed: await outcome(() => getter(misnamed, targets)),
      plain: await outcome(() => getter(plain, targets)),
    };
  } finally {
    clean();
  }
  for (const closable of open.splice(0)) await closable.close();
  return made;
});
