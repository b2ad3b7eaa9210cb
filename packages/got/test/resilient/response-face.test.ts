import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Request } from 'got';
import { expect, test } from 'vitest';
import { clientOf } from '../../src/index.ts';
import { originOf, resilient } from './setup.ts';
import { until } from '../setup.ts';

/** A stream whose body never ends, and the error it ends with. */
async function endless() {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { endless: true } });
  const api = resilient({ retry: false });
  const stream: Request = api.stream(origin.url('/x'));
  const failed = once(stream, 'error');
  stream.resume();
  const over = async (): Promise<Error> => {
    const [error] = (await failed) as [Error];
    await until(() => clientOf(api).stats().calls.inFlight === 0 && origin.stats().open === 0);
    return error;
  };
  return { stream, over };
}

test('an error thrown by a listener of the response fails the call, as the cause of its error', async () => {
  const { stream, over } = await endless();
  const mine = new Error('mine');
  stream.once('request', (request: ClientRequest) => {
    request.once('response', () => {
      throw mine;
    });
  });
  expect((await over()).cause).toBe(mine);
});

test('destroying a response while it is read aborts the call, as with Node’s', async () => {
  const { stream, over } = await endless();
  stream.once('request', (request: ClientRequest) => {
    request.once('response', (response: IncomingMessage) => {
      response.once('readable', () => response.destroy());
    });
  });
  expect(await over()).toMatchObject({ name: 'ReadError', code: 'ECONNRESET' });
});
