// Reads JSON lines without a declaration: `readJsonLines()` of a response, `jsonLines()` of a call.
import type { Client, CoreCallOptions, HttpResponse, StandardSchema } from '@sluice/core';
import { overlayHeaders, settingsOf } from '@sluice/core/internal';
import { option, refuse, type OptionParsers } from '@sluice/core/plugin';
import { splitOptions } from '../input/split-options.ts';
import { refuseThrowOption, THROWING } from '../input/throwing.ts';
import { parseSchema } from '../schema/standard-schema.ts';
import type { StreamResponse } from './byte-source.ts';
import { LineSource, type JsonLineSettings } from './line-source.ts';
import { parseSignal } from '../time/limited-signal.ts';
import { SingleUse, type ItemSource } from '../iteration/single-use.ts';
import { withoutLimits } from './without-limits.ts';

const { integer, limitOrFalse, parseOptions } = option;

/** Options of JSON lines. */
export interface JsonLineOptions<Output = unknown> {
  /** Validates each value (zod, valibot, arktype or any Standard Schema). Default: values are not validated. */
  readonly schema?: StandardSchema<unknown, Output> | undefined;
  /** The longest line, in bytes. Default: 1048576 (1 MiB). */
  readonly maxLineBytes?: number | undefined;
  /** The longest wait for content, in ms; empty lines are no content. `false`: no limit. Default: 120000. */
  readonly idleTimeout?: number | false | undefined;
}

const PARSERS: OptionParsers<JsonLineOptions> = {
  schema: parseSchema,
  maxLineBytes: integer({ min: 1 }),
  idleTimeout: limitOrFalse,
};

const NAMES: ReadonlySet<string> = new Set(Object.keys(PARSERS));

/** Checks the options of JSON lines. @throws OptionError */
export function parseLineOptions(given: unknown, path = 'options'): JsonLineSettings {
  const parsed = parseOptions(given, PARSERS, path) as Partial<JsonLineSettings>;
  const { schema, maxLineBytes = 1_048_576, idleTimeout = 120_000 } = parsed;
  return { schema, maxLineBytes, idleTimeout, commentsKeepAlive: false };
}

/**
 * Reads the values of a response of JSON lines (`application/x-ndjson`, `application/jsonl`). The response may come from a
 * client or its `fetch`, and its body may already be read. Texts of `application/json-seq` are read too if each is on its own
 * line. The limits of the call still apply; {@link jsonLines} lifts them.
 * @throws OptionError for an unknown option or a bad value. The iteration throws BodyError `ERR_SLUICE_BODY_USED` if the body
 * was already used and `ERR_SLUICE_BODY_DECODE` for a line that is not JSON, SchemaError for a value that does not match,
 * EventStreamError for an error status
 */
export function readJsonLines<Output = unknown>(
  response: StreamResponse,
  options?: JsonLineOptions<Output>,
): JsonLines<Output> {
  const settings = parseLineOptions(options);
  return new JsonLines(new LineSource(() => Promise.resolve(response), settings));
}

/**
 * Sends a call at the first `next()`, and reads the JSON lines of its response. After the response headers, only
 * `idleTimeout` and the limits in `options.timeout` apply. A body cut short is an error, since JSON lines have no ids from
 * which to continue.
 * @throws OptionError for a bad option. The iteration throws the failure of the call, and the errors of {@link readJsonLines}
 */
export function jsonLines<CallOptions extends object, Output = unknown>(
  client: Client<CallOptions>,
  url: string | URL,
  options?: JsonLineOptions<Output> & NoInfer<CallOptions> & { readonly method?: string | undefined },
): JsonLines<Output> {
  const [own, call] = splitOptions<CoreCallOptions & { timeout?: unknown; watchdog?: unknown }>(
    options,
    NAMES,
  );
  const settings = parseLineOptions(own);
  const clientSettings = settingsOf(client);
  if (clientSettings === undefined) throw refuse('client', client, 'a client of this version of sluice');
  refuseThrowOption(call);
  if (call.signal !== undefined) parseSignal(call.signal, 'signal');
  const headers = overlayHeaders({ accept: 'application/x-ndjson, application/jsonl' }, call.headers ?? {});
  const limits = withoutLimits(call, clientSettings);
  const open = (signal: AbortSignal): PromiseLike<HttpResponse> => {
    const both = call.signal === undefined ? signal : AbortSignal.any([call.signal, signal]);
    return client(url, { ...call, ...limits, ...THROWING, headers, signal: both } as unknown as CallOptions);
  };
  return new JsonLines(new LineSource(open, settings));
}

/** The values of JSON lines, for one consumer. Leaving the loop, or `close()`, releases the connection at once. */
export class JsonLines<Value = unknown> extends SingleUse<Value> {
  /** Created by `readJsonLines()` and `jsonLines()`. */
  constructor(source: ItemSource<unknown>) {
    // The schema of the source determines the type of the values.
    super(source as ItemSource<Value>);
  }
}
