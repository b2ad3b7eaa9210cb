// Starts a long-running operation and waits for its end: `poll()` for any client, `pollUntil()` for a declared operation.
import { SchemaError, type BufferedResponse } from '@sluice/core';
import { settingsOf } from '@sluice/core/internal';
import { option, systemClock } from '@sluice/core/plugin';
import type { SluiceCallOptions, SluiceClient } from 'sluice';
import type { CallSource } from '../call/hooks.ts';
import type { PollRule } from '../call/slots.ts';
import {
  parsePollOptions,
  parsePollRule,
  type PollOptions,
  type PollPlan,
  type PollRuleOptions,
} from './poll-options.ts';
import { PollRun, type PollRequests } from './poll-run.ts';
import { Poller } from './poller.ts';

/** The options of {@link poll}. */
export interface PollStartOptions<Result = unknown>
  extends PollRuleOptions<Result>, Omit<PollOptions, 'deadline'> {
  /** The method of the start. Default: POST. */
  readonly method?: string | undefined;
  /** The options of the start: its body, headers, … Each question has the same, without the body. Default: none. */
  readonly call?: Omit<SluiceCallOptions, 'signal'> | undefined;
}

/**
 * Starts a long-running operation and asks for it until it has ended. The server says where (`operation-location`,
 * `location`) and when (`retry-after`). Questions are sent by the client, with its retries and limits; they never go to
 * another origin than the start unless `origins` lists it.
 * @throws OptionError for bad options. The poller rejects with an OperationError, if the operation failed or the server
 * names a place that must not be asked; a TimeoutError of phase `total` after the deadline; the errors of the client
 */
export function poll<Result = unknown>(
  client: SluiceClient,
  url: string | URL,
  options: PollStartOptions<Result> = {},
): Poller<Result> {
  const { method = 'POST', call = {}, from, signal, onProgress, ...rule } = options;
  option.string(method, 'poll.method');
  const plan = parsePollRule(rule);
  const given = parsePollOptions({ from, signal, onProgress });
  const {
    body: _body,
    json: _json,
    form: _form,
    idempotencyKey: _key,
    onUploadProgress: _progress,
    ...asking
  } = call;
  const requests: PollRequests = {
    home: originOf(url),
    clock: settingsOf(client)?.clock ?? systemClock,
    start: (ended) => client(url, { ...call, method, signal: ended }).buffered(),
    ask: (place, foreign, ended) => ask(client, asking, place, foreign, ended),
    check: (value) => checked(value, plan),
  };
  return new Poller<Result>(Promise.resolve(new PollRun(requests, plan, given)));
}

/**
 * The rule of a long-running operation, for the slot `poll` of a declaration: `api.export(input).poll()` starts it and
 * waits for its result.
 * @throws OptionError for bad options
 */
export function pollUntil<Result = unknown>(options: PollRuleOptions<Result> = {}): PollRule<Result> {
  const plan = parsePollRule(options);
  return {
    poll(source, given) {
      const checkedOptions = parsePollOptions(given);
      return new Poller<Result>(runOf(source, plan, checkedOptions));
    },
  };
}

async function runOf(
  pending: PromiseLike<CallSource>,
  plan: PollPlan,
  options: PollOptions,
): Promise<PollRun> {
  const source = await pending;
  const { client, clock, url, questions: asking } = source;
  const { signal } = source.options;
  const deadline = options.deadline ?? source.deadline;
  const requests: PollRequests = {
    home: originOf(url),
    clock,
    start: (ended) => source.send({ signal: ended }),
    ask: (place, foreign, ended) => ask(client, asking, place, foreign, ended),
    check: (value) =>
      plan.schema === undefined ? value : source.check(value, plan.schema, 'the result of the operation'),
  };
  return new PollRun(requests, plan, { ...options, deadline, signal: options.signal ?? signal });
}

function ask(
  client: SluiceClient,
  { headers, query: _query, ...asking }: SluiceCallOptions,
  url: URL,
  foreign: boolean,
  signal: AbortSignal,
): Promise<BufferedResponse> {
  return client(url, {
    ...asking,
    // Those of the call may be credentials of the origin of the start.
    ...(foreign ? { allowOtherOrigin: true } : { headers }),
    throwHttpErrors: true,
    method: 'GET',
    signal,
  }).buffered();
}

async function checked(value: unknown, { schema }: PollPlan): Promise<unknown> {
  if (schema === undefined) return value;
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined) throw new SchemaError(result.issues);
  return result.value;
}

/** The origin of an absolute URL; undefined for a path below a `baseUrl`. */
function originOf(url: string | URL): string | undefined {
  const text = String(url);
  return URL.canParse(text) ? new URL(text).origin : undefined;
}
