// got in its supported versions.
import got16, { type Got } from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { methodOf, type Client } from '../client.ts';

const calling =
  (got: Got): Client =>
  async (call) => {
    const { url, agents, body, headers, timeout, signal } = call;
    const { statusCode, body: text } = await got(url, {
      agent: agents,
      method: methodOf(call),
      retry: { limit: 0 },
      ...(headers && { headers: { ...headers } }),
      ...(timeout !== undefined && { timeout: { request: timeout } }),
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
    return { status: statusCode, body: text };
  };

/** By name and version. */
export const GOTS: Readonly<Record<string, Client>> = {
  'got 14': calling(got14 as unknown as Got),
  'got 15': calling(got15 as unknown as Got),
  'got 16': calling(got16),
};
