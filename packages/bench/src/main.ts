/**
 * The benchmarks, by name:
 * - `calls [rounds] [calls] [in flight]`: CPU per small GET with JSON, as a ratio to bare `undici.request` in one run;
 * - `got [rounds] [calls] [in flight]`: the same through `gotTransport()`, as a ratio to plain `got(url).json()`;
 * - `plugins [rounds] [calls]`: what each plugin costs on the success path, over a transport that answers at once;
 * - `heap [connections] [hosts]`: memory per idle connection and per call in flight, and timers;
 * - `drain`: the fixed bound of a drain against one that follows the cost of a connection, over a slow link with TLS;
 * - `waiters`: CPU per request that leaves the line of a host, in lines of 1,000, 10,000 and 100,000, in random order;
 * - `soak [calls]`: heap before and after many calls with everything on.
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
  process.stderr.write(`no benchmark '${name}'; there are: ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(1);
}
const { run } = await BENCHMARKS[name as keyof typeof BENCHMARKS]();
await run(process.argv.slice(3).map(Number));
