// The options and the result of a download.
import type { HttpHeaders } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import type { SluiceCallOptions, TimeoutOptions } from 'sluice';
import { refuseThrowOption } from '../input/throwing.ts';
import { parseSignal } from '../time/limited-signal.ts';
import { parseChecksum, type Checksum, type DigestAlgorithm, type ExpectedDigests } from './digests.ts';

const { boolean, bytes, duration, func, integer, isOptions, parseOptions, string, unknownOption } = option;

/** How far a download is. */
export interface DownloadProgress {
  /** The bytes of the file that are on the disk. */
  readonly transferred: number;
  /** The length of the file; undefined if the server does not tell. */
  readonly total: number | undefined;
  /** How many of the bytes an earlier download had left. */
  readonly resumedFrom: number;
}

/** How a download continues after an interruption. */
export interface DownloadRetryOptions {
  /**
   * The most interruptions in a row without progress, which is 16 KiB further than ever before. Each request is also retried
   * by its client. Default: 5.
   */
  readonly maxRetries?: number | undefined;
  /** The delay after an interruption, in ms; doubles each time without progress, with jitter. Default: 500. */
  readonly minDelay?: number | undefined;
  /** The longest delay, in ms. Default: 30,000. */
  readonly maxDelay?: number | undefined;
}

/** The options of the requests of a download. `deadline` limits it as a whole, so `timeout` has no `total` and `attempt`. */
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
   * What identifies the source, so that a later download continues this one. Default: the URL. Give it if the URL is signed
   * anew each time.
   */
  readonly key?: string | undefined;
  /** The expected checksum: `{ sha256 }`, `{ sha512 }` or `{ md5 }`, in hex or base64. Default: none. */
  readonly checksum?: Checksum | undefined;
  /** Whether digests that the server sends (`repr-digest`, `content-digest`: RFC 9530) are checked. Default: true. */
  readonly digests?: boolean | undefined;
  /** The longest file accepted, in bytes. Default: Infinity. */
  readonly maxBytes?: number | undefined;
  /** Whether the file is on the disk, not only in the cache of the system, before it gets its name. Default: true. */
  readonly fsync?: boolean | undefined;
  /** How long the download may take, in ms, interruptions included. Default: Infinity. */
  readonly deadline?: number | undefined;
  /** How it continues after an interruption. */
  readonly retry?: DownloadRetryOptions | undefined;
  /** Called as bytes are written. Its error ends the download. Default: none. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborts the download; the part on the disk is kept. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of {@link download}. */
export interface DownloadOptions extends DownloadSettings {
  /** The options of its requests: headers, query, … Default: none. */
  readonly call?: DownloadCallOptions | undefined;
}

/** A file that was downloaded. */
export interface DownloadResult {
  /** Where it is. */
  readonly path: string;
  /** Its length. */
  readonly bytes: number;
  /** How many of its bytes an earlier download had left on the disk. */
  readonly resumedFrom: number;
  /** How many requests were answered with bytes of the file. */
  readonly responses: number;
  /** The headers of the last response with bytes of the file. */
  readonly headers: HttpHeaders;
  /** The algorithms whose checksum was compared. Empty: none was expected or sent. */
  readonly verified: readonly DigestAlgorithm[];
  /**
   * False if the server declared neither a length nor chunks, and no checksum was compared: a file cut short looks complete.
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

/** What the client checks itself is passed on; what belongs to the download is refused here. */
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
        'a download is a GET with a signal and a progress of its own',
      );
  }
  refuseThrowOption(value, `${path}.throwHttpErrors`);
  const { timeout } = value as { timeout?: unknown };
  if (timeout !== undefined && (!isOptions(timeout) || 'total' in timeout || 'attempt' in timeout))
    throw refuse(
      `${path}.timeout`,
      timeout,
      "an object without 'total' and 'attempt': 'deadline' limits the whole download",
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

/** Checks the options of a download whose requests are declared elsewhere. @throws OptionError */
export function parseSettings(options: DownloadSettings | undefined): DownloadPlan {
  return { ...DEFAULTS, ...parseOptions(options, SETTINGS, 'download') };
}
