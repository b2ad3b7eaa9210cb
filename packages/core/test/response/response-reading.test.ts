import { describe, expect, test } from 'vitest';
import { HttpHeaders, HttpResponse } from '../../src/index.ts';
import { BODY_PAUSE_BYTES } from '../../src/response/body/body-source.ts';
import { BodyRig, textOf } from '../support/body-rig.ts';
import { watch } from '../support/rig.ts';

function respond(rig: BodyRig, status = 200, headers: Record<string, string> = {}): HttpResponse {
  const url = new URL('http://a.test/x?token=secret');
  const head = { status, statusText: '', headers: HttpHeaders.fromReceived(headers), url };
  return new HttpResponse(head, rig.attempt, rig.body);
}

function whole(text: string | Uint8Array, headers: Record<string, string> = {}): HttpResponse {
  const rig = new BodyRig();
  rig.body.push(Buffer.from(text));
  rig.body.finish(true);
  return respond(rig, 200, headers);
}

describe('a web stream', () => {
  test('yields chunks as they arrive, and the end', async () => {
    const rig = new BodyRig();
    const response = respond(rig);
    const reader = response.body.getReader();
    expect(response.body).toBe(response.body);
    const first = reader.read();
    rig.push('a');
    expect(textOf((await first).value ?? null)).toBe('a');
    rig.push('b').body.finish(true);
    expect(textOf((await reader.read()).value ?? null)).toBe('b');
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });

  test('does not read ahead, so that back-pressure applies', async () => {
    const rig = new BodyRig();
    const { body } = respond(rig);
    await rig.clock.advance(0);
    expect(rig.body.starvedAt).toBe(Infinity);
    rig.push(BODY_PAUSE_BYTES);
    await rig.clock.advance(0);
    expect(rig.paused).toBe(true);
    await body.getReader().read();
    expect(rig.paused).toBe(false);
  });

  test('that is cancelled drains within the bound', async () => {
    const rig = new BodyRig({ drain: { bytes: 1_000, time: 50 } });
    const { body } = respond(rig);
    await body.cancel();
    rig.push('rest').body.finish(true);
    expect(rig.attempt.record.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
  });

  test('that is cancelled while it waits settles the wait', async () => {
    const rig = new BodyRig();
    const reader = respond(rig).body.getReader();
    const read = reader.read();
    await rig.clock.advance(0);
    await reader.cancel();
    expect(await read).toEqual({ done: true, value: undefined });
    rig.body.destroy('x');
  });

  test('of a body that breaks errors with the reason', async () => {
    const rig = new BodyRig();
    const reader = respond(rig).body.getReader();
    const read = watch(reader.read());
    await rig.clock.advance(0);
    rig.body.fail('lost');
    await rig.clock.advance(0);
    expect(read.error).toBe('lost');
  });

  test('can be wrapped in a Response', async () => {
    expect(await new Response(whole('abc').body).text()).toBe('abc');
  });
});

describe('an iterator', () => {
  test('yields the chunks', async () => {
    const rig = new BodyRig();
    const response = respond(rig);
    const seen: (string | null)[] = [];
    const loop = (async () => {
      for await (const chunk of response) seen.push(textOf(chunk));
    })();
    for (const text of ['a', 'b', 'c']) {
      rig.push(text);
      await rig.clock.advance(0);
    }
    rig.body.finish(true);
    await loop;
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test.each(['break', 'throw', 'return'])('left by %s drains without waiting', async (how) => {
    const rig = new BodyRig({ drain: { bytes: 1_000, time: 50 } });
    const response = respond(rig);
    rig.push('a');
    const loop = async (): Promise<void> => {
      for await (const _chunk of response) {
        if (how === 'break') break;
        if (how === 'throw') throw new Error('enough');
        return;
      }
    };
    await loop().catch((error: unknown) => expect(error).toMatchObject({ message: 'enough' }));
    expect(rig.body.settled).toBe(false);
    rig.push('rest').body.finish(true);
    expect(rig.attempt.record.drain).toMatchObject({ outcome: 'eof', bytes: 4, connectionKept: true });
  });

  test('queues concurrent calls of next()', async () => {
    const rig = new BodyRig();
    const chunks = respond(rig)[Symbol.asyncIterator]();
    const all = Promise.all([chunks.next(), chunks.next(), chunks.next(), chunks.next()]);
    for (const text of ['a', 'b']) {
      rig.push(text);
      await rig.clock.advance(0);
    }
    rig.body.finish(true);
    expect(
      (await all).map(({ value }) => (value === undefined ? value : textOf(value as Uint8Array))),
    ).toEqual(['a', 'b', undefined, undefined]);
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test('ends if it is left while it waits, but fails if the body is discarded elsewhere', async () => {
    const left = new BodyRig();
    const leaving = respond(left)[Symbol.asyncIterator]();
    const waiting = leaving.next();
    await leaving.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await leaving.next()).toEqual({ done: true, value: undefined });
    left.body.destroy('x');

    const taken = new BodyRig();
    const response = respond(taken);
    const next = watch(response[Symbol.asyncIterator]().next());
    response.discard();
    await taken.clock.advance(0);
    expect(next.error).toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
    taken.body.destroy('x');
  });

  test('of a body that breaks throws at every call', async () => {
    const rig = new BodyRig();
    const chunks = respond(rig)[Symbol.asyncIterator]();
    rig.body.fail('lost');
    await expect(chunks.next()).rejects.toBe('lost');
    await expect(chunks.next()).rejects.toBe('lost');
  });
});
