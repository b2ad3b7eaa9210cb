// The command `pnpm bench`: compares clients, or runs one measurement of Sluice alone.
import { writeFileSync } from 'node:fs';
import { parsePlan, USAGE, UsageError } from './arguments.ts';
import { compare } from './compare.ts';
import { jsonOf, storedResults, storeResults, writeReport } from './report/write.ts';

/**
 * The measurements of Sluice alone:
 * - `drain`: a fixed drain bound against one that adapts to the cost of a connection, over TLS with slow connects;
 * - `endurance [calls] [--tls]`: heap growth and connections over many calls with every feature on;
 * - `heap [connections] [hosts]`: memory per idle connection and per call in flight, and number of timers;
 * - `plugins [rounds] [calls]`: CPU that each plugin adds to a successful call, over a transport that answers at once;
 * - `virtual-time [runs]`: real time of a test with five retries and two minutes of backoff on the virtual clock;
 * - `waiters`: CPU per cancelled waiter, in waiting lists of 1,000, 10,000 and 100,000, in random order.
 */
const ALONE = {
  drain: () => import('./alone/drain.ts'),
  endurance: () => import('./alone/endurance.ts'),
  heap: () => import('./alone/heap.ts'),
  plugins: () => import('./alone/plugins.ts'),
  'virtual-time': () => import('./alone/virtual-time.ts'),
  waiters: () => import('./alone/waiters.ts'),
} as const;

const [first = '', ...rest] = process.argv.slice(2).filter((argument) => argument !== '--');
try {
  if (first === '--help') process.stdout.write(USAGE);
  else if (Object.hasOwn(ALONE, first)) await measureAlone(first as keyof typeof ALONE, rest);
  else if (first === 'compare') await compareAll(rest);
  else if (first === 'report' && rest.length === 0) writeReport(storedResults());
  else if (first !== '' && !first.startsWith('-')) {
    const known = ['compare', 'report', ...Object.keys(ALONE)].join(', ');
    throw new UsageError(`unknown benchmark '${first}'; known: ${known}`);
  } else await compareAll([first, ...rest].filter((argument) => argument !== ''));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}

async function compareAll(args: readonly string[]): Promise<void> {
  const plan = parsePlan(args);
  const results = await compare(plan, (soFar) => {
    if (plan.json !== undefined) writeFileSync(plan.json, jsonOf(soFar));
    if (plan.stored) storeResults(soFar);
  });
  if (plan.stored) writeReport(results);
}

async function measureAlone(name: keyof typeof ALONE, args: readonly string[]): Promise<void> {
  const flags = args.filter((argument) => argument.startsWith('-'));
  const unknown = flags.find((flag) => name !== 'endurance' || flag !== '--tls');
  if (unknown !== undefined) throw new UsageError(`unknown option '${unknown}' of '${name}'`);
  const numbers = args.filter((argument) => !argument.startsWith('-')).map(Number);
  if (numbers.some((number) => !(number > 0))) {
    throw new UsageError(`the arguments of '${name}' must be numbers above 0`);
  }
  const { run } = await ALONE[name]();
  await run(numbers, { tls: flags.length > 0 });
}
