// Every incident on every kind of operation, over every wire: the right outcome, and no write twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultOrigin, FullReply, SeenRequest } from '@sluice/fixtures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiOf, closeLater, failure } from '../setup.ts';
import { answerTo, FILE } from './answers.ts';
import { INCIDENTS, type Incident } from './incidents.ts';
import { KINDS, LIMIT, OPERATIONS, type Api, type OperationKind } from './kinds.ts';
import { WIRES, type WireName } from './wires.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  writeFileSync(join(folder, 'upload'), FILE);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const targetOf = ({ method, target }: SeenRequest): string => `${method} ${target}`;

/** Answers every request, the first of the kind with the incident. */
function serve(origin: FaultOrigin, { request: met }: OperationKind, incident: Incident): { arm(): void } {
  let armed = false;
  const { reply, always = false, idle } = incident;
  origin.on('/*').handle((request): FullReply => {
    const whole = answerTo(request);
    if (request.path === '/warm' && idle !== undefined)
      return { ...whole, faults: [{ do: 'close', at: idle === 'close' ? 'idle' : 'reuse' }] };
    if (!armed || targetOf(request) !== met || reply === undefined) return whole;
    armed = always;
    return { ...whole, ...reply } as FullReply;
  });
  return { arm: () => void (armed = true) };
}

/** How many connections of a client are open. */
function openOf(api: Api): number {
  const { idle, active } = api.$client.stats().transport as {
    readonly idle: number;
    readonly active: number;
  };
  return idle + active;
}

/** Sends the request of a kind into an incident. */
async function meet(wire: WireName, kind: OperationKind, incident: Incident) {
  const origin = closeLater(await WIRES[wire].open());
  const server = serve(origin, kind, incident);
  const api: Api = apiOf(origin, OPERATIONS, {
    transport: WIRES[wire].transport(),
    maxResponseBytes: LIMIT,
    timeout: { attempt: 20_000 },
  });
  const prepared = await kind.prepare?.(api);
  if (incident.idle !== undefined) await api.warm();
  // The origin closes a moment after its answer: a request that is sent before that was sent on an open connection. Over
  // HTTP/2, a session that ends without a GOAWAY while a request is sent on it leaves open whether that was processed.
  if (incident.idle === 'close') await expect.poll(() => openOf(api), { timeout: 10_000 }).toBe(0);
  const before = origin.seen().length;
  server.arm();
  const own = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(own, 'upload'), FILE);
  const run = kind.run(api, own, prepared);
  return {
    run,
    seen: () =>
      origin
        .seen()
        .slice(before)
        .filter((each) => targetOf(each) === kind.request),
  };
}

const cases = Object.entries(KINDS).flatMap(([name, kind]) =>
  Object.entries(INCIDENTS).map(([incidentName, incident]) => ({ name, incidentName, kind, incident })),
);

const happens = (wire: WireName, kind: OperationKind, incident: Incident): boolean =>
  (wire !== 'http/2' || incident.overHttp2 !== false) &&
  !(incident.inBody === true && kind.isBodyless === true);

describe.each(Object.keys(WIRES) as WireName[])('over %s', (wire) => {
  const possible = cases.filter(({ kind, incident }) => happens(wire, kind, incident));

  test.each(possible)('$name: $incidentName', async ({ kind, incident }) => {
    const { codes, requests } = kind.isRepeatable ? incident.repeatable : incident.keyless;
    const { run, seen } = await meet(wire, kind, incident);
    if (codes === undefined) expect(await run).toEqual(kind.result);
    else expect(codes).toContain((await failure(run))['code']);
    const sent = seen();
    expect(sent).toHaveLength(requests);
    // The same request, with the same key.
    for (const name of ['idempotency-key', 'content-length'])
      expect(new Set(sent.map((each) => each.header(name))).size).toBeLessThanOrEqual(1);
    // The connection of the request before was not used.
    if (incident.idle !== undefined) for (const { connection } of sent) expect(connection).toBeGreaterThan(1);
  });
});
