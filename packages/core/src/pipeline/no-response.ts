import type { HttpResponse } from '../response.ts';

/** Whether what a layer gave is a response, of whichever copy of this package. */
export function isResponse(given: unknown): given is HttpResponse {
  return (given as HttpResponse | undefined)?.lifetime !== undefined;
}

/** The mistake of a layer that gave something else. @param stage where, if that is known */
export function noResponse(stage?: string): TypeError {
  const where = stage === undefined ? '' : ` of the stage \`${stage}\``;
  return new TypeError(`a plugin${where}, or what lies beneath, gave no response`);
}
