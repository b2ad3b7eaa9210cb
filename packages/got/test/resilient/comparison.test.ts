import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import got, { type Got } from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { afterAll, expect, test } from 'vitest';
import { caCertificate, type SeenRequest } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { failed, prepare, SCENARIOS, type Stage } from './scenarios.ts';
import { until } from '../setup.ts';
import { originOf, resilient } from './setup.ts';

const COPIES = [
  ['16', got],
  ['15', got15 as unknown as typeof got],
  ['14', got14 as unknown as typeof got],
] as const;

/** The cases of the table in the README that lists the differences. */
const LISTED = listed();

/** The listed cases that differ only with Node.js 24 or newer. */
const NEWER_NODE: ReadonlySet<string> = new Set(['retries: a refused port']);

const NODE = Number(process.versions.node.split('.')[0]);

/** The listed cases that turned out to differ. */
const seen = new Set<string>();

function listed(): Set<string> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table = ''] = readme.split('| case | got | here, and why |');
  const rows = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
  return new Set(rows.flatMap((row) => (row.split('|')[1] ?? '').split(';').map((name) => name.trim())));
}

/** Headers that describe the connection, or that may come in another order. */
const OTHER: ReadonlySet<string> = new Set(['host', 'connection', 'accept-encoding', 'x-run']);

/** The runs so far. A header with their number tells a request from one of the run before that comes late. */
let runs = 0;

function sent({ method, target, rawHeaders, body, complete }: SeenRequest): unknown {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = String(rawHeaders[at]).toLowerCase();
    if (!OTHER.has(name)) headers[name] = String(rawHeaders[at + 1]).replaceAll(/boundary=.*/g, 'boundary');
  }
  return { method, target, headers, complete, body: complete ? body.toString('latin1').length : 0 };
}

async function outcome(stage: Stage, name: string): Promise<unknown> {
  const { origin } = stage;
  origin.restart();
  origin.resetStats();
  const number = String(++runs);
  const api = stage.api.extend({ headers: { 'x-run': number } });
  let value: unknown;
  const run = SCENARIOS[name] as (stage: Stage) => Promise<unknown>;
  try {
    value = await run({ ...stage, api });
  } catch (error) {
    value = { threw: await failed(Promise.reject(error)) };
  }
  await until(() => origin.stats().inFlight === 0);
  const mine = origin.seen().filter((request) => request.header('x-run') === number);
  // As text, since that is what can be compared whatever the prototypes.
  return JSON.parse(JSON.stringify({ value, sent: mine.map(sent) }));
}

/** got's own streams fail after their pipelines have resolved. */
const ignore = (): void => undefined;

test.each(COPIES.flatMap(([version, copy]) => [false, true].map((tls) => ({ version, copy, tls }))))(
  'got $version and a resilient instance of it do the same, or the README says why not (TLS: $tls)',
  { timeout: 120_000 },
  async ({ copy, tls }) => {
    const origin = await originOf({ tls, keepBody: 400_000 });
    prepare(origin);
    const base: Got = copy.extend({ retry: { limit: 0 } });
    // Connections that are kept would carry what a scenario left on them into the next one.
    const agent = { http: new http.Agent(), https: new https.Agent() };
    const plain = base.extend({ agent, https: { certificateAuthority: caCertificate } });
    const transport = undiciTransport({ pool: {}, tls: { ca: caCertificate } });
    const ours = resilient({ pool: undefined, transport, retry: { preset: 'got' } }, base);
    const url = (path: string): string => origin.url(path);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', ignore);
    try {
      for (const name of Object.keys(SCENARIOS)) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, on one origin
        const expected = await outcome({ api: plain, url, origin }, name);
        // oxlint-disable-next-line no-await-in-loop -- as above
        const actual = await outcome({ api: ours, url, origin }, name);
        if (!LISTED.has(name)) expect.soft(actual, name).toEqual(expected);
        else if (JSON.stringify(actual) !== JSON.stringify(expected)) seen.add(name);
      }
    } finally {
      process.off('uncaughtException', ignore);
      for (const other of others) process.on('uncaughtException', other);
    }
  },
);

afterAll(() => {
  // A row that holds for newer versions of Node.js says so; with an older one, its case may be equal.
  const expected = [...LISTED].filter((name) => NODE >= 24 || !NEWER_NODE.has(name));
  expect(expected.filter((name) => !seen.has(name))).toEqual([]);
});
