import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createSilentPort, startOriginProcess, type OriginProcess, type SilentPort } from '@sluice/fixtures';
import type { LatePorts } from './helpers/late-origin.ts';

/** How long a program without work may stay alive, in ms: far below the limits of a dial, 10 and 20 s. */
const LONGEST = 4_000;

let silent: SilentPort;
let origin: OriginProcess<LatePorts>;

beforeAll(async () => {
  silent = await createSilentPort();
  origin = await startOriginProcess(new URL('helpers/late-origin.ts', import.meta.url), {
    args: ['/dev/null'],
  });
});

afterAll(async () => {
  await origin.close();
  await silent.close();
});

interface Left {
  readonly outcomes: readonly unknown[];
  readonly stayed: number;
}

/** Runs the program to its end. */
async function leave(face: string, phases: readonly string[], how: string): Promise<Left> {
  const program = fileURLToPath(new URL('helpers/leaving-program.ts', import.meta.url));
  const ports = JSON.stringify({ silent: silent.port, ...origin.ready });
  const flags = ['--conditions=@sluice/source', '--disable-warning=ExperimentalWarning'];
  const given = [program, face, phases.join(), how, ports];
  const run = await promisify(execFile)(process.execPath, [...flags, ...given], { timeout: 35_000 });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Left;
}

const DIALS = ['connect', 'tls'];
const WIRE = [...DIALS, 'head', 'body'];
const CALL = [...WIRE, 'addresses', 'queue', 'gate'];
const PROXIED = ['proxyTcp', 'proxyConnect', 'proxySocks', 'proxyTls'];

test.each([
  ['undici', [...CALL, ...PROXIED, 'backoff', 'drain']],
  ['got', [...CALL, 'backoff', 'drain']],
  ['dispatcher', WIRE],
  ['agent', WIRE],
])('%s: a process ends when its callers have given up, in whatever phase', async (face, phases) => {
  const { stayed } = await leave(face, phases, 'abort');
  expect(stayed).toBeLessThan(LONGEST);
});

test.each([
  ['undici', [...CALL, ...PROXIED]],
  ['got', CALL],
])('%s: a process ends when the total limit of its calls has passed', async (face, phases) => {
  const { stayed, outcomes } = await leave(face, phases, 'total');
  expect(stayed).toBeLessThan(LONGEST);
  expect(outcomes).toEqual(phases.map(() => 'total'));
});

test.each(['undici', 'got', 'dispatcher', 'agent'])(
  '%s: a process goes on while a request waits for its dial',
  async (face) => {
    const left = leave(face, ['answered'], 'wait');
    await vi.waitFor(async () => expect(await origin.ask('held')).toBe(1), { timeout: 15_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await origin.ask('answer');
    expect(await left).toMatchObject({ outcomes: ['ok'] });
  },
);
