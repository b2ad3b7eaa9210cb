import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { toJsonBody, toRequestBody } from '../../../src/request/body/to-request-body.ts';
import { canOpenAgain } from '../../../src/plugin-api.ts';
import type { BodyContent, RequestBody } from '../../../src/transport-api.ts';
import { Rig } from '../../support/rig.ts';

async function read(content: BodyContent): Promise<string> {
  if (content instanceof Uint8Array) return Buffer.from(content).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* chunks(...parts: unknown[]): AsyncGenerator {
  yield* parts;
}

function describeBody({ replayable, contentType, length }: RequestBody) {
  return { replayable, contentType, length };
}

const text = 'text/plain;charset=UTF-8';
const form = 'application/x-www-form-urlencoded;charset=UTF-8';
const bytes = Uint8Array.from([97, 98, 99]);
const wide = new Uint8Array([0, 97, 98, 99, 0]).buffer;

describe('a body given as', () => {
  test.each<[string, () => unknown, string | undefined, number | undefined, string]>([
    ['a string', () => 'abc', text, 3, 'abc'],
    ['a string of more than ASCII', () => 'é€', text, 5, 'é€'],
    ['an empty string', () => '', text, 0, ''],
    ['a Uint8Array', () => bytes, undefined, 3, 'abc'],
    ['a Buffer', () => Buffer.from('abc'), undefined, 3, 'abc'],
    ['an ArrayBuffer', () => bytes.buffer, undefined, 3, 'abc'],
    ['a SharedArrayBuffer', () => new SharedArrayBuffer(1), undefined, 1, '\0'],
    ['a view of a part', () => new Uint8Array(wide, 1, 3), undefined, 3, 'abc'],
    ['a DataView of a part', () => new DataView(wide, 1, 3), undefined, 3, 'abc'],
    ['a Uint16Array', () => new Uint16Array([0x6261]), undefined, 2, 'ab'],
    ['a Blob', () => new Blob(['ab', 'c'], { type: 'image/png' }), 'image/png', 3, 'abc'],
    ['a Blob without type', () => new Blob(['abc']), undefined, 3, 'abc'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1 2', b: 'é' }), form, 14, 'a=1+2&b=%C3%A9'],
  ])('%s is sent the same each time', async (_, make, contentType, length, content) => {
    const body = toRequestBody(make());
    expect(describeBody(body)).toEqual({ replayable: true, contentType, length });
    expect(await read(body.open())).toBe(content);
    expect(await read(body.open())).toBe(content);
  });

  test.each<[string, () => unknown]>([
    ['an async generator', () => chunks('a', bytes.subarray(1))],
    ['a Node stream', () => Readable.from(['a', 'bc'])],
    ['a web stream', () => new Blob(['abc']).stream()],
    ['a web stream of strings', () => ReadableStream.from(['a', 'bc'])],
  ])('%s is sent once', async (_, make) => {
    const body = toRequestBody(make());
    expect(describeBody(body)).toEqual({ replayable: false, contentType: undefined, length: undefined });
    expect(await read(body.open())).toBe('abc');
    expect(() => body.open()).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_BODY_NOT_REPLAYABLE' }));
  });

  test.each<[string, () => unknown, string | undefined, number | undefined]>([
    ['a string', () => 'abc', text, 3],
    ['bytes', () => bytes, undefined, 3],
    ['a stream', () => chunks('ab', 'c'), undefined, undefined],
    ['a Blob', () => new Blob(['abc'], { type: 'a/b' }), 'a/b', 3],
  ])('a function that returns %s creates a body per attempt', async (_, make, contentType, length) => {
    let made = 0;
    const body = toRequestBody(() => {
      made++;
      return make();
    });
    expect(describeBody(body)).toEqual({ replayable: true, contentType, length });
    expect(await read(body.open())).toBe('abc');
    expect(made).toBe(1);
    expect(await read(body.open())).toBe('abc');
    expect(made).toBe(2);
  });

  test('a function may return a body of another length each time', async () => {
    let size = 1;
    const body = toRequestBody(() => new Blob(['x'.repeat(size++)]));
    expect([await read(body.open()), body.length]).toEqual(['x', 1]);
    expect([await read(body.open()), body.length]).toEqual(['xx', 2]);
  });

  test.each([
    undefined,
    null,
    5,
    true,
    {},
    [],
    [1, 2],
    Symbol('x'),
    5n,
    () => 5,
    () => () => 'x',
    () => undefined,
  ])('%o is refused', (input) => {
    expect(() => toRequestBody(input)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: 'body' }),
    );
  });
});

