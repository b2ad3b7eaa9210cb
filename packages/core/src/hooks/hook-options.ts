// The option `hooks`: its declaration and its parser.
import { refuse } from '../errors/option-error.ts';
import { callOption, type CallOption } from '../options/call-option.ts';
import { isOptions, parseOptions, type OptionParser } from '../options/parsers.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type {
  AfterResponseState,
  BeforeRequestState,
  BeforeRetryState,
  ErrorState,
  HookResult,
  Hooks,
  SendAgain,
} from './hook-types.ts';

/** The hooks of a call, as lists. */
export interface HookLists {
  readonly beforeRequest: readonly ((state: BeforeRequestState) => HookResult<HttpRequest>)[];
  readonly afterResponse: readonly ((state: AfterResponseState) => HookResult<HttpResponse | SendAgain>)[];
  readonly beforeRetry: readonly ((state: BeforeRetryState) => HookResult<HttpRequest>)[];
  readonly onError: readonly ((state: ErrorState) => unknown)[];
}

/** The hooks of a call that has none. */
export const NO_HOOKS: HookLists = Object.freeze({
  beforeRequest: [],
  afterResponse: [],
  beforeRetry: [],
  onError: [],
});

type AnyHook = (state: never) => unknown;

const hookList: OptionParser<readonly AnyHook[]> = (value, path) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const hook of list) {
    if (typeof hook !== 'function') throw refuse(path, hook, 'a function or an array of functions');
  }
  return list as readonly AnyHook[];
};

const HOOK_PARSERS = {
  beforeRequest: hookList,
  afterResponse: hookList,
  beforeRetry: hookList,
  onError: hookList,
};

/** Adds hooks to those of the base. */
const parseHooks: OptionParser<HookLists> = (value, path, base = NO_HOOKS) => {
  if (!isOptions(value)) throw refuse(path, value, 'an object of hooks');
  const given = parseOptions<Record<keyof HookLists, readonly AnyHook[]>>(value, HOOK_PARSERS, path);
  const lists = base as Readonly<Record<keyof HookLists, readonly AnyHook[]>>;
  const added = (name: keyof HookLists): readonly AnyHook[] => [...lists[name], ...(given[name] ?? [])];
  return {
    beforeRequest: added('beforeRequest'),
    afterResponse: added('afterResponse'),
    beforeRetry: added('beforeRetry'),
    onError: added('onError'),
  } as HookLists;
};

/** The declarations of the plugin's options. */
class HookOptions {
  /** Functions around the attempts of a call: those of the client, then those of the call. Default: none. */
  readonly hooks: CallOption<HookLists, Hooks> = callOption(parseHooks, NO_HOOKS);
}

/** The options of {@link hooks}; `optionsOf()` reads them. */
export const HOOK_OPTIONS: HookOptions = new HookOptions();

/** The options that {@link hooks} adds to every call. */
export interface HookCallOptions {
  /** Functions around the attempts of a call, added to those of the client. Default: none. */
  readonly hooks?: Hooks | undefined;
}

/** The hooks of a client, followed by the added ones. @throws OptionError for a bad hook */
export function extendHooks(base: Hooks, added: Hooks): HookLists {
  return parseHooks(added, 'hooks', parseHooks(base, 'hooks'));
}
