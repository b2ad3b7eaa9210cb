// A plugin that adds the same credentials to each request of its audience.
import type { HttpRequest } from '@sluice/core';
import { callOption, option, optionsOf, type CallOption, type Plugin } from '@sluice/core/plugin';
import { Audience } from './audience.ts';

/** The option of a call that disables the credentials; it has the name of the plugin. */
type Switch<Name extends string> = { readonly [Key in Name]?: boolean | undefined };

/**
 * Creates a plugin of the stage `retry` that adds credentials.
 * @param name the name of the plugin, and of the option of a call that disables it
 * @param origins the origins that receive the credentials. Default: see {@link Audience}
 * @param sign adds the credentials to a request, unless the request already has some
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
