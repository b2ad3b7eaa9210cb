// The faces, and what each of them supports.
import type { Reading, UploadKind } from './call-plan.ts';

/** A face, as both processes know it. */
export interface Face {
  readonly name: FaceName;
  /** Whether it supports HTTP/2. */
  readonly http2: boolean;
  /** Whether it is a client of `sluice`, which retries, redirects, decodes and has a gate. */
  readonly client: boolean;
  /** Whether it supports `expect: 100-continue`. */
  readonly expectContinue: boolean;
  readonly configurations: readonly string[];
  readonly uploads: readonly UploadKind[];
  readonly readings: readonly Reading[];
}

/** The name of a face. */
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

/** undici, for comparison: a face may lose as many calls as undici in the same run. */
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
 * @throws Error if it does not exist
 */
export function faceOf(name: string): Face {
  const found = [...faces, peer].find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no face '${name}'`);
  return found;
}
