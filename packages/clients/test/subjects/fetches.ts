// node-fetch and gaxios, which is built on it.
import { createRequire } from 'node:module';
import { Gaxios } from 'gaxios';
import { Gaxios as Gaxios7 } from 'gaxios7';
import fetch3 from 'node-fetch';
import { agentFor, methodOf, type Client } from '../client.ts';

const require = createRequire(import.meta.url);

type Fetch = (url: string, init: object) => Promise<{ readonly status: number; text(): Promise<string> }>;

interface GaxiosOf {
  request(options: object): Promise<{ readonly status: number; readonly data: unknown }>;
}

// These aliases have no types.
const fetch2 = require('node-fetch2') as Fetch;
const { Gaxios: Gaxios6 } = require('gaxios6') as { readonly Gaxios: new () => GaxiosOf };

const fetching =
  (fetch: Fetch): Client =>
  async (call) => {
    const { url, body, headers, timeout, signal = timeoutSignal(timeout) } = call;
    const method = methodOf(call);
    const response = await fetch(url, { agent: agentFor(call), method, headers, body, signal, timeout });
    return { status: response.status, body: await response.text() };
  };

/** node-fetch 3 has no limit of its own; its documentation recommends a signal. */
const timeoutSignal = (timeout: number | undefined): AbortSignal | undefined =>
  timeout === undefined ? undefined : AbortSignal.timeout(timeout);

const gaxios =
  (instance: GaxiosOf): Client =>
  async (call) => {
    const { url, body, headers, timeout, signal } = call;
    const response = await instance.request({
      url,
      agent: agentFor(call),
      method: methodOf(call),
      responseType: 'text',
      retryConfig: { retry: 0, noResponseRetries: 0 },
      // gaxios would reject statuses such as 304.
      validateStatus: () => true,
      headers: { ...(body !== undefined && { 'content-type': 'text/plain' }), ...headers },
      ...(body !== undefined && { data: body }),
      ...(timeout !== undefined && { timeout }),
      ...(signal && { signal }),
    });
    return { status: response.status, body: String(response.data) };
  };

/** By name and version. */
export const FETCHES: Readonly<Record<string, Client>> = {
  'node-fetch 2.7': fetching(fetch2),
  'node-fetch 3': fetching(fetch3),
  'gaxios 6': gaxios(new Gaxios6()),
  'gaxios 7': gaxios(new Gaxios7()),
  'gaxios 8': gaxios(new Gaxios()),
};
