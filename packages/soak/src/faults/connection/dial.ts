// Faults of dials: before the first request of a connection.
import { expiredTls, healthyTls, untrustedTls, wrongNameTls } from '../../origin/tls-contexts.ts';
import type { ConnectionFault } from '../fault.ts';

const dial = { wire: 'connection', phase: 'dial', outcome: 'error', retried: true } as const;
const HANDSHAKE_FAILURE = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);

/** Whether a connection has the fault. Two of three do not, so that another attempt can succeed. */
const struck = (index: number): boolean => index % 3 === 0;

export const dials: readonly ConnectionFault[] = [
  {
    ...dial,
    name: 'reset-at-accept',
    secure: false,
    accept(connection) {
      if (struck(connection.index)) connection.reset();
      else connection.serveHttp1();
    },
  },
  {
    ...dial,
    name: 'fin-at-accept',
    secure: false,
    accept(connection) {
      if (struck(connection.index)) connection.socket.end();
      else connection.serveHttp1();
    },
  },
  {
    ...dial,
    name: 'silence-after-accept',
    secure: false,
    accept(connection) {
      if (struck(connection.index)) connection.socket.resume();
      else connection.serveHttp1();
    },
  },
  {
    ...dial,
    name: 'handshake-reset',
    secure: true,
    accept(connection) {
      if (struck(connection.index)) connection.socket.once('data', () => connection.reset());
      else connection.serveHttp1({});
    },
  },
  {
    ...dial,
    name: 'handshake-stall',
    secure: true,
    accept(connection) {
      if (struck(connection.index)) connection.socket.resume();
      else connection.serveHttp1({});
    },
  },
  {
    ...dial,
    name: 'handshake-with-plain-http',
    secure: true,
    retried: false,
    accept(connection) {
      if (!struck(connection.index)) connection.serveHttp1({});
      else connection.socket.once('data', () => connection.socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    },
  },
  {
    ...dial,
    name: 'handshake-alert',
    // The server would refuse another attempt too.
    retried: false,
    secure: true,
    accept(connection) {
      if (!struck(connection.index)) connection.serveHttp1({});
      else connection.socket.once('data', () => connection.socket.end(HANDSHAKE_FAILURE));
    },
  },
  {
    ...dial,
    name: 'certificate-of-another-name',
    secure: true,
    retried: false,
    accept: (connection) => connection.serveHttp1({ context: wrongNameTls }),
  },
  {
    ...dial,
    name: 'certificate-expired',
    secure: true,
    retried: false,
    accept: (connection) => connection.serveHttp1({ context: expiredTls }),
  },
  {
    ...dial,
    name: 'certificate-untrusted',
    secure: true,
    retried: false,
    accept: (connection) => connection.serveHttp1({ context: untrustedTls }),
  },
  {
    ...dial,
    name: 'client-certificate-wanted',
    secure: true,
    retried: false,
    accept: (connection) => connection.serveHttp1({ context: healthyTls('TLSv1.2'), wantsCertificate: true }),
  },
];