test('a promise is refused as a forgotten await, and its failure is not an unhandled rejection', async () => {
  const failing = (): Promise<string> => Promise.reject(new Error('late'));
  const words = 'must be a value, not a promise: await it';
  expect(() => toRequestBody(failing())).toThrow(`${words}, or give an async generator function`);
  expect(() => toRequestBody(failing)).toThrow(words);
  expect(() => toJsonBody(failing())).toThrow(words);
  // An unhandled rejection would fail the run.
  await new Promise((resolve) => setImmediate(resolve));
});

describe('json', () => {
  test('is encoded once, as UTF-8', async () => {
    const body = toJsonBody({ a: 'é', b: undefined });
    expect(describeBody(body)).toEqual({ replayable: true, contentType: 'application/json', length: 10 });
    expect(await read(body.open())).toBe('{"a":"é"}');
  });

  test.each([
    [null, 'null'],
    [0, '0'],
    ['', '""'],
    [[], '[]'],
  ])('accepts %o', async (value, expected) => {
    expect(await read(toJsonBody(value).open())).toBe(expected);
  });

  const circular: { self?: unknown; secret: string } = { secret: 'secret' };
  circular.self = circular;
  test.each([undefined, () => 1, Symbol('x'), 5n, circular])('refuses %o', (value) => {
    expect(() => toJsonBody(value)).toThrow(
      expect.objectContaining({ option: 'json', message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('a source', () => {
  test('that fails is the cause of the error', async () => {
    const cause = new Error('disk');
    const body = toRequestBody(
      (async function* () {
        yield 'a';
        throw cause;
      })(),
    );
    await expect(read(body.open())).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE', cause });
  });

  test('that cannot be iterated fails in the same way', async () => {
    const locked = new Blob(['abc']).stream();
    locked.getReader();
    await expect(read(toRequestBody(locked).open())).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_SOURCE',
    });
  });

  test('that yields something else is closed', async () => {
    let closed = false;
    const body = toRequestBody(
      (async function* () {
        try {
          yield 5;
        } finally {
          closed = true;
        }
      })(),
    );
    await expect(read(body.open())).rejects.toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'body' });
    expect(closed).toBe(true);
  });

  test('that is abandoned is closed, started or not, without waiting', async () => {
    const stuck = Readable.from(
      (async function* () {
        yield 'a';
        await new Promise(() => undefined);
      })(),
    );
    const begun = toRequestBody(stuck).open() as AsyncIterableIterator<Uint8Array>;
    await begun.next();
    expect(await begun.return?.()).toEqual({ done: true, value: undefined });
    expect(await begun.next()).toEqual({ done: true, value: undefined });
    expect(stuck.destroyed).toBe(true);

    // A body for one attempt is closed with the attempt, a body for the call with the call.
    const made = Readable.from(['a']);
    await (toRequestBody(() => made).open() as AsyncIterableIterator<Uint8Array>).return?.();
    expect(made.destroyed).toBe(true);

    const unread = Readable.from(['a']);
    const body = toRequestBody(unread);
    await (body.open() as AsyncIterableIterator<Uint8Array>).return?.();
    expect(unread.destroyed).toBe(false);
    body.release?.();
    expect(unread.destroyed).toBe(true);

    let cancelled = false;
    const web = new ReadableStream({ cancel: () => void (cancelled = true) });
    const cancellable = toRequestBody(web);
    await (cancellable.open() as AsyncIterableIterator<Uint8Array>).return?.();
    cancellable.release?.();
    expect(cancelled).toBe(true);
  });

  test('that was not read can be opened again, and is read only once', async () => {
    const body = toRequestBody(Readable.from(['a', 'b']));
    const left = body.open() as AsyncIterableIterator<Uint8Array>;
    await left.return?.();
    expect([body.begun, canOpenAgain(body)]).toEqual([false, true]);
    const [first, second] = [body.open(), body.open()] as AsyncIterableIterator<Uint8Array>[];
    expect(Buffer.from((await first?.next())?.value ?? []).toString()).toBe('a');
    expect([body.begun, canOpenAgain(body)]).toEqual([true, false]);
    const refusal = { code: 'ERR_SLUICE_BODY_NOT_REPLAYABLE' };
    // An empty body would look complete.
    await expect(second?.next()).rejects.toMatchObject(refusal);
    expect(() => body.open()).toThrow(expect.objectContaining(refusal));
    expect(await left.next()).toEqual({ done: true, value: undefined });
    expect(Buffer.from((await first?.next())?.value ?? []).toString()).toBe('b');
  });

  test.each<[string, () => AsyncIterable<unknown>]>([
    ['a generator', () => chunks('a', 'b')],
    ['a stream of Node.js', () => Readable.from(['a', 'b'])],
    ['a web stream', () => new Blob(['ab']).stream()],
  ])(
    'is refused as the body of another call, and as what a function returns again: %s',
    async (_name, make) => {
      const stream = make() as ReadableStream;
      expect(await read(toRequestBody(stream).open())).toBe('ab');
      await expect(read(toRequestBody(stream).open())).rejects.toMatchObject({ name: 'BodyError' });
      const again = make() as ReadableStream;
      const body = toRequestBody(() => again);
      expect(await read(body.open())).toBe('ab');
      await expect(read(body.open())).rejects.toMatchObject({ name: 'BodyError' });
    },
  );

  test('that is a generator which was closed unread is refused by the next call', async () => {
    const generator = chunks('a');
    toRequestBody(generator).release?.();
    await expect(read(toRequestBody(generator).open())).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_NOT_REPLAYABLE',
    });
  });

  test('that makes an iterator each time may be sent by several calls', async () => {
    const source = { [Symbol.asyncIterator]: () => chunks('a') };
    for (let call = 0; call < 2; call++) expect(await read(toRequestBody(source).open())).toBe('a');
  });

  test('that was closed with its call is not read by a late attempt', async () => {
    const body = toRequestBody(Readable.from(['a']));
    const late = body.open() as AsyncIterableIterator<Uint8Array>;
    body.release?.();
    body.release?.();
    await expect(late.next()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_NOT_REPLAYABLE' });
  });

  test('that fails to close has no effect on the call', async () => {
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 'a' }),
        return: () => Promise.reject(new Error('stuck')),
      }),
    };
    const content = toRequestBody(source).open() as AsyncIterableIterator<Uint8Array>;
    await content.next();
    expect(await content.return?.()).toEqual({ done: true, value: undefined });
  });
});

