// Ignores parser errors of bytes that follow a complete response.
import { codeOf } from '@sluice/core/transport';
import type { AgentRequest } from '../node-internals.ts';

const kEmit: unique symbol = Symbol('emit of the request');

type Guarded = AgentRequest & { [kEmit]?: AgentRequest['emit'] };

/**
 * Suppresses parser errors of bytes that follow the complete response of a request. Such bytes close the connection, but do
 * not affect the response. Node emits the error on the request if the bytes arrive in one read with the response.
 */
export function ignoreStrayBytes(request: Guarded): void {
  // oxlint-disable-next-line typescript/unbound-method -- applied to the request
  request[kEmit] = request.emit;
  request.emit = emit;
}

function emit(this: Guarded, ...given: [event: string | symbol, ...unknown[]]): boolean {
  const [event, error] = given;
  if (event === 'error' && this.res?.complete === true && codeOf(error).startsWith('HPE_')) return true;
  return Reflect.apply(this[kEmit] as AgentRequest['emit'], this, given);
}
