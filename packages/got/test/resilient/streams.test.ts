import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import got, { type Got } from 'got';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { caCertificate, type ExchangeFault } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { gotTransport } from '../../src/index.ts';
import { failure, until } from '../setup.ts';
import { originOf, resilient } from './setup.ts';

/** What no listener and no promise took. */
const stray: unknown[] = [];
const note = (error: unknown): void => void stray.push(error);
const others = { uncaughtException: [] as unknown[], unhandledRejection: [] as unknown[] };
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

beforeEach(() => {
  for (const event of EVENTS) {
    others[event] = process.listeners(event as 'uncaughtException');
    process.removeAllListeners(event);
    process.on(event, note);
  }
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const event of EVENTS) {
    process.off(event, note);
    for (const other of others[event]) process.on(event, other as () => void);
  }
  expect(stray.splice(0)).toEqual([]);
});

const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** As many bytes in pieces of 64 KiB at most. */
function* pieces(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), 'x');
}

interface Way {
  /** Whether it sends a body. */
  readonly uploads: boolean;
  /** Whether it reads the response to its end. */
  readonly reads: boolean;
  run(api: Got, url: string, size: number, signal: AbortSignal): PromiseLike<unknown>;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of stream);
}

const WAYS: Readonly<Record<string, Way>> = {
  'pipeline up': {
    uploads: true,
    reads: false,
    run: (api, url, size, signal) =>
      pipeline(Readable.from(pieces(size)), api.stream.put(url, { signal }) as unknown as Writable),
  },
  'pipeline through': {
    uploads: true,
    reads: true,
    run: (api, url, size, signal) =>
      pipeline(Readable.from(pieces(size)), api.stream.put(url, { signal }), sink()),
  },
  'written and read': {
    uploads: true,
    reads: true,
    async run(api, url, size, signal) {
      const stream = api.stream.put(url, { signal });
      for (const piece of pieces(size)) stream.write(piece);
      stream.end();
      await readAll(stream);
    },
  },
  'piped and read': {
    uploads: true,
    reads: true,
    run: (api, url, size, signal) =>
      readAll(Readable.from(pieces(size)).pipe(api.stream.put(url, { signal }))),
  },
  'bytes of a stream': {
    uploads: true,
    reads: true,
    run: (api, url, size, signal) =>
      pipeline(api.stream.put(url, { body: Buffer.alloc(size), signal }), sink()),
  },
  'promise, a stream': {
    uploads: true,
    reads: true,
    run: (api, url, size, signal) => api.put(url, { body: Readable.from(pieces(size)), signal }),
  },
  'promise, bytes': {
    uploads: true,
    reads: true,
    run: (api, url, size, signal) => api.put(url, { body: Buffer.alloc(size), signal }),
  },
  'pipeline down': {
    uploads: false,
    reads: true,
    run: (api, url, _size, signal) => pipeline(api.stream(url, { signal }), sink()),
  },
  'iterated down': {
    uploads: false,
    reads: true,
    run: (api, url, _size, signal) => readAll(api.stream(url, { signal })),
  },
  'promise down': { uploads: false, reads: true, run: (api, url, _size, signal) => api.get(url, { signal }) },
};

const BREAKS = ['reset', 'close'] as const;

/** Faults before the head of the response is complete: every call fails. */
const EARLY = fc.oneof(
  fc.record({
    do: fc.constantFrom(...BREAKS),
    at: fc.constantFrom('request' as const, 'head' as const),
    after: fc.constantFrom(0, 5),
  }),
  fc.record({
    do: fc.constantFrom(...BREAKS),
    at: fc.constant('request' as const),
    after: fc.constant(1_000_000),
  }),
  fc.constant({ do: 'garbage', at: 'head' } as const),
);

/** Faults in the body: a call fails that reads it. */
const LATE = fc.oneof(
  fc.record({
    do: fc.constantFrom(...BREAKS),
    at: fc.constant('body' as const),
    after: fc.constantFrom(0, 10, 99_000),
  }),
  fc.constant({ do: 'badChunk', after: 10 } as const),
  fc.record({ do: fc.constantFrom(...BREAKS), at: fc.constant('end' as const) }),
);

const CASE = fc.record({
  way: fc.constantFrom(...Object.keys(WAYS)),
  size: fc.constantFrom(5, 100_000, 4 << 20),
  over: fc.constantFrom('undici' as const, 'got' as const),
  fault: fc.oneof(
    fc.constant(undefined),
    EARLY.map((fault: ExchangeFault) => ({ fault, early: true })),
    LATE.map((fault: ExchangeFault) => ({ fault, early: false })),
  ),
  status: fc.constantFrom(200, 200, 404, 503),
  redirect: fc.constantFrom(undefined, undefined, undefined, 303),
  /** Whether the caller aborts, and after how many turns of the event loop. */
  abort: fc.constantFrom(undefined, undefined, undefined, 0, 1, 3, 10),
});

