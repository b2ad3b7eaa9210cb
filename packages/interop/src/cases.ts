// The cases that run with each client, and the description of their outcomes.
import type { InteropClient, Use } from './client.ts';
import { FakeApi, type Certificate, type Mode, type Protocol, type SeenRequest } from './fake-api.ts';

/** The outcome of a case with one fetch function. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
  /** The requests that the server received. */
  readonly requests: readonly SeenRequest[];
}

/** A use of a client, under a behavior of the server. */
export interface Case {
  readonly name: string;
  readonly mode: Mode;
  /** Whether the outcome may be better than with built-in fetch: a result in place of an error. */
  readonly mayBeBetter?: true;
  /** Returns undefined if the client does not support the case. */
  readonly run: (client: InteropClient) => ((use: Use) => Promise<unknown>) | undefined;
}

async function abortWhenSeen(client: InteropClient, use: Use): Promise<unknown> {
  const controller = new AbortController();
  const call = client.call({ ...use, signal: controller.signal });
  // The outcome is awaited below.
  call.catch(() => undefined);
  while (use.server.seen.length === 0) {
    // oxlint-disable-next-line no-await-in-loop -- polls until the request has arrived
    await new Promise((resolve) => void setTimeout(resolve, 2));
  }
  controller.abort();
  return call;
}

export const cases: readonly Case[] = [
  { name: 'plain call', mode: 'answer', run: (client) => (use) => client.call(use) },
  { name: 'two calls', mode: 'answer', run: (client) => (use) => client.call(use, 2) },
  {
    name: 'stream',
    mode: 'stream',
    run: (client) => client.stream,
  },
  {
    name: 'upload',
    mode: 'answer',
    run: (client) => client.upload,
  },
  {
    name: 'upload after a 503',
    mode: 'unavailable once',
    run: (client) => client.upload,
  },
  {
    name: 'abort',
    mode: 'hang',
    run: (client) => (client.aborts ? (use) => abortWhenSeen(client, use) : undefined),
  },
  {
    name: 'timeout',
    mode: 'hang',
    run: (client) => (client.timesOut ? (use) => client.call({ ...use, timeout: 1_000 }) : undefined),
  },
  { name: 'body cut short', mode: 'cut', run: (client) => (use) => client.call(use) },
  {
    name: 'stale connection',
    mode: 'closes a used connection',
    mayBeBetter: true,
    run: (client) => (use) => client.call(use, 2),
  },
  { name: '503, then 200', mode: 'unavailable once', run: (client) => (use) => client.call(use) },
];

/** The protocol and the certificate of a case's server. */
export interface Place {
  readonly protocol: Protocol;
  readonly certificate: Certificate;
}

/** Runs a case of a client with a fetch function, against a new server. */
export async function outcomeOf(
  client: InteropClient,
  { mode, run }: Case,
  fetch: typeof globalThis.fetch,
  { protocol, certificate }: Place,
): Promise<Outcome> {
  const server = new FakeApi(client.api, protocol, certificate);
  server.mode = mode;
  await server.listen();
  const requests = server.seen;
  try {
    const value = await run(client)?.({ fetch, server });
    return { value, requests };
  } catch (error) {
    return { error: describe(error), requests };
  } finally {
    await server.close();
  }
}

/** The kind and the message of an error, without ports and other numbers that differ in every run. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.constructor.name} ${error.name}: ${error.message}`.replaceAll(/\b\d{4,5}\b/g, 'N');
}
