// The probes that a client process performs.
import { withPatience } from '../client/patience.ts';
import type { Client } from '../peers/peer.ts';
import type { Measured, ProbeName } from './probe.ts';

const CALLS = 10_000;
const CONNECTIONS = 1_000;
const UNREAD = 50;
const PATIENCE = 5_000;

type Probe = (client: Client, origin: string) => Promise<Measured>;

/** Heap per idle connection, in bytes. */
async function idle(client: Client, origin: string): Promise<Measured> {
  await client.json(`${origin}/user`);
  const before = held();
  const answered = await settled(Array.from({ length: CONNECTIONS }, () => client.json(`${origin}/delayed`)));
  await pause(200);
  return { ...answered, value: (held() - before) / CONNECTIONS };
}

/** Heap per call in flight, in bytes; the origin does not respond. */
async function inFlight(client: Client, origin: string): Promise<Measured> {
  await client.json(`${origin}/user`);
  const before = held();
  const calls = Array.from({ length: CALLS }, () => client.json(`${origin}/never`));
  for (const call of calls) call.catch(() => {});
  await pause(1_000);
  return { value: (held() - before) / calls.length, errors: 0 };
}

/** CPU per call that waits for a connection and is aborted, in microseconds. */
async function waiters(client: Client, origin: string): Promise<Measured> {
  await client.json(`${origin}/user`);
  await abortMany(client, `${origin}/never`);
  return { value: await abortMany(client, `${origin}/never`), errors: 0 };
}

/** When every connection has an unread body: time until as many further calls have ended, in ms. */
async function unread(client: Client, origin: string): Promise<Measured> {
  const responses = await Promise.all(
    Array.from({ length: UNREAD }, () => client.unread!(`${origin}/unread`)),
  );
  const startedAt = performance.now();
  const call = withPatience(async () => void (await client.json(`${origin}/user`)), PATIENCE);
  const ended = await settled(Array.from(responses, call));
  return { ...ended, value: performance.now() - startedAt };
}

/** The probes by name. */
export const PROBES: Readonly<Record<ProbeName, Probe>> = { idle, inFlight, waiters, unread };

/** CPU per call that waits and is aborted, each by a separate signal. */
async function abortMany(client: Client, url: string): Promise<number> {
  const before = process.cpuUsage();
  const controllers = Array.from({ length: CALLS }, () => new AbortController());
  const calls = controllers.map(({ signal }) => client.abortable!(url, signal).catch(() => {}));
  await pause(100);
  for (const controller of controllers) controller.abort();
  await Promise.all(calls);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

async function settled(calls: readonly Promise<unknown>[]): Promise<Omit<Measured, 'value'>> {
  const results = await Promise.allSettled(calls);
  const failures = results.filter((result) => result.status === 'rejected');
  const [first] = failures;
  return {
    errors: failures.length,
    ...(first === undefined ? {} : { firstError: String(first.reason) }),
  };
}

/** Bytes on the heap and in buffers after a collection. */
function held(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
