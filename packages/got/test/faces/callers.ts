import got, { type Got, type Response } from 'got';
import { afterEach, expect } from 'vitest';
import type { AnyTransport } from '@sluice/core/transport';
import { undiciTransport } from '@sluice/undici';
import { createClient, isSluiceError, type SluiceClient } from 'sluice';
import { clientOf, gotTransport, resilientGot } from '../../src/index.ts';
import { failure, until } from '../setup.ts';

/** The outcome of a call. */
export interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => unknown;
  readonly retries: number;
}

/** A way to make calls, whose connections are mocked. */
export interface Caller {
  readonly client: SluiceClient;
  get(url: string, signal?: AbortSignal): Promise<Outcome>;
  post(url: string, json: object): Promise<Outcome>;
  /** The Sluice error a GET fails with. */
  failing(url: string, signal?: AbortSignal): Promise<Record<string, unknown>>;
}

const TRANSPORTS: Readonly<Record<'undici' | 'got', () => AnyTransport>> = {
  undici: () => undiciTransport({ pool: {} }),
  got: () => gotTransport({ pool: {} }),
};

const QUICK = { minDelay: 1, maxDelay: 5, maxRetries: 2 };

function overClient(transport: AnyTransport): Caller {
  const client = createClient({ transport, retry: QUICK });
  const outcomeOf = async (call: ReturnType<SluiceClient['get']>): Promise<Outcome> => {
    const response = await call;
    const body = await response.text();
    const { status, headers, attempts } = response;
    return { status, body, header: (name) => headers.get(name), retries: attempts.length - 1 };
  };
  return {
    client,
    get: (url, signal) => outcomeOf(client.get(url, { signal })),
    post: (url, json) => outcomeOf(client.post(url, { json })),
    failing: (url, signal) => failure(client.get(url, { signal })),
  };
}

function overGot(transport: AnyTransport): Caller {
  const instance: Got = resilientGot(got, { transport, retry: QUICK });
  const outcomeOf = async (call: PromiseLike<Response<string>>): Promise<Outcome> => {
    const { statusCode, body, headers, retryCount } = await call;
    return { status: statusCode, body, header: (name) => headers[name], retries: retryCount };
  };
  return {
    client: clientOf(instance),
    get: (url, signal) => outcomeOf(instance.get(url, { signal })),
    post: (url, json) => outcomeOf(instance.post(url, { json })),
    async failing(url, signal) {
      const error = await failure(instance.get(url, { signal }));
      return isSluiceError(error['cause']) ? (error['cause'] as object as Record<string, unknown>) : error;
    },
  };
}

const open: Caller[] = [];
const made =
  (make: () => Caller): (() => Caller) =>
  () => {
    const caller = make();
    open.push(caller);
    return caller;
  };

/** Every way to make calls: through each transport, by a client and by an instance of got. */
export const CALLERS: Readonly<Record<string, () => Caller>> = {
  'a client on undici': made(() => overClient(TRANSPORTS.undici())),
  'a client on got': made(() => overClient(TRANSPORTS.got())),
  'resilientGot on undici': made(() => overGot(TRANSPORTS.undici())),
  'resilientGot on got': made(() => overGot(TRANSPORTS.got())),
};

afterEach(async () => {
  for (const { client } of open.splice(0)) {
    await until(() => client.stats().plugins.gate.running === 0);
    expect(client.stats().calls.inFlight).toBe(0);
    expect(client.stats().transport).toMatchObject({ active: 0, waiting: 0 });
    await client.close();
  }
});
