// Tests of the body of a Request, which is read ahead within bounds.
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/index.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

interface Source {
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether the stream was cancelled. */
  cancelled: boolean;
}

/** A stream that yields its pieces after some ms each, and then ends, unless it is open. */
function source(pieces: readonly Uint8Array[], { wait = 0, open = false } = {}): Source {
  const left = [...pieces];
  const result = { cancelled: false } as { -readonly [Name in keyof Source]: Source[Name] };
  result.stream = new ReadableStream({
    async pull(controller) {
      if (wait > 0) await new Promise((resolve) => void setTimeout(resolve, wait));
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (open) await new Promise(() => undefined);
      else controller.close();
    },
    cancel() {
      result.cancelled = true;
    },
  });
  return result;
}

const requestOf = (body: unknown, init: RequestInit = {}): Request =>
  new Request(URL_A, { method: 'POST', body: body as never, duplex: 'half', ...init });

async function sent(request: Request) {
  const rig = new Rig();
  // The time of the machine, by which bodies are read ahead.
  const call = watch(createClient({ transport: rig }).fetch(request));
  await expect.poll(() => rig.exchanges.length).toBe(1);
  const exchange = await rig.exchange();
  const { body } = exchange.request;
  const chunks: Uint8Array[] = [];
  const content = body?.open();
  if (content instanceof Uint8Array) chunks.push(content);
  else if (content !== undefined) for await (const chunk of content) chunks.push(chunk);
  exchange.headers().finish();
  await expect.poll(() => call.value?.status).toBe(200);
  return { bytes: Buffer.concat(chunks), length: body?.length, replayable: body?.replayable };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('a body that ends within the bounds', () => {
  test('is sent with its length, and can be sent again', async () => {
    const form = new FormData();
    form.append('a', new Blob(['content']));
    for (const body of [
      'text',
      text('text'),
      new Blob(['te', 'xt']),
      new Blob(['x'.repeat(300_000)]),
      form,
    ]) {
      const { bytes, length, replayable } = await sent(requestOf(body));
      expect([length, replayable]).toEqual([bytes.length, true]);
    }
  });

  test('also a clone, and a Request made of a Request', async () => {
    const request = requestOf('text');
    const clone = request.clone();
    expect(await sent(clone)).toEqual({ bytes: Buffer.from('text'), length: 4, replayable: true });
    expect(await sent(new Request(request))).toEqual({
      bytes: Buffer.from('text'),
      length: 4,
      replayable: true,
    });
  });

  test('an empty one is a body of length 0', async () => {
    expect(await sent(requestOf(''))).toEqual({ bytes: Buffer.alloc(0), length: 0, replayable: true });
  });
});

describe('any other body', () => {
  test('that is slow is sent as a stream, once', async () => {
    const { stream } = source([text('ab'), text('cd')], { wait: 100 });
    expect(await sent(requestOf(stream))).toEqual({
      bytes: Buffer.from('abcd'),
      length: undefined,
      replayable: false,
    });
  });

  test('that is long is sent as a stream, in order', async () => {
    const pieces = Array.from({ length: 20 }, (_, index) => new Uint8Array(1_048_576).fill(index));
    const { bytes, length, replayable } = await sent(requestOf(source(pieces).stream));
    expect([length, replayable]).toEqual([undefined, false]);
    expect(bytes.equals(Buffer.concat(pieces))).toBe(true);
  });

  test('keeps the length that the headers state', async () => {
    const { stream } = source([text('ab'), text('cd')], { wait: 100 });
    const { length } = await sent(requestOf(stream, { headers: { 'content-length': '4' } }));
    expect(length).toBe(4);
  });
});

describe('a body that is not sent', () => {
  const make = () => {
    const rig = new Rig();
    return { rig, fetch: createClient({ transport: rig }).fetch };
  };

  test('fails the call if it fails', async () => {
    const { rig, fetch } = make();
    const failing = new ReadableStream({ pull: () => Promise.reject(new RangeError('mine')) });
    await expect(fetch(requestOf(failing))).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ERR_SLUICE_BODY_SOURCE' },
    });
    expect(rig.exchanges).toHaveLength(0);
  });

  test('fails the call if its length is not the stated one', async () => {
    const { rig, fetch } = make();
    const request = requestOf('text', { headers: { 'content-length': '5' } });
    await expect(fetch(request)).rejects.toMatchObject({
      cause: { code: 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', sluiceCode: 'ERR_SLUICE_BODY_SOURCE' },
    });
    expect(rig.exchanges).toHaveLength(0);
  });

  test('is cancelled when the call is aborted, before and while it is read', async () => {
    for (const early of [true, false]) {
      const { rig, fetch } = make();
      const body = source([], { open: true });
      const controller = new AbortController();
      if (early) controller.abort(new RangeError('mine'));
      const call = watch(fetch(requestOf(body.stream, { signal: controller.signal })));
      controller.abort(new RangeError('mine'));
      await expect.poll(() => call.error).toMatchObject({ message: 'mine' });
      await expect.poll(() => body.cancelled).toBe(true);
      expect(rig.exchanges).toHaveLength(0);
    }
  });

  test('is cancelled when the client is closed', async () => {
    const client = createClient({ transport: new Rig() });
    await client.close();
    const body = source([text('ab')], { wait: 50, open: true });
    await expect(client.fetch(requestOf(body.stream))).rejects.toMatchObject({
      cause: { code: 'ERR_SLUICE_CLOSED' },
    });
    await expect.poll(() => body.cancelled).toBe(true);
  });

  test('is taken at once: the second of two calls fails', async () => {
    const { rig, fetch } = make();
    const request = requestOf('text');
    const first = watch(fetch(request));
    expect(request.bodyUsed).toBe(true);
    await expect(fetch(request)).rejects.toThrow(TypeError);
    await expect.poll(() => rig.exchanges.length).toBe(1);
    (await rig.exchange()).headers().finish();
    await expect.poll(() => first.value?.status).toBe(200);
  });
});
