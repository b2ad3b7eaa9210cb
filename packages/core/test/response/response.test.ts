import { describe, expect, test } from 'vitest';
import { AttemptScope } from '../../src/lifecycle/attempt-scope.ts';
import { HttpHeaders, HttpResponse, type StandardSchema } from '../../src/index.ts';
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

describe('the body of a response', () => {
  test.each([
    ['text', '{"a":"é"}', '{"a":"é"}'],
    ['text', '', ''],
    ['text', '\ufeffé', 'é'],
    ['text', Uint8Array.from([0xff, 97]), '\ufffda'],
    ['json', '{"a":"é"}', { a: 'é' }],
    ['json', '\ufeff[1]', [1]],
    ['json', 'null', null],
    ['bytes', 'abc', Uint8Array.from([97, 98, 99])],
    ['bytes', '', new Uint8Array()],
    ['arrayBuffer', 'abc', Uint8Array.from([97, 98, 99]).buffer],
  ] as const)('as %s of %o', async (how, content, expected) => {
    expect(await whole(content)[how]()).toEqual(expected);
  });

  test('as Blob has the type of the headers', async () => {
    const blob = await whole('abc', { 'content-type': 'image/png' }).blob();
    expect([blob.type, await blob.text()]).toEqual(['image/png', 'abc']);
    expect((await whole('').blob()).type).toBe('');
  });

  test('as bytes has its own buffer and is not a Buffer', async () => {
    const slab = Buffer.from('headers and body');
    const rig = new BodyRig();
    rig.body.push(slab.subarray(12));
    rig.body.finish(true);
    const bytes = await respond(rig).bytes();
    expect(Buffer.isBuffer(bytes)).toBe(false);
    expect([bytes.buffer.byteLength, textOf(bytes)]).toEqual([4, 'body']);
  });

  test('that is not JSON is an error that does not quote it', async () => {
    await expect(whole('{"secret":').json()).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_DECODE',
      message: 'GET http://a.test/x?token=…: the body is not JSON: 10 bytes (status 200)',
    });
  });

  test('that is empty is undefined as JSON', async () => {
    expect(await whole('').json()).toBeUndefined();
  });

  test.each(['text', 'json', 'bytes', 'arrayBuffer', 'blob'] as const)(
    'cannot be read as %s twice',
    async (how) => {
      const response = whole('1');
      await response[how]();
      expect(response.bodyUsed).toBe(true);
      await expect(response[how]()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
      expect(() => response.body).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_BODY_USED' }));
      expect(() => response[Symbol.asyncIterator]()).toThrow(
        expect.objectContaining({ code: 'ERR_SLUICE_BODY_USED' }),
      );
    },
  );

  test('that the pipeline collected can be read once', async () => {
    const rig = new BodyRig();
    const response = respond(rig);
    const arriving = response.lifetime.arrive();
    rig.push('abc').body.finish(true);
    await arriving;
    expect(response.bodyUsed).toBe(false);
    expect(textOf(await response.peek({ bytes: 2, time: 0 }))).toBe('ab');
    expect(await response.text()).toBe('abc');
    await expect(response.text()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
  });

  test('belongs to the response at the end of a chain of redirects', async () => {
    const response = whole('abc').asRedirected();
    expect([response.redirected, await response.text()]).toEqual([true, 'abc']);
  });
});

