// Refuses options of got that would have no effect.
import type { Options } from 'got';
import { OptionError } from '@sluice/core';
import { CONNECTION_OPTIONS, connectionOptionsOf } from './connection-options.ts';

/** An option that is refused. */
interface Rule {
  readonly isSet: (options: Options) => boolean;
  /** Why the option is refused, or what to give instead. */
  readonly reason: string;
}

const RULES: Readonly<Record<string, Rule>> = {
  setHost: {
    isSet: ({ setHost }) => !setHost,
    reason: 'every request is sent with a `host` header',
  },
};

/** The reasons of the refused options, by name. */
export const REFUSED: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RULES).map(([name, { reason }]) => [name, reason]),
);

/**
 * Refuses options of got that would have no effect.
 * @param request the call's own request function
 * @param routed whether the options of connections have an effect: the client has no transport of the caller
 * @throws OptionError that says what to give instead
 */
export function refuseIneffective(options: Options, request: Options['request'], routed: boolean): void {
  for (const [name, { isSet, reason }] of Object.entries(RULES)) {
    if (isSet(options))
      throw new OptionError(name, `got's option '${name}' has no effect here: ${plain(reason)}`);
  }
  if (routed) return;
  const found = connectionOptionsOf(options, request);
  const looksUp = options.timeout.lookup === undefined ? [] : ['timeout.lookup'];
  const [name] = [...CONNECTION_OPTIONS.filter((each) => found?.[each] !== undefined), ...looksUp];
  if (name === undefined) return;
  const shown = name === 'headers' ? 'headers.connection' : name;
  throw new OptionError(
    shown,
    `got's option '${shown}' has no effect together with the option 'transport' of resilientGot: give it to that transport`,
  );
}

function plain(reason: string): string {
  return reason.replaceAll('`', "'");
}
