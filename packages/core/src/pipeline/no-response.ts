import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import type { HttpResponse } from '../response/response.ts';

/** Whether what a layer gave is a response, of whichever copy of this package. */
export function isResponse(given: unknown): given is HttpResponse {
  return (given as HttpResponse | undefined)?.lifetime !== undefined;
}

/** The mistake of a layer that gave something else. @param givers all who may have, as `the plugin 'a'` */
export function noResponse(givers: readonly string[]): TypeError {
  return new TypeError(`${givers.join(' or ') || 'a plugin'} gave no response`);
}

/** Who answers an attempt. */
export interface Givers {
  readonly plugins: readonly string[];
  readonly transport: string;
}

/** The same in an attempt; its transport is not to blame when it has answered. */
export function noAnswer({ body }: AttemptScope, { plugins, transport }: Givers): TypeError {
  return noResponse(body === undefined ? [...plugins, transport] : plugins);
}
