// Runs a benchmark by name.

/**
 * The benchmarks:
 * - `calls [rounds] [calls] [in flight]`: CPU per small GET with JSON, as a ratio to bare `undici.request`;
 * - `got [rounds] [calls] [in flight]`: the same through `gotTransport()`, as a ratio to `got(url).json()`;
 * - `plugins [rounds] [calls]`: CPU that each plugin adds to a successful call, over a transport that answers at once;
 * - `heap [connections] [hosts]`: memory per idle connection and per call in flight, and number of timers;
 * - `drain`: a fixed drain bound against one that adapts to the cost of a connection, over TLS with slow connects;
 * - `waiters`: CPU per cancelled waiter, in waiting lists of 1,000, 10,000 and 100,000, in random order;
 * - `soak [calls] [--tls]`: heap growth and connections over many calls with every feature on, over TLS on request.
 */
const BENCHMARKS = {
  calls: () => import('./calls.ts'),
  got: () => import('./got.ts'),
  plugins: () => import('./plugins.ts'),
  heap: () => import('./heap.ts'),
  drain: () => import('./drain.ts'),
  waiters: () => import('./waiters.ts'),
  soak: () => import('./soak.ts'),
} as const;

const name = process.argv[2] ?? 'calls';
if (!Object.hasOwn(BENCHMARKS, name)) {
  process.stderr.write(`unknown benchmark '${name}'; known: ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(1);
}
const { run } = await BENCHMARKS[name as keyof typeof BENCHMARKS]();
const [flags, numbers] = [
  process.argv.slice(3).filter(isFlag),
  process.argv.slice(3).filter((one) => !isFlag(one)),
];
const unknown = flags.find((flag) => name !== 'soak' || flag !== '--tls');
if (unknown !== undefined) {
  process.stderr.write(`unknown option '${unknown}' of '${name}'\n`);
  process.exit(1);
}
await run(numbers.map(Number), { tls: flags.length > 0 });

function isFlag(argument: string): boolean {
  return argument.startsWith('-');
}
