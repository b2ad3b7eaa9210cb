// The workloads, in the order of the reports.
import type { RetrySettings } from '../peers/retry-settings.ts';
import type { ProbeWork } from '../probes/probe.ts';
import type { Workload } from './workload.ts';

/** The retry settings of calls that rarely fail. */
const SELDOM: RetrySettings = { retries: 4, minDelay: 100, maxDelay: 1_000, delays: 'equal' };
/** The retry settings of calls that fail by design: short delays, so that CPU is measured and not waiting. */
const OFTEN: RetrySettings = { retries: 9, minDelay: 1, maxDelay: 10, delays: 'equal' };

const SMALL = {
  task: 'user',
  needs: 'json',
  server: 'plain',
  path: '/user',
  pace: { inFlight: 50 },
  connections: 50,
  retry: SELDOM,
  faults: false,
  base: 'undici',
} as const satisfies Partial<Workload>;

const LARGE = { ...SMALL, path: '/mib', pace: { inFlight: 10 } } as const;
const UPLOAD = { ...SMALL, path: '/upload', pace: { inFlight: 4 } } as const;
const FLAKY = { ...SMALL, faults: true, base: 'undici-retry' } as const;

/** The workloads. */
export const WORKLOADS: readonly Workload[] = [
  { ...SMALL, name: 'get-1', title: 'small GET, 1 in flight', pace: { inFlight: 1 } },
  { ...SMALL, name: 'get-50', title: 'small GET, 50 in flight', basic: true },
  { ...SMALL, name: 'get-500', title: 'small GET, 500 in flight', pace: { inFlight: 500 } },
  { ...SMALL, name: 'get-2000', title: 'small GET, 2,000 in flight', pace: { inFlight: 2_000 } },
  {
    ...SMALL,
    name: 'post',
    basic: true,
    title: 'POST of 1 KB JSON',
    task: 'order',
    needs: 'post',
    path: '/order',
  },
  { ...SMALL, name: 'tls', title: 'small GET over TLS, 50 in flight', server: 'tls', basic: true },
  { ...SMALL, name: 'h2', title: 'small GET over HTTP/2 and TLS, 50 in flight', server: 'h2' },
  { ...LARGE, name: 'mib-bytes', basic: true, title: '1 MiB as bytes', task: 'bytes', needs: 'bytes' },
  { ...LARGE, name: 'mib-stream', title: '1 MiB streamed', task: 'stream', needs: 'stream' },
  { ...UPLOAD, name: 'upload', title: 'upload of 10 MiB from memory', task: 'upload', needs: 'upload' },
  {
    ...UPLOAD,
    name: 'upload-file',
    title: 'upload of 10 MiB from a file',
    task: 'uploadFile',
    needs: 'uploadFile',
  },
  {
    ...SMALL,
    name: 'gzip',
    title: 'GET of 20 KB JSON in gzip',
    task: 'catalog',
    path: '/catalog',
    gzip: true,
    basic: true,
    base: 'fetch',
  },
  {
    ...SMALL,
    name: 'rate-1000',
    title: 'small GET, 1,000 calls per second',
    note: 'p99 is over the calls of all rounds.',
    pace: { perSecond: 1_000 },
    ms: 1_000,
  },
  {
    ...FLAKY,
    name: 'rate-300-faults',
    title: 'small GET, 300 calls per second, 10 % answered with 503, delays of the library from 100 ms',
    note: 'One call in 10 fails once, one in 100 twice and one in 1,000 three times: the same calls for every client. The percentiles are over the calls of all rounds: the hundredth that p99 leaves out is about as many as fail twice, so a round has too few of them.',
    path: '/numbered-faults',
    numbered: true,
    pace: { perSecond: 300 },
    retry: { ...SELDOM, delays: 'own' },
    ms: 4_000,
  },
  {
    ...FLAKY,
    name: 'faults-10',
    title: 'small GET, 10 % answered with 503',
    path: '/flaky-10',
    retry: OFTEN,
  },
  {
    ...FLAKY,
    name: 'faults-50',
    title: 'small GET, 50 % answered with 503',
    note: 'One call in 1,024 gets ten answers with 503 in a row and fails, with every client that gives the answer up after ten attempts.',
    path: '/flaky-50',
    retry: OFTEN,
  },
  {
    ...FLAKY,
    name: 'slow-errors',
    title: 'small GET, 10 % answered with a 503 whose body ends after a second',
    path: '/slow-errors',
    note: 'Sluice opens more connections: it waits 50 to 250 ms for the rest of an unwanted body, then closes its connection in place of waiting for the second.',
    retry: OFTEN,
    patience: 5_000,
  },
  {
    ...FLAKY,
    name: 'endless-errors',
    title: 'small GET, 10 % answered with a 503 whose body never ends',
    path: '/endless-errors',
    note: 'Sluice opens more connections than calls that hang: each endless body costs its connection after 256 KiB or 250 ms.',
    retry: OFTEN,
    patience: 3_000,
    rounds: 2,
  },
  {
    ...SMALL,
    name: 'stale-get',
    title: 'small GET, 5 % of the connections closed after the answer',
    path: '/stale',
    retry: OFTEN,
  },
  {
    ...SMALL,
    name: 'stale-post',
    title: 'POST of 1 KB JSON, 5 % of the connections closed after the answer',
    task: 'postStale',
    needs: 'post',
    path: '/stale',
    retry: OFTEN,
  },
  {
    ...SMALL,
    name: 'bursts',
    title: 'bursts of 2,000 small GETs, at most 256 connections',
    pace: { burst: 2_000 },
    connections: 256,
  },
  {
    ...SMALL,
    name: 'hosts',
    title: 'small GET to 1,000 hosts in turns',
    note: 'The worst case of a bounded pool: Sluice keeps 100 idle connections here (`pool.maxIdle`), so that each call opens one; with `maxIdle: 1_000` it keeps all, as the others do without being asked.',
    hosts: 1_000,
  },
];

const PROBE = { server: 'plain', connections: 50, retry: SELDOM, needs: 'json' } as const;

/** The probes, in the order of the reports. */
export const CLIENT_PROBES: readonly ProbeWork[] = [
  {
    ...PROBE,
    name: 'unread',
    title: '50 calls while each of 50 connections has an unread body; Sluice reclaims it after 1 s',
    unit: 'ms until all have ended',
    probe: 'unread',
    needs: 'unread',
  },
  {
    ...PROBE,
    name: 'waiters',
    title: '10,000 calls, 50 of them sent, all aborted',
    unit: 'CPU us per call',
    probe: 'waiters',
    needs: 'abortable',
  },
  {
    ...PROBE,
    name: 'in-flight',
    title: '10,000 calls in flight, 50 of them sent',
    unit: 'bytes of memory per call',
    probe: 'inFlight',
  },
  {
    ...PROBE,
    name: 'idle',
    title: '1,000 idle connections',
    unit: 'bytes of memory per connection',
    probe: 'idle',
    connections: 1_000,
  },
];
