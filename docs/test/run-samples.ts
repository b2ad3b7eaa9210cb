// Runs samples one after the other, each with its own origin, and writes a report as JSON.
//   node --conditions=@sluice/source run-samples.ts <folder with samples.json>
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';

/** Time limit of one sample, in ms. */
const LIMIT = 60_000;

/** A sample to run. */
export interface Task {
  readonly place: string;
  readonly program: string;
}

/** The result of a sample. */
export interface Report {
  readonly place: string;
  /** The error; undefined if the sample passed. */
  readonly failure: string | undefined;
  readonly ms: number;
}

interface Globals {
  origin: FaultOrigin;
  assertClaim: typeof assertClaim;
  assertThrows: typeof assertThrows;
}

const folder = process.argv[2] as string;
const tasks = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as Task[];
const scope = globalThis as unknown as Globals;
scope.assertClaim = assertClaim;
scope.assertThrows = assertThrows;
const reports: Report[] = [];
let unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
process.on('uncaughtException', (error) => unhandled.push(error));
for (const [index, task] of tasks.entries()) {
  const from = performance.now();
  let failure: string | undefined;
  try {
    await runOne(index, task);
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  }
  reports.push({ place: task.place, failure, ms: performance.now() - from });
}
writeFileSync(join(folder, 'reports.json'), JSON.stringify(reports));
// Samples may leave clients and servers open.
process.exit(0);

async function runOne(index: number, { program }: Task): Promise<void> {
  const origin = await createFaultOrigin({ hosts: process.platform === 'darwin' ? 1 : 2 });
  scope.origin = origin;
  const file = join(folder, `program-${index}.ts`);
  const placed = program
    .replaceAll('https://api.example.com', origin.url())
    .replaceAll('https://billing.example.com', origin.url('', origin.hosts.length - 1));
  writeFileSync(file, placed);
  unhandled = [];
  let timer: NodeJS.Timeout | undefined;
  const { log, info, warn, error } = console;
  console.log = console.info = console.warn = console.error = () => {};
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`did not end within ${LIMIT} ms`)), LIMIT);
    });
    await Promise.race([import(pathToFileURL(file).href), late]);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    assert.deepEqual(unhandled, [], 'unhandled rejection or uncaught error');
  } finally {
    clearTimeout(timer);
    Object.assign(console, { log, info, warn, error });
    await origin.close();
  }
}

/** Checks a claimed value: an expression is compared by value; in text, `…` matches anything. */
function assertClaim(place: string, claimed: string, actual: unknown): void {
  const shown =
    typeof actual === 'string' && !/^['"`]/.test(claimed)
      ? actual
      : inspect(actual, { breakLength: Infinity });
  if (claimed.includes('…')) {
    const pattern = claimed.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    assert.match(
      shown,
      new RegExp(`^${pattern.join('.*')}$`, 's'),
      `${place}: claims ${claimed}, got ${shown}`,
    );
    return;
  }
  let expected: unknown;
  try {
    // oxlint-disable-next-line no-eval -- a value from a comment of this repository
    expected = (0, eval)(`(${claimed})`);
  } catch {
    assert.equal(shown, claimed, place);
    return;
  }
  assert.deepEqual(actual, expected, `${place}: claims ${claimed}, got ${shown}`);
}

/** Checks a claimed error: `what` is its code or its name. */
async function assertThrows(place: string, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    assert.ok(code === what || name === what, `${place}: claims to throw ${what}, threw ${inspect(error)}`);
    return;
  }
  assert.fail(`${place}: claims to throw ${what}, threw nothing`);
}
