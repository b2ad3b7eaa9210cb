// Starts and polls long-running operations: `poll()` for any client, `pollUntil()` for a declared operation.
import { OptionError, type BufferedResponse } from '@sluice/core';
import { settingsOf } from '@sluice/core/internal';
import { option, refuse, systemClock } from '@sluice/core/plugin';
import type { SluiceCallOptions, SluiceClient } from 'sluice';
import type { CallSource } from '../call/call-source.ts';
import type { PollRule } from '../call/rules.ts';
import { refuseThrowOption, THROWING } from '../input/throwing.ts';
import { validate } from '../schema/standard-schema.ts';
import {
  parsePollOptions,
  parsePollRule,
  type CheckedPollOptions,
  type PollOptions,
  type PollPlan,
  type PollRuleOptions,
} from './poll-options.ts';
import { PollRun, type PollRequests } from './poll-run.ts';
import { Poller } from './poller.ts';
import { statusOptions } from './status-options.ts';

/** The options of {@link poll}. */
export interface PollStartOptions<Result = unknown>
  extends PollRuleOptions<Result>, Omit<PollOptions, 'deadline'> {
  /** The method of the start. Default: POST. */
  readonly method?: string | undefined;
  /** The options of the start: its body, headers, … Status requests have the same options without the body. Default: none. */
  readonly call?: Omit<SluiceCallOptions, 'signal'> | undefined;
}

/**
 * Starts a long-running operation and sends status requests until it has ended. The server sets their URL (`operation-location`,
 * `location`) and their time (`retry-after`). The client sends them with its retries and limits. They go only to the origin of
 * the start and to `origins`.
 * @throws OptionError for bad options. The poller rejects with an OperationError, if the operation failed or the server sends a
 * URL that must not be requested; a TimeoutError of phase `total` after the deadline; the errors of the client
 */
export function poll<Result = unknown>(
  client: SluiceClient,
  url: string | URL,
  options: PollStartOptions<Result> = {},
): Poller<Result> {
  if (!option.isOptions(options)) throw refuse('options', options, 'an object');
  const { method = 'POST', call = {}, from, signal, onProgress, ...rule } = options;
  option.string(method, 'poll.method');
  checkCall(call);
  const plan = parsePollRule(rule);
  const given = parsePollOptions({ from, signal, onProgress });
  const ofStatus = statusOptions(call);
  const requests: PollRequests = {
    home: originOf(url),
    clock: settingsOf(client)?.clock ?? systemClock,
    start: (ended) => client(url, { ...call, ...THROWING, method, signal: ended }).buffered(),
    ask: (place, foreign, ended) => ask(client, ofStatus, place, foreign, ended),
    check: (value) => (plan.schema === undefined ? value : validate(value, plan.schema)),
  };
  return new Poller<Result>(Promise.resolve(new PollRun(requests, plan, given)));
}

/**
 * The rule of a long-running operation, for the property `poll` of a declaration: `api.export(input).poll()` starts it and
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
  options: CheckedPollOptions,
): Promise<PollRun> {
  const source = await pending;
  const { client, clock, url, statusOptions: ofStatus } = source;
  const { signal } = source.options;
  const deadline = options.deadline ?? source.deadline;
  const requests: PollRequests = {
    home: originOf(url),
    clock,
    start: (ended) => source.send({ signal: ended }),
    ask: (place, foreign, ended) => ask(client, ofStatus, place, foreign, ended),
    check: (value) =>
      plan.schema === undefined ? value : source.check(value, plan.schema, 'the result of the operation'),
  };
  return new PollRun(requests, plan, { ...options, deadline, signal: options.signal ?? signal });
}

function ask(
  client: SluiceClient,
  { headers, query: _query, ...ofStatus }: SluiceCallOptions,
  url: URL,
  foreign: boolean,
  signal: AbortSignal,
): Promise<BufferedResponse> {
  return client(url, {
    ...ofStatus,
    // Headers of the call may be credentials for the origin of the start.
    ...(foreign ? { allowOtherOrigin: true } : { headers }),
    ...THROWING,
    method: 'GET',
    signal,
  }).buffered();
}

/** Refuses options that stand beside `call`. The client checks the others. @throws OptionError */
function checkCall(call: unknown): void {
  if (!option.isOptions(call)) throw refuse('poll.call', call, 'an object of options, such as { json }');
  for (const name of ['signal', 'method']) {
    if (Object.hasOwn(call, name))
      throw new OptionError(
        `poll.call.${name}`,
        `option 'poll.call.${name}' must be given beside 'call': { ${name}, call }`,
      );
  }
  refuseThrowOption(call, 'poll.call.throwHttpErrors');
}

/** The origin of an absolute URL; undefined for a path below a `baseUrl`. */
function originOf(url: string | URL): string | undefined {
  const text = String(url);
  return URL.canParse(text) ? new URL(text).origin : undefined;
}
