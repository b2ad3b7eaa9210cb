import { openAsBlob, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import got, { type BeforeRequestHook, type HandlerFunction, type Options } from 'got';
import { describe, expect, test } from 'vitest';
import { failure, pause, rig } from '../setup.ts';

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\n\r\n';

async function* pieces(...given: string[]): AsyncGenerator<Buffer> {
  for (const piece of given) yield Buffer.from(piece);
}

const hook = (change: (options: Options) => unknown): { hooks: { beforeRequest: BeforeRequestHook[] } } => ({
  hooks: { beforeRequest: [(options) => void change(options as Options)] },
});

/** Bodies of each kind of got. */
const BODIES: Record<string, () => string | Blob | AsyncIterable<Buffer>> = {
  bytes: () => 'hello',
  'a Blob': () => new Blob(['hello']),
  'a stream': () => pieces('hel', 'lo'),
};

describe.each(Object.keys(BODIES))('a got instance whose hook meddles with %s', (kind) => {
  const make = BODIES[kind] as (typeof BODIES)[string];

  test.each<[string, (options: Options) => unknown]>([
    ['a shorter length', ({ headers }) => (headers['content-length'] = '3')],
    ['a longer length', ({ headers }) => (headers['content-length'] = '9')],
    [
      'another body and a shorter length',
      (options) => {
        options.body = Readable.from([Buffer.from('hel'), Buffer.from(`lo${SMUGGLED}`)]);
        options.headers['content-length'] = '3';
      },
    ],
    [
      'bytes and a longer length',
      (options) => {
        options.body = 'hello, world';
        options.headers['content-length'] = '90';
      },
    ],
  ])('by %s sends no whole request', async (_, change) => {
    const { origin, client } = await rig({ transport: { got: got.extend(hook(change)) } });
    origin.on('/x').echo();
    for (const method of ['POST', 'PUT']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error = await failure(client('/x', { method, body: make() }));
      expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
      expect(error['attempts']).toHaveLength(1);
    }
    await pause(10);
    expect(origin.seen().filter(({ complete, path: at }) => complete || at !== '/x')).toEqual([]);
  });

  test.each<[string, (options: Options) => unknown, object]>([
    ['another body', (options) => (options.body = 'hello, world'), { length: '12', bytes: 12 }],
    ['a stream', (options) => (options.body = pieces('a', 'b')), { length: undefined, bytes: 2 }],
    [
      'a stream and its length',
      (options) => {
        options.body = pieces('a', 'bc');
        options.headers['content-length'] = '3';
      },
      { length: '3', bytes: 3 },
    ],
    [
      'another body and the length of before',
      (options) => {
        options.body = 'hello, world';
        options.headers['content-length'] = '5';
      },
      kind === 'a stream' ? {} : { length: '12', bytes: 12 },
    ],
  ])('by %s sends what it says', async (_, change, expected) => {
    const { origin, client } = await rig({ transport: { got: got.extend(hook(change)) } });
    origin.on('/x').echo();
    if (Object.keys(expected).length === 0) {
      expect(await failure(client.post('/x', { body: make() }))).toMatchObject({
        code: 'ERR_SLUICE_BODY_SOURCE',
      });
      return;
    }
    await client.post('/x', { body: make() }).bytes();
    const [seen] = origin.seen();
    expect({ length: seen?.header('content-length'), bytes: seen?.bodyBytes }).toEqual(expected);
    expect(origin.seen()).toHaveLength(1);
  });

  test('with a body that a handler set, the length must be that of the body, or nothing is sent', async () => {
    const replace: HandlerFunction = (options, next) => {
      options.body = 'hello, world';
      return next(options);
    };
    const { origin, client } = await rig({ transport: { got: got.extend({ handlers: [replace] }) } });
    origin.on('/x').echo();
    if (kind === 'a stream') {
      expect(await client.post('/x', { body: make() }).json()).toMatchObject({ bodyBytes: 12 });
    } else {
      expect(await failure(client.post('/x', { body: make() }))).toMatchObject({
        code: 'ERR_SLUICE_BODY_SOURCE',
      });
    }
    await pause(10);
    expect(origin.seen().filter(({ bodyBytes }) => bodyBytes !== 12)).toEqual([]);
  });
});

test('a Blob whose size Node.js reports wrong does not produce a complete request on a reused connection', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-huge-'));
  const file = path.join(folder, 'huge');
  writeFileSync(file, 'hello');
  truncateSync(file, 2 ** 32 + 5);
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  const error = await failure(client.put('/x', { body: await openAsBlob(file) }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
  expect(await client.get('/x').text()).toBe('ok');
  await pause(10);
  expect(origin.seen().filter(({ complete }) => complete)).toHaveLength(2);
  expect(origin.seen('/x')).toHaveLength(origin.seen().length);
  await rm(folder, { recursive: true });
});
