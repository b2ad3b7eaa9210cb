// The options and the result of a download.
import type { HttpHeaders } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import type { SluiceCallOptions, TimeoutOptions } from 'sluice';
import { refuseThrowOption } from '../input/throwing.ts';
import { parseSignal } from '../time/limited-signal.ts';
import { parseChecksum, type Checksum, type DigestAlgorithm, type ExpectedDigests } from './digests.ts';

const { boolean, bytes, duration, func, integer, isOptions, parseOptions, string, unknownOption } = option;

/** The progress of a download. */
export interface DownloadProgress {
  /** The number of bytes on the disk. */
  readonly transferred: number;
  /** The length of the file in bytes; undefined if the server does not declare it. */
  readonly total: number | undefined;
  /** The number of bytes that an earlier download left on the disk. */
  readonly resumedFrom: number;
}

/** How a download continues after an interruption. */
export interface DownloadRetryOptions {
  /**
   * The most interruptions in a row without progress. Progress means 16 KiB beyond the furthest position so far. The client
   * also retries each request. Default: 5.
   */
  readonly maxRetries?: number | undefined;
  /** The delay after an interruption, in ms; doubles each time without progress, with jitter. Default: 500. */
  readonly minDelay?: number | undefined;
  /** The longest delay, in ms. Default: 30,000. */
  readonly maxDelay?: number | undefined;
}

/** The options of the requests of a download. `timeout` has no `total` and `attempt`: `deadline` limits the download. */
export type DownloadCallOptions = Omit<
  SluiceCallOptions,
  | 'body'
  | 'json'
  | 'form'
  | 'signal'
  | 'timeout'
  | 'idempotencyKey'
  | 'onUploadProgress'
  | 'onDownloadProgress'
> & { readonly timeout?: Omit<TimeoutOptions, 'total' | 'attempt'> | undefined };

/** The options of a download that do not depend on how its requests are sent. */
export interface DownloadSettings {
  /**
   * Identifies the source: a later download with the same key continues this one. Give a key if the URL is signed anew each
   * time. Default: the URL.
   */
  readonly key?: string | undefined;
  /** The expected checksum: `{ sha256 }`, `{ sha512 }` or `{ md5 }`, in hex or base64. Default: none. */
  readonly checksum?: Checksum | undefined;
  /** Whether digests that the server sends (`repr-digest`, `content-digest`: RFC 9530) are checked. Default: true. */
  readonly digests?: boolean | undefined;
  /** The longest file accepted, in bytes. Default: Infinity. */
  readonly maxBytes?: number | undefined;
  /** Whether the file is flushed to the disk (`fsync`) before it is moved to its path. Default: true. */
  readonly fsync?: boolean | undefined;
  /** The limit of the whole download in ms, interruptions included. Default: Infinity. */
  readonly deadline?: number | undefined;
  /** How the download continues after an interruption. Default: see {@link DownloadRetryOptions}. */
  readonly retry?: DownloadRetryOptions | undefined;
  /** Called after each write. An error that it throws ends the download. Default: none. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborts the download; the part on the disk is kept. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of {@link download}. */
export interface DownloadOptions extends DownloadSettings {
  /** The options of the requests: headers, query, … Default: none. */
  readonly call?: DownloadCallOptions | undefined;
}

/** A downloaded file. */
export interface DownloadResult {
  /** The absolute path of the file. */
  readonly path: string;
  /** The length of the file in bytes. */
  readonly bytes: number;
  /** The number of bytes that an earlier download left on the disk. */
  readonly resumedFrom: number;
  /** The number of responses that had bytes of the file. */
  readonly responses: number;
  /** The headers of the last response with bytes of the file. */
  readonly headers: HttpHeaders;
  /** The algorithms whose checksums matched; empty if no checksum was given or sent. */
  readonly verified: readonly DigestAlgorithm[];
  /**
   * Whether a file that was cut short would have been noticed. False if the server declared no length and sent no chunks, and
   * no checksum was compared.
   */
  readonly lengthKnown: boolean;
}

/** {@link DownloadRetryOptions}, checked and complete. */
export type DownloadRetry = { readonly [Name in keyof DownloadRetryOptions]-?: number };

/** {@link DownloadSettings}, checked and complete. */
export interface DownloadPlan {
  readonly key: string | undefined;
  readonly checksum: ExpectedDigests;
  readonly digests: boolean;
  readonly maxBytes: number;
  readonly fsync: boolean;
  readonly deadline: number;
  readonly retry: DownloadRetry;
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly call: DownloadCallOptions;
}

const DEFAULT_RETRY: DownloadRetry = { maxRetries: 5, minDelay: 500, maxDelay: 30_000 };

const RETRY_PARSERS: OptionParsers<DownloadRetry> = {
  maxRetries: integer({ infinite: true }),
  minDelay: duration(),
  maxDelay: duration(),
};

/** Refuses options that belong to the download. The client checks the others. */
const parseCall: OptionParser<DownloadCallOptions> = (value, path) => {
  if (!isOptions(value)) throw refuse(path, value, 'an object of options, such as { headers }');
  for (const name of [
    'body',
    'json',
    'form',
    'signal',
    'idempotencyKey',
    'onUploadProgress',
    'onDownloadProgress',
  ]) {
    if (Object.hasOwn(value, name))
      throw unknownOption(
        `${path}.${name}`,
        ['headers', 'query', 'timeout', 'retry'],
        "a download is a GET without a body; 'signal' and 'onProgress' are options of the download",
      );
  }
  refuseThrowOption(value, `${path}.throwHttpErrors`);
  const { timeout } = value as { timeout?: unknown };
  if (timeout !== undefined && (!isOptions(timeout) || 'total' in timeout || 'attempt' in timeout))
    throw refuse(
      `${path}.timeout`,
      timeout,
      "an object without 'total' and 'attempt'; limit the whole download by 'deadline'",
    );
  return value;
};

const PARSERS: OptionParsers<DownloadPlan> = {
  key: string,
  checksum: parseChecksum,
  digests: boolean,
  maxBytes: bytes,
  fsync: boolean,
  deadline: duration({ min: 1, infinite: true }),
  retry: (value, path) => ({ ...DEFAULT_RETRY, ...parseOptions(value, RETRY_PARSERS, path) }),
  onProgress: func(),
  signal: parseSignal,
  call: parseCall,
};

const DEFAULTS: DownloadPlan = {
  key: undefined,
  checksum: {},
  digests: true,
  maxBytes: Infinity,
  fsync: true,
  deadline: Infinity,
  retry: DEFAULT_RETRY,
  onProgress: undefined,
  signal: undefined,
  call: {},
};

/** Checks the options of a download. @throws OptionError */
export function parseDownload(options: DownloadOptions | undefined): DownloadPlan {
  return { ...DEFAULTS, ...parseOptions(options, PARSERS, 'download') };
}

const { call: _call, ...SETTINGS } = PARSERS;

/** Checks the options of a download by a declared operation. @throws OptionError */
export function parseSettings(options: DownloadSettings | undefined): DownloadPlan {
  return { ...DEFAULTS, ...parseOptions(options, SETTINGS, 'download') };
}
