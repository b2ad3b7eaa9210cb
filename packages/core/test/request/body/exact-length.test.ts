import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CheckedBody } from '../../../src/request/body/checked-body.ts';
import { toRequestBody } from '../../../src/request/body/to-request-body.ts';
import { uploadOf } from '../../../src/wire/upload.ts';
import { systemClock } from '../../../src/plugin-api.ts';
import { exactContent, type BodyContent, type RequestBody } from '../../../src/transport-api.ts';

/** Yields chunks, and records whether it was read to its end or closed before. */
class Source implements AsyncIterableIterator<never> {
  readonly #pieces: (string | Uint8Array)[];
  closed = false;
  ended = false;

  constructor(pieces: (string | Uint8Array)[]) {
    this.#pieces = pieces;
  }

  async next(): Promise<IteratorResult<never>> {
    const value = this.#pieces.shift();
    if (value !== undefined) return { done: false, value: value as never };
    this.ended = true;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<never>> {
    this.closed = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const sourceOf = (...pieces: (string | Uint8Array)[]): Source => new Source(pieces);

/** The chunks of a content, and its error. */
async function readAll(content: BodyContent): Promise<{ pieces: string[]; error: unknown }> {
  const pieces: string[] = [];
  try {
    for await (const piece of content as AsyncIterable<Uint8Array>)
      pieces.push(Buffer.from(piece).toString());
    return { pieces, error: undefined };
  } catch (error) {
    return { pieces, error };
  }
}

const source = (message: string, bytes: number): object =>
  expect.objectContaining({ code: 'ERR_SLUICE_BODY_SOURCE', message, bytes });

describe('a source with a declared length', () => {
  test.each<[string, (string | Uint8Array)[], number, string[]]>([
    ['in one piece', ['hello'], 5, ['hello']],
    ['in several', ['he', 'llo'], 5, ['he', 'llo']],
    ['with empty pieces among them', ['', 'he', '', 'llo', '', ''], 5, ['he', 'llo']],
    ['counted in bytes, not in characters', ['é'], 2, ['é']],
    ['of nothing', [], 0, []],
    ['of nothing but empty pieces', ['', ''], 0, []],
  ])('is passed on if it has that length: %s', async (_, pieces, length, expected) => {
    const given = sourceOf(...pieces);
    expect(await readAll(exactContent(given, length))).toEqual({ pieces: expected, error: undefined });
    expect(given.ended).toBe(true);
  });

  test.each<[string, string[], number, string[]]>([
    ['in the first piece', ['hello world'], 5, []],
    ['after the last byte', ['he', 'llo', ' world'], 5, ['he']],
    ['across a piece', ['he', 'llo world'], 5, ['he']],
    ['where nothing was declared', ['x'], 0, []],
    ['by a byte of UTF-8', ['é'], 1, []],
  ])('that is longer never yields its last byte, and is closed: %s', async (_, pieces, length, expected) => {
    const given = sourceOf(...pieces);
    const { pieces: got, error } = await readAll(exactContent(given, length));
    expect(got).toEqual(expected);
    expect(error).toMatchObject({
      code: 'ERR_SLUICE_BODY_SOURCE',
      message: `the request body has more bytes than the ${length} that were declared`,
    });
    expect(given).toMatchObject({ closed: true, ended: false });
  });

  test.each<[string, string[], number, string[]]>([
    ['by some', ['he', 'l'], 5, ['he', 'l']],
    ['by all', [], 5, []],
    ['by all, with an empty piece', [''], 5, []],
  ])('that is shorter fails at its end: %s', async (_, pieces, length, expected) => {
    const bytes = expected.join('').length;
    expect(await readAll(exactContent(sourceOf(...pieces), length))).toEqual({
      pieces: expected,
      error: source(`the request body ended after ${bytes} of ${length} bytes`, bytes),
    });
  });

  test('holds back its last chunk until the source has ended', async () => {
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const content = exactContent(
      (async function* () {
        yield 'hello';
        await end;
      })(),
      5,
    ) as AsyncIterableIterator<Uint8Array>;
    let came = false;
    const piece = content.next().finally(() => (came = true));
    await sleep(5);
    expect(came).toBe(false);
    resolve();
    expect(Buffer.from((await piece).value as Uint8Array).toString()).toBe('hello');
    expect(await content.next()).toEqual({ done: true, value: undefined });
  });

  test('that fails is the cause of the error, and is closed if it is abandoned', async () => {
    const cause = new Error('disk');
    const failing = exactContent(
      (async function* () {
        yield 'he';
        throw cause;
      })(),
      5,
    );
    expect((await readAll(failing)).error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE', cause });
    const given = sourceOf('he', 'llo');
    const content = exactContent(given, 5) as AsyncIterableIterator<Uint8Array>;
    await content.next();
    await content.return?.();
    expect(given.closed).toBe(true);
    expect(await content.next()).toEqual({ done: true, value: undefined });
  });

  test('the length of bytes is compared at once', () => {
    const bytes = Buffer.from('hello');
    expect(exactContent(bytes, 5)).toBe(bytes);
    expect(() => exactContent(bytes, 4)).toThrow(
      source('the request body has more bytes than the 4 that were declared', 5),
    );
    expect(() => exactContent(bytes, 6)).toThrow(source('the request body ended after 5 of 6 bytes', 5));
  });
});

describe('a body of a plugin', () => {
  const made = (open: () => unknown, length: number | undefined): RequestBody =>
    new CheckedBody({ replayable: true, contentType: 'a/b', length, open: open as RequestBody['open'] });

  test('must have its length', async () => {
    const body = made(() => sourceOf('hello'), 5);
    expect(body).toMatchObject({ replayable: true, contentType: 'a/b', length: 5 });
    expect(await readAll(body.open())).toEqual({ pieces: ['hello'], error: undefined });
    const { error } = await readAll(made(() => sourceOf('hello'), 4).open());
    expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
    expect(() => made(() => Buffer.from('hello'), 4).open()).toThrow('more bytes than the 4');
    expect(Buffer.from(made(() => Buffer.from('hello'), undefined).open() as Uint8Array)).toHaveLength(5);
  });

  test('has its chunks checked, with or without a length', async () => {
    for (const length of [undefined, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { error } = await readAll(made(() => sourceOf(5 as never), length).open());
      expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'body' });
    }
  });

  test('has its length read once per attempt, so that the declared length is the checked one', async () => {
    let asked = 0;
    const body = new CheckedBody({
      replayable: true,
      contentType: undefined,
      get length() {
        return ++asked;
      },
      open: () => sourceOf('hello'),
    });
    const content = body.open();
    const declared = body.length;
    expect((await readAll(content)).error).toMatchObject({
      message: `the request body has more bytes than the ${declared} that were declared`,
    });
    expect(body.length).toBe(declared);
  });

  test.each([Number.NaN, -1, 1.5, Infinity, '5'])('is refused with a length of %o', (length) => {
    expect(() => made(() => sourceOf('x'), length as number)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: 'body.length' }),
    );
  });
});

describe('a Blob', () => {
  /** A Blob whose stream differs from its size, as for a file whose size Node.js cannot represent. */
  function dishonest(size: number, pieces: string[]): Blob {
    const stream = (): unknown => ReadableStream.from(pieces.map((piece) => Buffer.from(piece)));
    return Object.defineProperties(new Blob([]), { size: { value: size }, stream: { value: stream } });
  }

  test.each<[string, number, string[]]>([
    ['more', 3, ['hel', 'lo']],
    ['fewer', 6, ['hel', 'lo']],
    ['no', 1, []],
  ])('that yields %s bytes with a size of %i fails at its source', async (_, size, pieces) => {
    const body = toRequestBody(dishonest(size, pieces));
    expect(body.length).toBe(size);
    expect((await readAll(body.open())).error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
  });
});

describe('bytes of a detached buffer', () => {
  const transferred = (view: (buffer: ArrayBuffer) => unknown): unknown => {
    const buffer = new ArrayBuffer(16);
    const given = view(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    return given;
  };
  const shrunk = (view: (buffer: ArrayBuffer) => unknown): unknown => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 16 });
    const given = view(buffer);
    buffer.resize(4);
    return given;
  };

  test.each<[string, () => unknown]>([
    ['a transferred ArrayBuffer', () => transferred((buffer) => buffer)],
    ['a Uint8Array of one', () => transferred((buffer) => new Uint8Array(buffer))],
    ['a Buffer of one', () => transferred((buffer) => Buffer.from(buffer))],
    ['a Uint16Array of one', () => transferred((buffer) => new Uint16Array(buffer))],
    ['a DataView of one', () => transferred((buffer) => new DataView(buffer))],
    ['a Uint8Array beyond the end of a shrunk one', () => shrunk((buffer) => new Uint8Array(buffer, 8, 8))],
    ['a DataView beyond the end of a shrunk one', () => shrunk((buffer) => new DataView(buffer, 8, 8))],
  ])('are refused when the call is made: %s', (_, make) => {
    const given = make();
    for (const input of [given, () => given]) {
      expect(() => toRequestBody(input)).toThrow(
        expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: 'body' }),
      );
    }
  });

  test.each<[string, () => unknown, number]>([
    ['an empty Uint8Array', () => new Uint8Array(), 0],
    ['an empty ArrayBuffer', () => new ArrayBuffer(), 0],
    ['an empty DataView', () => new DataView(new ArrayBuffer(0)), 0],
    ['a view that follows a shrunk buffer', () => shrunk((buffer) => new Uint8Array(buffer)), 4],
    ['a shrunk buffer', () => shrunk((buffer) => buffer), 4],
  ])('are not mistaken for %s', (_, make, length) => {
    expect(toRequestBody(make()).length).toBe(length);
  });

  test('are an error of the source in a later attempt, not an empty body', () => {
    const buffer = new ArrayBuffer(16);
    const body = toRequestBody(new Uint8Array(buffer));
    expect(body.open()).toHaveLength(16);
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => body.open()).toThrow(source('the request body ended after 0 of 16 bytes', 0));
  });

  test('are an error of the source during an upload', async () => {
    const buffer = new ArrayBuffer(16);
    const upload = uploadOf(new Uint8Array(buffer), 16, systemClock, 4);
    expect((await upload?.next())?.value).toHaveLength(4);
    structuredClone(buffer, { transfer: [buffer] });
    await expect(upload?.next()).rejects.toThrow('the request body ended after 4 of 16 bytes');
  });

  test('are refused as a chunk', async () => {
    const lost = transferred((buffer) => new Uint8Array(buffer)) as Uint8Array;
    const { error } = await readAll(toRequestBody(sourceOf('a', lost)).open());
    expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'body' });
  });
});

test('a source that ends because its reader stops does not have a wrong length', async () => {
  const pending = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const content = {
    next: () => pending.promise,
    return() {
      pending.resolve({ done: true, value: undefined });
      return Promise.resolve({ done: true as const, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const exact = exactContent(content, 10) as AsyncIterableIterator<Uint8Array>;
  const reading = exact.next();
  await exact.return?.();
  expect(await reading).toEqual({ done: true, value: undefined });
});
