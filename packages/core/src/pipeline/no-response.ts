// The error of a layer that returned anything but a response.
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import type { HttpResponse } from '../response/response.ts';

/** Whether a value is a response, of this or another copy of the package. */
export function isResponse(value: unknown): value is HttpResponse {
  return (value as HttpResponse | undefined)?.lifetime !== undefined;
}

/** The error of a layer that returned no response. @param layers the layers that may be the cause, as `the plugin 'a'` */
export function noResponse(layers: readonly string[]): TypeError {
  return new TypeError(`${layers.join(' or ') || 'a plugin'} returned no response`);
}

/** The names of the layers of an attempt. */
export interface AttemptLayers {
  /** The plugins of the stage `attempt`, as `the plugin 'a'`. */
  readonly plugins: readonly string[];
  /** The transport, as `the transport 'a'`. */
  readonly transport: string;
}

/** The error of an attempt without a response. Does not name the transport if the transport has answered. */
export function noAnswer({ body }: AttemptScope, { plugins, transport }: AttemptLayers): TypeError {
  return noResponse(body === undefined ? [...plugins, transport] : plugins);
}
