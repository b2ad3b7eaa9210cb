import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import { callerIdentityCheck } from './caller-identity-check.ts';
import type { SessionSlot } from './session.ts';
import type { TlsSettings } from './tls-options.ts';

/** What TLS over a connected socket needs to know. */
export interface SecureTarget {
  /** Host name or address, without brackets: the name that is asked for and checked. */
  readonly hostname: string;
  readonly tls: TlsSettings;
  /** The protocols offered, in order of preference. */
  readonly protocols: readonly string[];
  /** Where sessions are kept; undefined when none is. */
  readonly sessions: SessionSlot | undefined;
}

/** Begins a TLS handshake over a connected socket; `secureConnect` or `error` follows. */
export function secure(socket: Duplex, target: SecureTarget): tls.TLSSocket {
  const { hostname, sessions } = target;
  const { options, context } = target.tls;
  const session = sessions?.get();
  const settings: tls.ConnectionOptions = {
    socket,
    // Used for the check of names when there is no servername.
    host: hostname,
    // A name keeps its own SNI; an address must have none (RFC 6066 section 3).
    servername: options.servername ?? (net.isIP(hostname) === 0 ? hostname : ''),
    secureContext: context,
    ALPNProtocols: [...target.protocols],
    // Said each time: left out, the environment could switch it off.
    rejectUnauthorized: options.rejectUnauthorized ?? true,
    ...(options.checkServerIdentity && {
      checkServerIdentity: callerIdentityCheck(options.checkServerIdentity),
    }),
    ...(session && { session }),
  };
  const secured = tls.connect(unpolluted(settings, SET_BY_TLS_CONNECT));
  if (sessions !== undefined) keepSessions(secured, sessions);
  return secured;
}

/** A session counts from the moment the handshake has passed its checks: TLS 1.2 announces it before. */
function keepSessions(socket: tls.TLSSocket, sessions: SessionSlot): void {
  let early: Buffer | undefined;
  let checked = false;
  socket.on('session', (session) => {
    if (checked) sessions.keep(session);
    else early = session;
  });
  socket.once('secureConnect', () => {
    checked = true;
    if (early !== undefined) sessions.keep(early);
    early = undefined;
  });
  socket.once('error', () => {
    if (!checked) sessions.drop();
  });
}