describe('the source of a body that is never sent is closed with its call', () => {
  test.each([
    ['aborted before', { signal: AbortSignal.abort() }],
    ['failed in a plugin', {}],
  ])('%s', async (_, options) => {
    const rig = new Rig();
    const client = rig.client({
      name: 'fails',
      stage: 'attempt',
      setup: () => () => Promise.reject(new Error('not sent')),
    });
    const [given, made] = [Readable.from(['a']), Readable.from(['a'])];
    await expect(client.post('http://a.test/', { body: given, ...options })).rejects.toBeDefined();
    await expect(client.post('http://a.test/', { body: () => made, ...options })).rejects.toBeDefined();
    expect([given.destroyed, made.destroyed]).toEqual([true, true]);
  });

  test('a refused call does not open its source', async () => {
    let made = 0;
    const body = (): string => {
      made++;
      return 'x';
    };
    const client = new Rig().client();
    await expect(client.get('http://a.test/', { body })).rejects.toMatchObject({ option: 'method' });
    await expect(client.post('nowhere', { body })).rejects.toMatchObject({ option: 'url' });
    await expect(client.post('http://a.test/', { body, json: 1 })).rejects.toMatchObject({ option: 'body' });
    await expect(client.post('http://a.test/', { body, signal: {} as AbortSignal })).rejects.toMatchObject({
      option: 'signal',
    });
    await expect(client.post('http://a.test/', { body, headers: { 'a b': '1' } })).rejects.toMatchObject({
      option: 'headers',
    });
    expect(made).toBe(0);
  });
});
