// A plugin that adds the same credentials to each request of its audience.
import type { HttpRequest } from '@sluice/core';
import { callOption, option, optionsOf, type CallOption, type Plugin } from '@sluice/core/plugin';
import { Audience } from './audience.ts';

/** The option of a call that switches the credentials off, by the name of the plugin. */
type Switch<Name extends string> = { readonly [Key in Name]?: boolean | undefined };

/**
 * Plugin, stage `retry`.
 * @param name of the plugin and of the option of a call that switches it off
 * @param origins that receive the credentials. Default: see {@link Audience}
 * @param sign adds the credentials to a request, unless it has its own
 */
export function fixedCredentials<Name extends string>(
  name: Name,
  origins: ReadonlySet<string> | undefined,
  sign: (request: HttpRequest) => HttpRequest,
): Plugin<Switch<Name>> {
  const declared = { [name]: callOption(option.boolean, true) } as { [Key in Name]: CallOption<boolean> };
  return {
    name,
    stage: 'retry',
    callOptions: declared as Plugin<Switch<Name>>['callOptions'] & {},
    setup(host) {
      const audience = new Audience(origins, host);
      return {
        interceptor(request, handler, next) {
          const isSigned = optionsOf(declared, request)[name] && audience.includes(request);
          next(isSigned ? sign(request) : request, handler);
        },
      };
    },
  };
}
