// Hundreds of operations in flight, each with an incident, against origins in another process: each has the outcome of the
// table, and no write is sent twice.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf } from '../setup.ts';
import { FILE } from './answers.ts';
import type { CallMark, FaultyPorts } from './faulty-origin.ts';
import { INCIDENTS } from './incidents.ts';
import { KINDS, LIMIT, OPERATIONS, type Api, type OperationKind } from './kinds.ts';
import { WIRES, type WireName } from './wires.ts';

/** How often each pair of a kind and an incident occurs. */
const TIMES = 2;

let folder: string;
let origin: OriginProcess<FaultyPorts>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'many-'));
  origin = await startOriginProcess<FaultyPorts>(new URL('faulty-origin.ts', import.meta.url));
});

afterAll(async () => {
  await origin.close();
  rmSync(folder, { recursive: true, force: true });
});

const URLS: Record<WireName, (ports: FaultyPorts) => string> = {
  plain: ({ plain }) => `http://127.0.0.1:${plain}`,
  tls: ({ tls }) => `https://localhost:${tls}`,
  'http/2': ({ http2 }) => `https://localhost:${http2}`,
  got: ({ plain }) => `http://127.0.0.1:${plain}`,
  'got, tls': ({ tls }) => `https://localhost:${tls}`,
};

/** The same operations, whose calls have a mark: in a header that does not separate copies. */
function marked(api: Api, mark: CallMark): Api {
  const headers = { 'x-request-id': JSON.stringify(mark) };
  return new Proxy(api, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (input: object = {}) =>
        (member as (input: object, options: object) => unknown)(input, { headers });
    },
  });
}

/** What comes of a call: its result, or the code of its error. */
async function outcomeOf(api: Api, kind: OperationKind, own: string, mark: CallMark): Promise<unknown> {
  try {
    const prepared = await kind.prepare?.(api);
    return await kind.run(marked(api, mark), own, prepared);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

test.each(Object.keys(WIRES) as WireName[])('over %s', async (wire) => {
  const api: Api = apiOf({ url: () => URLS[wire](origin.ready) }, OPERATIONS, {
    transport: WIRES[wire].transport(),
    maxResponseBytes: LIMIT,
    retry: { minDelay: 1, maxDelay: 10, hintFloor: 1, budget: false },
    gate: { maxPerHost: 50 },
  });
  const calls = Object.entries(KINDS).flatMap(([name, kind]) =>
    Object.entries(INCIDENTS)
      // No connection is idle while all are busy.
      .filter(([, { idle, inBody }]) => idle === undefined && !(inBody === true && kind.isBodyless === true))
      .flatMap(([incident]) => Array.from({ length: TIMES }, (_, time) => ({ name, kind, incident, time }))),
  );
  const wrong: string[] = [];
  const expected = new Map<string, number>();
  await Promise.all(
    calls.map(async ({ name, kind, incident, time }) => {
      const id = `${wire}: ${name}: ${incident}: ${time}`;
      const own = join(folder, id.replaceAll(/\W/g, '-'));
      mkdirSync(own);
      writeFileSync(join(own, 'upload'), FILE);
      const { codes, requests } = INCIDENTS[incident]![kind.isRepeatable ? 'repeatable' : 'keyless'];
      const outcome = await outcomeOf(api, kind, own, { id, request: kind.request, incident });
      expected.set(id, requests);
      const isRight =
        codes === undefined
          ? JSON.stringify(outcome) === JSON.stringify(kind.result)
          : codes.includes(String(outcome));
      if (!isRight) wrong.push(`${id}: ${JSON.stringify(outcome)}`);
    }),
  );
  const received = await origin.ask<Map<string, number>>();
  for (const [id, requests] of expected) {
    if (received.get(id) !== requests)
      wrong.push(`${id}: received ${received.get(id)} times, not ${requests}`);
  }
  expect(wrong).toEqual([]);
  expect(calls.length).toBeGreaterThan(200);
});
