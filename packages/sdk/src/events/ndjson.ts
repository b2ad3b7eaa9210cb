// The rule `ndjson()` for the property `events` of a declaration.
import { option } from '@sluice/core/plugin';
import type { CallSource, SourceMaker } from '../call/call-source.ts';
import { LateIterable } from '../iteration/late-source.ts';
import type { SchemaCheck } from './data-format.ts';
import type { EventCallOptions } from './sse.ts';
import { JsonLines, parseLineOptions, type JsonLineOptions } from './json-lines.ts';
import { LineSource, type JsonLineSettings } from './line-source.ts';
import { limitsOfStream } from './without-limits.ts';

/** The rule of an operation that answers with JSON lines. Created by {@link ndjson}. */
export interface NdjsonRule<Value> {
  /**
   * Sends the call at the first `next()`. Of the options, only `idleTimeout` applies to JSON lines; the others are refused.
   * @throws OptionError
   */
  open(source: SourceMaker, options?: EventCallOptions): AsyncIterable<Value>;
}

/**
 * The rule of an operation that answers with JSON lines: `events()` iterates over their values. The deadline of the call
 * limits the whole stream, and so does its `timeout`, if given.
 * @throws OptionError for an unknown option or a bad value
 */
export function ndjson<Output = unknown>(options?: JsonLineOptions<Output>): NdjsonRule<Output> {
  const settings = parseLineOptions(options, 'ndjson');
  return {
    open(makeSource, given = {}) {
      const called = option.parseOptions<Pick<JsonLineSettings, 'idleTimeout'>>(
        given,
        { idleTimeout: option.limitOrFalse },
        'options',
      );
      return new LateIterable(
        async () => new JsonLines<Output>(linesOf(await makeSource(), { ...settings, ...called })),
      );
    },
  };
}

function linesOf(source: CallSource, settings: JsonLineSettings): LineSource {
  const { signal: outer, timeout } = source.options;
  const { deadline = Infinity } = source;
  const limits = limitsOfStream(timeout);
  const check: SchemaCheck = (value, schema) => source.check(value, schema, 'a line');
  const open = (own: AbortSignal): ReturnType<CallSource['open']> =>
    source.open({
      ...limits,
      timeout: { ...limits.timeout, total: deadline === Infinity ? false : deadline },
      headers: { accept: 'application/x-ndjson, application/jsonl' },
      signal: outer === undefined ? own : AbortSignal.any([outer, own]),
    });
  return new LineSource(open, settings, check);
}
