// got's names for failures of the client.
import { isNetworkError, type NetworkError, type TimeoutError, type TimeoutPhase } from '@sluice/core';

/** got's names of the phases. */
export type PhaseEvents = Readonly<Partial<Record<TimeoutPhase, string>>>;

/** The usual names; the other phases belong to the whole request. */
const EVENTS: PhaseEvents = {
  connect: 'connect',
  tlsHandshake: 'secureConnect',
  responseHeader: 'response',
  body: 'read',
};

/** The events of timeouts that the client does not have. */
const named = new WeakMap<TimeoutError, string>();

/** Sets got's `event` for a timeout that the client does not have. */
export function nameEvent(error: TimeoutError, event: string): TimeoutError {
  named.set(error, event);
  return error;
}

/**
 * The `event` of got's TimeoutError.
 * @param events the names that the call has for its phases
 */
export function eventOf(error: TimeoutError, events: PhaseEvents = {}): string {
  return named.get(error) ?? events[error.phase] ?? EVENTS[error.phase] ?? 'request';
}

/** Whether the limit that passed was an option of got. */
export function hasEvent(error: TimeoutError, events: PhaseEvents = {}): boolean {
  return named.has(error) || events[error.phase] !== undefined;
}

/** OpenSSL's errors during a handshake; those of TLS 1.3 come after it. */
const IN_HANDSHAKE = /^ERR_SSL_(?!TLSV13_)/;

/** Whether OpenSSL ended a handshake. got reports the write of its request, which failed with it. */
export function isRefusedHandshake({ code, systemCode }: NetworkError): boolean {
  return code === 'ERR_SLUICE_TLS' && systemCode !== undefined && IN_HANDSHAKE.test(systemCode);
}

/** The code of the operating system, the parser or the decoder, as Node reports it; without one, the code of the error. */
export function codeOfCause(error: { readonly code: string; readonly cause?: unknown }): string {
  if (!isNetworkError(error)) {
    const { code = error.code } = (error.cause ?? {}) as { readonly code?: unknown };
    return error.code === 'ERR_SLUICE_BODY_DECODE' && typeof code === 'string' ? code : error.code;
  }
  const { code, systemCode } = error;
  if (isRefusedHandshake(error)) return 'EPROTO';
  // undici's own codes are unknown to users of got.
  if (systemCode !== undefined && !systemCode.startsWith('UND_ERR_')) return systemCode;
  return code === 'ERR_SLUICE_CONNECTION_LOST' ? 'ECONNRESET' : (systemCode ?? code);
}