describe('a schema', () => {
  const schema = (
    validate: StandardSchema<unknown, string>['~standard']['validate'],
  ): StandardSchema<unknown, string> => ({
    '~standard': { version: 1, vendor: 'test', validate },
  });

  test('returns its output, synchronous or not', async () => {
    expect(await whole('1').json(schema((value) => ({ value: `got ${String(value)}` })))).toBe('got 1');
    expect(await whole('1').json(schema((value) => Promise.resolve({ value: typeof value })))).toBe('number');
  });

  test.each([null, () => true, { parse() {} }, { '~standard': {} }])(
    'that is not a Standard Schema is refused: %o',
    async (wrong) => {
      const response = whole('1');
      await expect(response.json(wrong as never)).rejects.toMatchObject({
        code: 'ERR_SLUICE_OPTION',
        message: expect.stringContaining("option 'schema' must be a Standard Schema") as string,
      });
      expect(response.bodyUsed).toBe(false);
      expect(await response.json()).toBe(1);
    },
  );

  test('with issues is an error that has the issues, which are not logged', async () => {
    const issues = [{ message: 'not "secret"', path: ['a'] }];
    const error: unknown = await whole('1')
      .json(schema(() => ({ issues })))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_SLUICE_SCHEMA', issues });
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe('an unwanted body', () => {
  test('is drained by drain(), with its own bound', async () => {
    const rig = new BodyRig();
    const drained = watch(respond(rig).drain({ time: 5 }));
    await rig.clock.advance(5);
    expect(drained.value).toMatchObject({ outcome: 'time', time: 5 });
    expect(() => respond(new BodyRig()).drain({ bytes: -1 })).toThrow(
      expect.objectContaining({ option: 'bound.bytes' }),
    );
  });

  test('is drained by discard() and by `await using`', async () => {
    const discarded = new BodyRig({ drain: { bytes: 1, time: 5 } });
    respond(discarded).discard();
    await discarded.clock.advance(5);
    expect(discarded.attempt.record.drain).toMatchObject({ outcome: 'time' });
    const using = new BodyRig({ drain: { bytes: 1, time: 5 } });
    const disposed = watch(respond(using)[Symbol.asyncDispose]());
    await using.clock.advance(4);
    expect(disposed.done).toBe(false);
    await using.clock.advance(1);
    expect(disposed.done).toBe(true);
  });

  test('that was read is not affected by either', async () => {
    const response = whole('abc');
    await using bound = response;
    expect(await bound.text()).toBe('abc');
    response.discard();
    await expect(bound.text()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
    expect(response.attempts[0]?.drain).toBeUndefined();
  });

  const LET_GO: Record<string, (response: HttpResponse) => unknown> = {
    'discard()': (response) => response.discard(),
    'drain()': (response) => response.drain(),
    'await using': (response) => response[Symbol.asyncDispose](),
  };
  const STATES: Record<string, (rig: BodyRig) => unknown> = {
    'had come whole': (rig) => rig.push('abc').body.finish(true),
    'had come whole for a call that waited for it': async (rig) => {
      const arriving = rig.body.arrive();
      rig.push('abc').body.finish(true);
      await arriving;
    },
    'had come in part': (rig) => rig.push('ab'),
    'had not come': () => undefined,
    'was empty': (rig) => rig.body.finish(true),
    broke: (rig) => rig.push('ab').body.fail('lost'),
  };
  for (const [how, letGo] of Object.entries(LET_GO)) {
    test.each(Object.entries(STATES))(`cannot be read after ${how}, also if it %s`, async (_, arrange) => {
      const rig = new BodyRig({ drain: { bytes: 100, time: 5 } });
      const response = respond(rig);
      await arrange(rig);
      const over = letGo(response);
      expect(response.bodyUsed).toBe(true);
      const error = expect.objectContaining({ code: 'ERR_SLUICE_BODY_DISCARDED' });
      await expect(response.json()).rejects.toEqual(error);
      await expect(response.text()).rejects.toEqual(error);
      expect(() => response.body).toThrow(error);
      expect(() => response[Symbol.asyncIterator]()).toThrow(error);
      expect(await response.peek({ bytes: 10, time: 0 })).toHaveLength(0);
      await rig.clock.advance(5);
      await over;
    });
  }
});

test('how a response is shown', () => {
  const rig = new BodyRig();
  const response = respond(rig, 404, { 'x-a': '1' });
  expect(response).toMatchObject({ status: 404, ok: false, redirected: false, bodyUsed: false });
  expect([200, 299, 300, 199].map((status) => respond(new BodyRig(), status).ok)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(response.url).toBe('http://a.test/x?token=secret');
  expect(response.headers.get('X-A')).toBe('1');
  expect(response.attempts).toEqual([rig.attempt.record]);
  expect(response.timings).toBe(rig.attempt.record.timings);
  expect([response.connection, response.attempt, response.lifetime]).toEqual([
    undefined,
    rig.attempt,
    rig.body,
  ]);
});

test('the listeners of its attempt are notified of each response object until its end', () => {
  const rig = new BodyRig();
  const heard: HttpResponse[] = [];
  rig.attempt.addResponseListener({ onResponse: (response: HttpResponse) => heard.push(response) });
  const response = respond(rig);
  const last = response.asRedirected();
  rig.body.finish(true);
  response.asRedirected();
  expect(heard).toEqual([response, last]);
  expect(rig.attempt).toBeInstanceOf(AttemptScope);
});
