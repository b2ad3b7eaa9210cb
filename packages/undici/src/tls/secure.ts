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
  const { hostname } = target;
  const { options, context } = target.tls;
  const { rejectUnauthorized, checkServerIdentity } = options;
  const disabled = rejectUnauthorized === undefined && isCheckDisabled();
  // A handshake that resumes a session checks no names, so none is kept of a peer that was not checked.
  const sessions = disabled ? undefined : target.sessions;
  const session = sessions?.get();
  const settings: tls.ConnectionOptions = {
    socket,
    // Checked where there is no servername: an address.
    host: hostname,
    servername: options.servername ?? tlsNameOf(hostname),
    secureContext: context,
    ALPNProtocols: [...target.protocols],
    // Left out, it is for the environment to say.
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    ...(checkServerIdentity && { checkServerIdentity: guardIdentityCheck(checkServerIdentity) }),
    ...(session && { session }),
  };
  const secured = tls.connect(unpolluted(settings, SET_BY_TLS_CONNECT));
  if (disabled) noteUnchecked(secured);
  if (sessions !== undefined) keepSessions(secured, sessions);
  return secured;
}
