import type { Reading, UploadKind } from './call-plan.ts';

/** One way to make calls, as far as both processes need to know. */
export interface Face {
  readonly name: FaceName;
  /** Whether it speaks HTTP/2 over connections of the pool. */
  readonly http2: boolean;
  /** Whether it retries, redirects, decodes and has a gate: whether it is a client of `sluice`. */
  readonly client: boolean;
  /** Whether it sends a head first and its body when the server says 100. */
  readonly expectContinue: boolean;
  readonly configurations: readonly string[];
  readonly uploads: readonly UploadKind[];
  readonly readings: readonly Reading[];
}

export type FaceName = 'default' | 'got' | 'dispatcher' | 'agents' | 'undici';

const CLIENT_CONFIGURATIONS = [
  'defaults',
  'retry-off',
  'tiny-pool',
  'streaming',
  'uploads',
  'tight-gate',
  'hedging',
  'impatient',
  'detached',
];
const PLAIN_CONFIGURATIONS = ['defaults', 'tiny-pool', 'streaming', 'uploads', 'impatient'];

const EVERY_UPLOAD: readonly UploadKind[] = [
  'bytes',
  'string',
  'blob',
  'file',
  'file-handle',
  'file-blob',
  'factory',
  'iterable',
  'web-stream',
  'slow-iterable',
  'failing-iterable',
  'surplus-blob',
];

const EVERY_READING: readonly Reading[] = [
  'bytes',
  'late-bytes',
  'iterate',
  'slow-iterate',
  'web-stream',
  'part',
  'discard',
  'drain',
  'using',
  'hold',
  'fetch',
  'fetch-request',
];

/** Every face. */
export const faces: readonly Face[] = [
  {
    name: 'default',
    http2: true,
    client: true,
    expectContinue: true,
    configurations: CLIENT_CONFIGURATIONS,
    uploads: EVERY_UPLOAD,
    readings: EVERY_READING,
  },
  {
    name: 'got',
    http2: false,
    client: true,
    expectContinue: false,
    configurations: CLIENT_CONFIGURATIONS,
    uploads: EVERY_UPLOAD,
    readings: EVERY_READING,
  },
  {
    name: 'dispatcher',
    http2: true,
    client: false,
    expectContinue: false,
    configurations: PLAIN_CONFIGURATIONS,
    uploads: ['bytes', 'string', 'iterable', 'slow-iterable', 'failing-iterable'],
    readings: ['bytes', 'iterate', 'slow-iterate', 'part', 'drain', 'fetch', 'fetch-request'],
  },
  {
    name: 'agents',
    http2: false,
    client: false,
    expectContinue: false,
    configurations: PLAIN_CONFIGURATIONS,
    uploads: ['bytes', 'string', 'iterable', 'slow-iterable', 'failing-iterable'],
    readings: ['bytes', 'iterate', 'slow-iterate', 'part', 'drain'],
  },
];

/** Another client beside ours: what it loses in the same run, we may lose too. */
const peer: Face = {
  name: 'undici',
  http2: false,
  client: false,
  expectContinue: false,
  configurations: [],
  uploads: ['bytes'],
  readings: ['bytes'],
};

/**
 * The face of a name.
 * @throws Error when there is none
 */
export function faceOf(name: string): Face {
  const found = [...faces, peer].find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no face '${name}'`);
  return found;
}
