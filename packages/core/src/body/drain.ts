import { refuse } from '../errors/option-error.ts';
import { bytes, duration, parseOptions, type OptionParser } from '../options.ts';

/** How much of a body that nobody wants is read, so that its connection can be used again. */
export interface DrainBound {
  /** Bytes still to be read, at most. Default: 262144 (256 KiB, as Go 1.27 does on close). 0: never read. */
  readonly bytes: number;
  /** Time in ms, at most. Default: 50 (as Go 1.27). 0: never read. */
  readonly time: number;
}

/**
 * How a drain ended: `eof` the body ended within the bound; `bytes` or `time` the bound was reached; `length` the
 * declared length was over the bound, so nothing was read; `error` the connection broke meanwhile.
 */
export type DrainOutcome = 'eof' | 'bytes' | 'time' | 'length' | 'error';

/** What a drain did. A drain never fails a call. */
export interface DrainResult {
  /** How it ended. */
  readonly outcome: DrainOutcome;
  /** Bytes read and thrown away. May pass the bound by less than one read of the socket (64 KiB). */
  readonly bytes: number;
  /** How long it took, in ms. */
  readonly time: number;
  /** Whether the connection was kept for another exchange. */
  readonly connectionKept: boolean;
}

/** The default bound: 256 KiB and 50 ms. */
export const DEFAULT_DRAIN: DrainBound = Object.freeze({ bytes: 262_144, time: 50 });

/** Checks a `drain` option; what is left out is taken from what holds otherwise. */
export const parseDrain: OptionParser<DrainBound> = (value, path, base = DEFAULT_DRAIN) => {
  if (typeof value !== 'object' || value === null) throw refuse(path, value, 'an object { bytes, time }');
  return {
    ...(base as DrainBound),
    ...parseOptions<DrainBound>(value, { bytes, time: duration({ infinite: true }) }, path),
  };
};
