// The workloads, in the order of the reports.
import type { RetrySettings } from '../peers/retry-settings.ts';
import type { Workload } from './workload.ts';

/** Retries of calls that seldom fail. */
const SELDOM: RetrySettings = { retries: 4, minDelay: 100, maxDelay: 1_000 };
/** Retries of calls that fail on purpose: with short delays, so that work is measured and not waiting. */
const OFTEN: RetrySettings = { retries: 9, minDelay: 1, maxDelay: 10 };

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

export const WORKLOADS: readonly Workload[] = [
  { ...SMALL, name: 'get-1', title: 'small GET, 1 in flight', pace: { inFlight: 1 } },
  { ...SMALL, name: 'get-50', title: 'small GET, 50 in flight' },
  { ...SMALL, name: 'get-500', title: 'small GET, 500 in flight', pace: { inFlight: 500 } },
  { ...SMALL, name: 'get-2000', title: 'small GET, 2,000 in flight', pace: { inFlight: 2_000 } },
  { ...SMALL, name: 'post', title: 'POST of 1 KB JSON', task: 'order', needs: 'post', path: '/order' },
  { ...SMALL, name: 'tls', title: 'small GET over TLS, 50 in flight', server: 'tls' },
  { ...SMALL, name: 'h2', title: 'small GET over HTTP/2 and TLS, 50 in flight', server: 'h2' },
  { ...LARGE, name: 'mib-bytes', title: '1 MiB as bytes', task: 'bytes', needs: 'bytes' },
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
    base: 'fetch',
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
    path: '/flaky-50',
    retry: OFTEN,
  },
  { ...SMALL, name: 'rate-1000', title: 'small GET, 1,000 calls per second', pace: { perSecond: 1_000 } },
  {
    ...FLAKY,
    name: 'rate-300-faults',
    title: 'small GET, 300 calls per second, 10 % answered with 503',
    path: '/flaky-10',
    pace: { perSecond: 300 },
  },
];
