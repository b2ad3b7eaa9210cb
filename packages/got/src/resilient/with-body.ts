// Gives a request another body.
import { HttpRequest } from '@sluice/core';
import type { AttemptScope } from '@sluice/core/plugin';
import type { RequestBody } from '@sluice/core/transport';

/**
 * A copy of a request with another body. `request.with()` refuses a GET with a body.
 * @param attempt the attempt that the request belongs to; undefined before the stage `attempt`
 */
export function withBody(
  { method, url, headers, call, branch }: HttpRequest,
  body: RequestBody,
  attempt?: AttemptScope,
): HttpRequest {
  return new HttpRequest(method, url, headers, body, call, attempt, branch);
}
