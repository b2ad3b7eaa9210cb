// TLS over a connected socket.
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import {
  guardIdentityCheck,
  isCheckDisabled,
  keepSessions,
  noteUnchecked,
  tlsNameOf,
} from '@sluice/core/transport';
import type { SessionSlot } from './session.ts';
import type { TlsSettings } from './tls-options.ts';

/** The peer of a TLS handshake. */
export interface SecureTarget {
  /** Host name or address, without brackets, for SNI and the certificate check. */
  readonly hostname: string;
  readonly tls: TlsSettings;
  /** The protocols offered, in order of preference. */
  readonly protocols: readonly string[];
  /** Where sessions are kept for resumption; undefined if none are kept. */
  readonly sessions: SessionSlot | undefined;
}

/**
 * Begins a TLS handshake over a connected socket; `secureConnect` or `error` follows.
 * @param over the socket; or a port of the host, to which a socket is opened
 */
export function secure(over: Duplex | number, target: SecureTarget): tls.TLSSocket {
  const { hostname } = target;
  const { options, context } = target.tls;
  const { rejectUnauthorized, checkServerIdentity } = options;
  const disabled = rejectUnauthorized === undefined && isCheckDisabled();
  // A handshake that resumes a session checks no names, so no session of an unchecked peer is kept.
  const sessions = disabled ? undefined : target.sessions;
  const session = sessions?.get();
  const settings: tls.ConnectionOptions = {
    ...(typeof over === 'number' ? { port: over } : { socket: over }),
    // The certificate check uses the host if there is no servername, as for an address.
    host: hostname,
    servername: options.servername ?? tlsNameOf(hostname),
    secureContext: context,
    ALPNProtocols: [...target.protocols],
    // If left out, the environment decides.
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    ...(checkServerIdentity && { checkServerIdentity: guardIdentityCheck(checkServerIdentity) }),
    ...(session && { session }),
  };
  const secured = tls.connect(unpolluted(settings, SET_BY_TLS_CONNECT));
  if (disabled) noteUnchecked(secured);
  if (sessions !== undefined) keepSessions(secured, sessions);
  return secured;
}
