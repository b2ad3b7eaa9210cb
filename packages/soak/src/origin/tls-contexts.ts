// The certificates of the servers.
import type tls from 'node:tls';
import {
  caCertificate,
  expiredCertificate,
  selfSignedCertificate,
  serverKey,
  validCertificate,
  wrongNameCertificate,
} from '@sluice/fixtures';

/** The certificate and the versions of a server. */
export type ServerTls = tls.SecureContextOptions;

const base = { key: serverKey, ca: caCertificate };

/** A valid certificate, for one version of TLS. */
export function healthyTls(version: tls.SecureVersion): ServerTls {
  return { ...base, cert: validCertificate, minVersion: version, maxVersion: version };
}

export const wrongNameTls: ServerTls = { ...base, cert: wrongNameCertificate };
export const expiredTls: ServerTls = { ...base, cert: expiredCertificate };
export const untrustedTls: ServerTls = { ...base, cert: selfSignedCertificate };
