// Reads server-sent events without a declaration: `readEvents()` of a response, `events()` of calls.
import type { Client, CoreCallOptions, HttpResponse } from '@sluice/core';
import { overlayHeaders, settingsOf } from '@sluice/core/internal';
import { refuse } from '@sluice/core/plugin';
import { splitOptions } from '../input/split-options.ts';
import { refuseThrowOption, THROWING } from '../input/throwing.ts';
import { parseSignal } from '../time/limited-signal.ts';
import type { StreamResponse } from './byte-source.ts';
import type { EventFormat, EventOf } from './data-format.ts';
import {
  parseEventOptions,
  parseStreamOptions,
  STREAM_OPTION_NAMES,
  type EventOptions,
  type EventStreamOptions,
} from './event-options.ts';
import { StreamSource } from './stream-source.ts';
import { EventStream } from './event-stream.ts';
import { isOneShot } from './one-shot.ts';
import { withoutLimits } from './without-limits.ts';

/**
 * Reads the server-sent events of a response of a client or its `fetch`; the body may already be read. A 204 is an empty
 * stream. The limits of the call still apply: for a long stream, give the call `timeout: { attempt: false, body: false,
 * total: false }`, or use {@link events}.
 * @throws OptionError for an unknown option or a bad value; BodyError if the body was already used; EventStreamError if the
 * response is not an event stream
 */
export function readEvents<const Format extends EventFormat = 'text'>(
  response: StreamResponse,
  options?: EventOptions<Format>,
): EventStream<EventOf<Format>> {
  const settings = parseEventOptions(options);
  return new EventStream(new StreamSource(response, settings));
}

/**
 * Opens a stream of server-sent events, and opens it again after an interruption. Each connection is a call of the client, with
 * fresh headers and credentials and the id of the last event. The first call is sent at the first `next()`. After the response
 * headers, only `idleTimeout`, `deadline` and the limits in `options.timeout` apply.
 * @param options the options of the stream and of its calls
 * @throws OptionError for a bad option of the stream. The iteration throws the failure of a call or of the stream that no
 * reconnect can repair, and EventStreamError if a response is not an event stream
 */
export function events<CallOptions extends object, const Format extends EventFormat = 'text'>(
  client: Client<CallOptions>,
  url: string | URL,
  options?: EventStreamOptions<Format> & NoInfer<CallOptions> & { readonly method?: string | undefined },
): EventStream<EventOf<Format>> {
  const [own, call] = splitOptions<ReadOptions>(options, STREAM_OPTION_NAMES);
  const settings = parseStreamOptions(own);
  const { signal, method = 'GET', headers } = call;
  refuseThrowOption(call);
  if (signal !== undefined) parseSignal(signal, 'signal');
  if (typeof method !== 'string') throw refuse('method', method, 'a string');
  const clientSettings = settingsOf(client);
  if (clientSettings === undefined) throw refuse('client', client, 'a client of this version of sluice');
  const source = new StreamSource(
    {
      clock: clientSettings.clock,
      method: method.toUpperCase(),
      canReopen: !isOneShot(call.body),
      signal,
      open: (added, signal): PromiseLike<HttpResponse> => {
        const { accept = '', ...resume } = added;
        const merged = overlayHeaders(overlayHeaders({ accept }, headers ?? {}), resume);
        const limits = withoutLimits(call, clientSettings);
        return client(url, {
          ...call,
          ...limits,
          ...THROWING,
          headers: merged,
          signal,
        } as unknown as CallOptions);
      },
    },
    settings,
  );
  return new EventStream(source);
}

/** The options of a call that a stream reads or replaces. */
type ReadOptions = CoreCallOptions & {
  readonly method?: string | undefined;
  readonly timeout?: unknown;
  readonly watchdog?: unknown;
};
