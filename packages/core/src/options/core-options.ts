// The options of a call that core itself declares. To add one, add its declaration here.
import {
  DEFAULT_DRAIN,
  parseDrain,
  parseReadBound,
  type DrainBound,
  type DrainInput,
  type ReadBound,
} from './bounds.ts';
import { callOption, type CallOption, type GivenOptions } from './call-option.ts';
import { refuse } from '../errors/option-error.ts';
import { boolean, bytes, integer, type OptionParser } from './parsers.ts';

const parseThrowRule: OptionParser<boolean | ((status: number) => boolean)> = (value, path) => {
  if (typeof value === 'function') return value as (status: number) => boolean;
  if (typeof value !== 'boolean') throw refuse(path, value, 'true, false or a function of the status');
  return value;
};

/** The declarations of core's own options. Every list and type of these options derives from this class. */
export class CoreOptions {
  /**
   * Whether a status outside 200–299 is thrown as an HttpError: true, false, or a function of the status, such as
   * `(status) => status !== 304`. Default: the client's, which is true.
   */
  readonly throwHttpErrors: CallOption<boolean | ((status: number) => boolean)> = callOption(
    parseThrowRule,
    true,
  );
  /** The bound within which unwanted bodies are drained. Default: the client's, which is 256 KiB and `auto`. */
  readonly drain: CallOption<DrainBound, DrainInput> = callOption(parseDrain, DEFAULT_DRAIN);
  /** The longest body accepted, in bytes as they arrive over the wire. Default: the client's, which is Infinity. */
  readonly maxResponseBytes: CallOption<number> = callOption(bytes, Infinity);
  /**
   * Whether `accept-encoding: gzip, deflate, br, zstd` is sent and bodies are decoded. If the call or the client sets
   * `accept-encoding` itself, bodies are returned as they arrive. Default: the client's, which is true.
   */
  readonly decompress: CallOption<boolean> = callOption(boolean, true);
  /** The longest body accepted, in bytes after decoding. Default: the client's, which is Infinity. */
  readonly maxDecodedBytes: CallOption<number> = callOption(bytes, Infinity);
  /**
   * The largest allowed ratio of decoded bytes to received bytes, checked from 32 MiB of decoded bytes on: a smaller
   * body is no danger, whatever its ratio; a larger one of that ratio is a decompression bomb. Default: the client's, which is 300.
   */
  readonly maxDecodingRatio: CallOption<number> = callOption(integer({ min: 1, infinite: true }), 300);
  /** How much of the body of an HttpError is kept, and how long reading it may take. Default: 64 KiB and 1000 ms. */
  readonly errorBody: CallOption<ReadBound, Partial<ReadBound>> = callOption(
    parseReadBound,
    Object.freeze({ bytes: 65_536, time: 1_000 }),
  );
  /**
   * Whether the target may be outside the origin of `baseUrl`. A request to another origin carries the headers of the
   * call, but of the client's headers only those known to carry no credential (`accept`, `user-agent`, …). Default:
   * false.
   */
  readonly allowOtherOrigin: CallOption<boolean> = callOption(boolean, false);
}

/** The declarations of core's own options, by name. */
export const CORE_OPTIONS: CoreOptions = new CoreOptions();

/** The options of core that a client can set for all its calls. */
export interface CorePolicyOptions extends GivenOptions<CoreOptions> {}

/** The names of core's own options. */
export function coreOptionNames(): readonly string[] {
  return Object.keys(CORE_OPTIONS);
}

/**
 * For `extend()`: lays core's options over the options of another client. An option that is an object keeps the fields
 * that are not given.
 * @throws OptionError for a bad value
 */
export function extendCoreOptions(base: CorePolicyOptions, given: CorePolicyOptions): CorePolicyOptions {
  const extended: Record<string, unknown> = {};
  for (const name of coreOptionNames() as (keyof CoreOptions)[]) {
    const { parse }: CallOption<unknown> = CORE_OPTIONS[name];
    const before = base[name];
    const after = given[name];
    const under = before === undefined ? undefined : parse(before, name);
    if (after !== undefined) extended[name] = parse(after, name, under);
    else if (before !== undefined) extended[name] = before;
  }
  return extended;
}
