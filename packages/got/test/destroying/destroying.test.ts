// What a registry ends when it is destroyed: every call in flight, in each phase, on each face.
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createAgentRegistry, type PoolStats, type SluiceRegistry } from 'sluice';
import { failure, until } from '../setup.ts';
import { FACES, type Face } from './faces.ts';
import { stallingServer, type Phase, type StallingServer, type Wire } from './stalling-server.ts';

const PHASES: readonly Phase[] = ['dial', 'line', 'upload', 'head', 'body', 'retry', 'drain'];

/** A body that never ends. */
function endless(): Readable {
  const body = new Readable({ read() {} });
  body.push('some bytes');
  return body;
}

/** The causes of an error, itself first. */
function chain(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let link = error; link !== undefined && link !== null; link = (link as Error).cause) found.push(link);
  return found;
}

/** The pool of the registry. */
const poolStats = (registry: SluiceRegistry): PoolStats => registry.stats().connections as PoolStats;

/** Starts calls and waits until they are all in the phase. @returns their errors */
async function callsIn(
  phase: Phase,
  total: number,
  face: Face,
  registry: SluiceRegistry,
  server: StallingServer,
): Promise<{ readonly failures: Promise<Record<string, unknown>[]>; readonly bodies: readonly Readable[] }> {
  const holders: Promise<Record<string, unknown>>[] = [];
  if (phase === 'line') {
    // Over HTTP/2 the client knows then how many streams there may be.
    await face.call(server.quick);
    holders.push(failure(face.call(server.url('head'))));
    await until(() => server.received === 2);
  }
  const bodies: Readable[] = [];
  const failures = Array.from({ length: total }, () => {
    const body = phase === 'upload' ? endless() : undefined;
    // Node's `fetch` and `pipe()` do not end the source.
    if (body !== undefined && face.client !== undefined) bodies.push(body);
    return failure(face.call(server.url(phase), body));
  });
  if (phase === 'dial')
    await until(() => poolStats(registry).dialing > 0 && poolStats(registry).waiting === total);
  else if (phase === 'line') await until(() => poolStats(registry).waiting === total);
  else await until(() => server.received === total);
  if (phase === 'retry') await until(() => poolStats(registry).active === 0);
  if (phase === 'body' || phase === 'drain') await new Promise((resolve) => setTimeout(resolve, 30));
  return { failures: Promise.all([...failures, ...holders]), bodies };
}

const cases = Object.keys(FACES).flatMap((name) =>
  (['plain', 'tls', 'h2'] as const)
    .filter((wire) => wire !== 'h2' || /undici|resilient|dispatcher/.test(name))
    .map((wire): [string, Wire] => [name, wire]),
);

describe.each(cases)('%s over %s', (name, wire) => {
  const retries = !/dispatcher|agents/.test(name);
  const phases = PHASES.filter((phase) => retries || (phase !== 'retry' && phase !== 'drain'));
  test.each(phases.flatMap((phase) => [1, 50].map((total): [Phase, number] => [phase, total])))(
    '%s: the reason reaches %i calls',
    async (phase, total) => {
      const registry = createAgentRegistry(phase === 'line' ? { maxPerHost: 1 } : {});
      const server = await stallingServer(wire, phase);
      const face = FACES[name]!(registry, wire === 'h2');
      const { failures, bodies } = await callsIn(phase, total, face, registry, server);
      const { received } = server;
      const why = new Error('the process ends');
      await registry.destroy(why);
      for (const error of await failures) {
        const errors = chain(error);
        expect(errors).toContain(why);
        const messages = errors.map((one) => (one as Error).message);
        expect(messages.join('\n')).toMatch(/was destroyed during the call/);
        expect(messages.join('\n')).not.toMatch(/connection was|before the request was sent|aborted|hang up/);
      }
      expect(bodies.every((body) => body.destroyed)).toBe(true);
      await until(() => server.open === 0);
      expect(server.received).toBe(received);
      expect(poolStats(registry)).toMatchObject({ active: 0, idle: 0, dialing: 0, waiting: 0 });
      await face.client?.close();
      await server.close();
    },
  );
});