/** The codes of got and of its users' errors. */
const CODE =
  /^(E[A-Z]+|ERR_GOT_\w+|ERR_NON_2XX_3XX_RESPONSE|ERR_HTTP_CONTENT_LENGTH_MISMATCH|ERR_ABORTED|ERR_UPLOAD|HPE_\w+|ERR_SLUICE_PROTOCOL|ERR_READING_RESPONSE_STREAM|ERR_STREAM_PREMATURE_CLOSE)$/;

test.each([false, true])(
  'a stream ends with its request, and fails with it, whatever fails and when (TLS: %j)',
  { timeout: 120_000 },
  async (tls) => {
    const origin = await originOf({ tls });
    const base = got.extend({ https: { certificateAuthority: caCertificate } });
    const apis = {
      undici: resilient({
        retry: false,
        pool: undefined,
        transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }),
      }),
      got: resilient({ retry: false, pool: undefined, transport: gotTransport({ pool: {}, got: base }) }),
    };
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(CASE, async ({ way: name, size, over, fault, status, redirect, abort }) => {
        const way = WAYS[name] as Way;
        const path = `/${++runs}`;
        const body = { body: { size: 100_000 }, ...(fault && { faults: [fault.fault] }) };
        origin.on(path).reply(status, body);
        if (redirect !== undefined) origin.on(`${path}r`).reply(redirect, { headers: { location: path } });
        const controller = new AbortController();
        const from = origin.url(redirect === undefined ? path : `${path}r`);
        const call = way.run(apis[over], from, size, controller.signal);
        const outcome = Promise.resolve(call).then(
          () => undefined,
          (error: unknown) => error as { code: string; name: string },
        );
        if (abort !== undefined) {
          for (let turn = 0; turn < abort; turn++) {
            // oxlint-disable-next-line no-await-in-loop -- one turn after the other
            await new Promise((resolve) => setImmediate(resolve));
          }
          controller.abort();
        }
        const error = await outcome;
        // What comes after the outcome has a turn of its own.
        await new Promise((resolve) => setImmediate(resolve));
        expect(stray.splice(0), JSON.stringify({ name, fault })).toEqual([]);
        if (error !== undefined) expect(error.code).toMatch(CODE);
        // A redirected request has no body, so that faults after so many bytes of it come at its end.
        const mustFail = fault?.early === true || status >= 400 || (fault !== undefined && way.reads);
        if (mustFail) expect(error, JSON.stringify({ name, fault })).toBeDefined();
        else if (abort === undefined) {
          expect(error).toBeUndefined();
          if (way.uploads && redirect === undefined) {
            expect(origin.seen(path).at(-1)).toMatchObject({ complete: true, bodyBytes: size });
          }
        }
      }),
      { numRuns: 200, endOnFailure: true },
    );
  },
);

test('an upload to a port without a listener rejects', async () => {
  const put = resilient({ retry: false }).stream.put('http://127.0.0.1:2');
  expect(await failure(pipeline(Readable.from(['hello']), put as unknown as Writable))).toMatchObject({
    name: 'RequestError',
    code: 'ECONNREFUSED',
  });
});

test('an upload to a server that resets the connection rejects', async () => {
  const origin = await originOf();
  origin.on('/x').fault({ do: 'reset', at: 'request', after: 100_000 });
  const put = resilient({ retry: false }).stream.put(origin.url('/x'));
  expect(await failure(pipeline(Readable.from(pieces(4 << 20)), put as unknown as Writable))).toMatchObject({
    name: 'RequestError',
    code: 'ECONNRESET',
  });
});

test('an upload ends with the response, not before', async () => {
  const origin = await originOf();
  let answers = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answers = resolve));
  origin.on('/x').handle(async () => {
    await asked;
    return { status: 200, body: 'ok' };
  });
  const put = resilient().stream.put(origin.url('/x'));
  const seen: string[] = [];
  put.on('finish', () => seen.push('finish')).on('response', () => seen.push('response'));
  put.on('uploadProgress', ({ percent }) => percent === 1 && seen.push('sent'));
  put.end('hello');
  await until(() => origin.seen('/x').length === 1);
  expect(seen).toEqual([]);
  answers();
  await readAll(put);
  expect(seen).toEqual(['sent', 'finish', 'response']);
});
