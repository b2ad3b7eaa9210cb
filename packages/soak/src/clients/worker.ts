// The process of the client: it makes the calls of the runs, and must be able to exit by itself afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveProcess } from '@sluice/fixtures';
import { runOf, type RunKey } from '../plan/run.ts';
import type { Failure, Verdict } from '../verdicts/failure.ts';
import { describeError } from '../verdicts/judge-call.ts';
import { openClient } from './open-client.ts';
import { performCall, type RunContext } from './perform-call.ts';
import type { ClientQuestion, ClientReport } from './questions.ts';
import { SteadyTime } from './steady-time.ts';

/** The most findings kept per run. */
const MAX_KEPT = 200;
/** Resources that are not leaks: immediates, and the handle that Node.js keeps if the stream of a file's Blob is cancelled. */
const IGNORED = new Set(['Immediate', 'FileHandleReadWrap']);
/** How long `close()` may take, and the release of resources after it, in ms of steady time. */
const CLOSE_LIMIT = 4_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-soak-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let failures: Failure[] = [];
let current: RunKey | undefined;

function fail(failure: Failure): void {
  if (failures.length < MAX_KEPT) failures.push(failure);
}

function failRun(verdict: Verdict, detail: string): void {
  if (current !== undefined) fail({ verdict, run: current, detail });
}

process.on('uncaughtException', (error) =>
  failRun('uncaught error', `${describeError(error)}\n${error.stack}`),
);
process.on('unhandledRejection', (error) => failRun('uncaught error', `unhandled: ${describeError(error)}`));
process.on('warning', (warning) => failRun('uncaught error', `warning: ${warning.stack}`));

async function run({
  run: key,
  servers,
  calls,
  only,
}: ClientQuestion & { what: 'run' }): Promise<ClientReport> {
  using time = new SteadyTime();
  failures = [];
  current = key;
  const before = resources();
  const began = performance.now();
  const outcomes: Record<string, number> = {};
  const found = runOf(key);
  const client = openClient(key.face, found.configuration);
  const count = (outcome: string): void => void (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  const context: RunContext = { run: found, client, servers, folder, time, fail, count };
  if (only === undefined) await performAll(context, calls);
  else await performCall(context, only);
  const ms = performance.now() - began;
  await settled(client.inUse.bind(client), time);
  await within(client.close(), time);
  await resourcesGone(before, time);
  return { failures, outcomes, memory: memory(), ms };
}

async function performAll(context: RunContext, calls: number): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < calls) await performCall(context, next++);
  };
  const callers = context.run.key.shape?.callers ?? context.run.configuration.callers;
  await Promise.all(Array.from({ length: Math.min(callers, calls) }, caller));
}

/** Waits until nothing is in use any more. Unread bodies and detached exchanges may outlive the last call for a while. */
async function settled(inUse: () => Readonly<Record<string, number>>, time: SteadyTime): Promise<void> {
  const busy = (): [string, number][] => Object.entries(inUse()).filter(([, count]) => count !== 0);
  for (const began = time.now; busy().length > 0 && time.now - began < CLOSE_LIMIT;) await sleep(20);
  for (const [what, count] of busy()) failRun('resource left', `${count} ${what} after all calls had ended`);
}

async function within(closing: Promise<void>, time: SteadyTime): Promise<void> {
  let cancel = (): void => undefined;
  const late = new Promise<string>((resolve) => {
    cancel = time.after(CLOSE_LIMIT, () => resolve(`close() took more than ${CLOSE_LIMIT} ms`));
  });
  const closed = closing.then(
    () => undefined,
    (error: unknown) => `close() failed: ${describeError(error)}`,
  );
  const wrong = await Promise.race([closed, late]);
  cancel();
  if (wrong !== undefined) failRun('resource left', wrong);
}

/** The resources that keep the process alive, by kind. */
function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

async function resourcesGone(before: ReadonlyMap<string, number>, time: SteadyTime): Promise<void> {
  const more = (): [string, number][] =>
    [...resources()].filter(([kind, count]) => count > (before.get(kind) ?? 0) && !IGNORED.has(kind));
  for (const began = time.now; more().length > 0 && time.now - began < CLOSE_LIMIT;) await sleep(20);
  for (const [kind, count] of more()) failRun('resource left', `${count} x ${kind} after close()`);
}

function memory(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

serveProcess(undefined, (question) => {
  const asked = question as ClientQuestion;
  if (asked.what === 'run') return run(asked);
  // From now on, only leaked resources keep the process alive.
  process.channel?.unref();
  return new Promise(() => undefined);
});
