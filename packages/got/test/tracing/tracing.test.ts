import { afterEach, describe, expect, test } from 'vitest';
import {
  createFaultOrigin,
  type FaultOrigin,
  type FaultOriginOptions,
  type SeenRequest,
} from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { createClient, hedge } from 'sluice';
import { FACES, MODELS, type Face } from './faces.ts';
import { inSpan, takeSpans, type Seen } from './tracer.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
  takeSpans();
});

function use(face: Face): Face {
  undo.push(() => face.close());
  return face;
}

async function originOf(options?: FaultOriginOptions): Promise<FaultOrigin> {
  const origin = await createFaultOrigin(options);
  undo.push(() => origin.close());
  return origin;
}

/** The spans of a call, whether it fails or not. */
async function spansOf(face: Face, url: string): Promise<Omit<Seen, 'id'>[]> {
  await inSpan('caller', () => face.get(url).catch(() => ''));
  return takeSpans().map(({ id: _id, ...span }) => span);
}

/** The span that the `traceparent` of a request names. */
function parentOf(request: SeenRequest): string {
  return request.header('traceparent')?.split('-')[2] ?? 'none';
}

const REFUSED = 'http://127.0.0.1:2/x';
const UNKNOWN = 'http://no-such-host.invalid/x';

describe.each(Object.keys(FACES))('tracing of %s', (name) => {
  const { like, make, replays, retries } = FACES[name]!;

  test.each([
    ['an answer', '/good'],
    ['an error status', '/bad'],
  ])(`${like} and it leave the same span of %s`, async (_what, path) => {
    const origin = await originOf();
    origin.on('/good').reply(200, { body: 'good' });
    origin.on('/bad').reply(404, { body: 'bad' });
    const expected = await spansOf(use(MODELS[like]()), origin.url(path));
    expect(expected).toHaveLength(1);
    expect(await spansOf(use(make()), origin.url(path))).toEqual(expected);
  });

  test.each([
    ['a refused connection', REFUSED],
    ['a name that is not resolved', UNKNOWN],
  ])(`${like} and it leave the same span of %s`, async (_what, url) => {
    const expected = await spansOf(use(MODELS[like]()), url);
    expect(expected).toMatchObject([{ caller: 'caller', failed: true }]);
    expect(await spansOf(use(make()), url)).toEqual(expected);
  });

  describe.each(['http', 'https'] as const)('%s', (scheme) => {
    /** Checks that a request was sent with the `traceparent` of a span of its caller, for each of several callers. */
    async function expectOwnSpans(
      face: Face,
      origin: FaultOrigin,
      callers: readonly string[],
    ): Promise<void> {
      const before = origin.seen().length;
      await Promise.all(
        callers.map((caller) =>
          inSpan(caller, () => face.get(origin.url(`/x?caller=${caller}`)).catch(() => '')),
        ),
      );
      const spans = new Map(takeSpans().map(({ id, caller }) => [id, caller]));
      const requests = origin.seen().slice(before);
      expect(requests.length).toBeGreaterThan(0);
      for (const request of requests) {
        expect(spans.get(parentOf(request))).toBe(request.query.get('caller'));
      }
    }

    const many = (prefix: string): string[] => Array.from({ length: 50 }, (_, n) => `${prefix}${n}`);

    test('each of 50 concurrent calls sends the traceparent of its own span, in two rounds', async () => {
      const origin = await originOf({ tls: scheme === 'https' });
      origin.on('/x').reply(200, { body: 'good' });
      const face = use(make());
      await expectOwnSpans(face, origin, many('first'));
      await expectOwnSpans(face, origin, many('second'));
    });

    test.runIf(replays)(
      'so does each of 50 that are sent again because their connection was closed',
      async () => {
        const origin = await originOf({ tls: scheme === 'https' });
        origin.on('/x').reply(200, { body: 'good' }).fault({ do: 'reset', at: 'reuse' }, { every: 1 });
        const face = use(make());
        await expectOwnSpans(face, origin, many('first'));
        const { opened } = origin.stats();
        await expectOwnSpans(face, origin, many('second'));
        expect(origin.stats().opened).toBeGreaterThan(opened);
      },
    );

    test.runIf(retries)('so does each retry', async () => {
      const origin = await originOf({ tls: scheme === 'https', per: { query: 'caller' } });
      origin.on('/x').reply(503, {}, { first: 1 }).reply(200, { body: 'good' });
      const face = use(make(true));
      await expectOwnSpans(face, origin, many('first'));
      expect(origin.seen()).toHaveLength(100);
    });
  });
});

test('each hedge sends the traceparent of its own span', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'good', delay: 60_000 }, { first: 1 }).reply(200, { body: 'good' });
  const client = createClient({ transport: undiciTransport({ pool: {} }), plugins: [hedge({ delay: 20 })] });
  undo.push(() => client.close());
  await inSpan('caller', () => client.get(origin.url('/x')).text());
  const ids = origin.seen().map(parentOf);
  expect(ids).toHaveLength(2);
  // The span of the slow attempt ends with its exchange.
  const spans = new Map<string, unknown>();
  await expect
    .poll(() => {
      for (const { id, caller } of takeSpans()) spans.set(id, caller);
      return ids.map((id) => spans.get(id));
    })
    .toEqual(['caller', 'caller']);
});
