// Tests of the errors of fetch.
import { inspect, types } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  BodyError,
  createClient,
  isNetworkError,
  isTimeoutError,
  NetworkError,
  TimeoutError,
} from '../../src/index.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

/** The cause of a fetch that fails with an error. */
async function causeOf(error: unknown): Promise<Error & Record<string, unknown>> {
  const rig = new Rig();
  const call = watch(createClient({ transport: rig, clock: rig.clock }).fetch(URL_A));
  (await rig.exchange()).fail(error);
  await rig.clock.advance(0);
  expect(call.error).toBeInstanceOf(TypeError);
  expect((call.error as Error).message).toBe('fetch failed');
  return (call.error as { cause: Error & Record<string, unknown> }).cause;
}

const system = (code: string): Error => Object.assign(new Error(code), { code });

describe('the cause', () => {
  test.each([
    [
      new NetworkError('ERR_SLUICE_CONNECT', 'refused', { phase: 'connect', cause: system('ECONNREFUSED') }),
      'ECONNREFUSED',
    ],
    [
      new NetworkError('ERR_SLUICE_DNS', 'no such name', { phase: 'dns', cause: system('ENOTFOUND') }),
      'ENOTFOUND',
    ],
    [
      new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'reset', {
        phase: 'response',
        cause: system('ECONNRESET'),
      }),
      'ECONNRESET',
    ],
    [new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'closed', { phase: 'response' }), 'UND_ERR_SOCKET'],
    [new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut'), 'UND_ERR_SOCKET'],
    [new TimeoutError('connect', 5), 'UND_ERR_CONNECT_TIMEOUT'],
    [new TimeoutError('responseHeader', 5), 'UND_ERR_HEADERS_TIMEOUT'],
    [new TimeoutError('body', 5), 'UND_ERR_BODY_TIMEOUT'],
  ])('has the code of Node.js and ours: %s', async (error, code) => {
    const ours = error.code;
    const cause = await causeOf(error);
    expect(cause).toMatchObject({ code, sluiceCode: ours });
    expect(cause).toBeInstanceOf(error.constructor);
    expect([isNetworkError(cause), isTimeoutError(cause)]).toEqual([
      isNetworkError(error),
      isTimeoutError(error),
    ]);
    expect(types.isNativeError(cause)).toBe(true);
    expect([cause['method'], cause['url']]).toEqual(['GET', URL_A]);
    expect(cause['attempts']).toHaveLength(1);
    expect(cause['timings']).toEqual(error.timings);
    expect(cause.stack).toBe(error.stack);
    expect(JSON.parse(JSON.stringify(cause))).toMatchObject({ code, sluiceCode: ours });
    expect(inspect(cause)).toContain(code);
  });

  test('is the error itself where Node.js has no code', async () => {
    const error = new NetworkError('ERR_SLUICE_PROTOCOL', 'not HTTP', { phase: 'response' });
    expect(await causeOf(error)).toBe(error);
    const total = new TimeoutError('total', 5);
    expect(await causeOf(total)).toBe(total);
  });

  test('leaves the error in the history of the call as it was', async () => {
    const error = new NetworkError('ERR_SLUICE_CONNECT', 'refused', {
      phase: 'connect',
      cause: system('ECONNREFUSED'),
    });
    const cause = await causeOf(error);
    expect(error.code).toBe('ERR_SLUICE_CONNECT');
    expect((cause['attempts'] as { error: unknown }[])[0]?.error).toBe(error);
  });
});

describe('a failure in the body', () => {
  const terminated = { name: 'TypeError', message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } };

  async function responded() {
    const rig = new Rig();
    const call = watch(createClient({ transport: rig, clock: rig.clock }).fetch(URL_A));
    const exchange = (await rig.exchange()).headers(200, { 'content-length': '5' });
    await rig.clock.advance(0);
    const reader = call.value!.body!.getReader();
    const breakIt = async (): Promise<void> => {
      exchange.body.fail(new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'closed', { phase: 'body' }));
      await rig.clock.advance(0);
    };
    return { rig, exchange, reader, closed: watch(reader.closed), breakIt };
  }

  test('rejects the read with "terminated", and closes the stream', async () => {
    const { reader, closed, breakIt } = await responded();
    await breakIt();
    expect(closed.error).toMatchObject(terminated);
    await expect(reader.read()).rejects.toMatchObject(terminated);
  });

  test('closes the stream at once, whatever had arrived, if nothing was read', async () => {
    const { exchange, reader, closed, breakIt } = await responded();
    exchange.push('ab');
    await breakIt();
    expect(closed.error).toMatchObject(terminated);
    await expect(reader.read()).rejects.toMatchObject(terminated);
  });

  test('gives a reader that began what had arrived before', async () => {
    const { rig, exchange, reader, closed, breakIt } = await responded();
    exchange.push('a');
    expect(Buffer.from((await reader.read()).value ?? '').toString()).toBe('a');
    exchange.push('b');
    await breakIt();
    expect(closed.done).toBe(false);
    expect(Buffer.from((await reader.read()).value ?? '').toString()).toBe('b');
    await expect(reader.read()).rejects.toMatchObject(terminated);
    await rig.clock.advance(0);
    expect(closed.error).toMatchObject(terminated);
  });

  test('an abort rejects it with its reason, also if the reason is an error of ours', async () => {
    const rig = new Rig();
    const controller = new AbortController();
    const { signal } = controller;
    const call = watch(createClient({ transport: rig, clock: rig.clock }).fetch(URL_A, { signal }));
    (await rig.exchange()).headers();
    await rig.clock.advance(0);
    const text = watch(call.value!.text());
    const reason = new TimeoutError('total', 5);
    controller.abort(reason);
    await rig.clock.advance(0);
    expect(text.error).toBe(reason);
  });
});
