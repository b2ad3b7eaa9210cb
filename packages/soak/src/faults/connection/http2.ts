// Faults of HTTP/2 connections from their beginning.
import { Flag, FrameType, codePayload, makeFrame } from '../../origin/http2/frames.ts';
import type { ConnectionFault } from '../fault.ts';

const broken = { wire: 'connection', phase: 'dial', secure: true, http2: true, retried: true } as const;

export const http2Connections: readonly ConnectionFault[] = [
  {
    ...broken,
    name: 'settings-never-acknowledged',
    outcome: 'either',
    accept: (connection) =>
      connection.serveHttp2((tap) =>
        tap.onOutgoing((frame) =>
          frame.type === FrameType.settings && (frame.flags & Flag.ack) !== 0 ? undefined : frame.bytes,
        ),
      ),
  },
  {
    ...broken,
    name: 'ping-never-answered',
    outcome: 'either',
    accept: (connection) =>
      connection.serveHttp2((tap) =>
        tap.onIncoming((frame) => (frame.type === FrameType.ping ? undefined : frame.bytes)),
      ),
  },
  {
    ...broken,
    name: 'silent-http2',
    outcome: 'error',
    accept(connection) {
      connection.serveHttp2((tap) => {
        if (connection.index % 3 === 0) tap.onOutgoing(() => undefined);
      });
    },
  },
  {
    ...broken,
    name: 'goaway-at-once',
    outcome: 'error',
    accept(connection) {
      connection.serveHttp2((tap) => {
        if (connection.index % 3 !== 0) return;
        const nothing = Buffer.concat([codePayload(0), codePayload(0)]);
        // Requests that the server does not process must not count as received.
        tap.onIncoming((frame) => (frame.type === FrameType.headers ? undefined : frame.bytes));
        tap.onOutgoing((frame) =>
          frame.type === FrameType.settings
            ? Buffer.concat([frame.bytes, makeFrame(FrameType.goAway, 0, 0, nothing)])
            : undefined,
        );
      });
    },
  },
  {
    ...broken,
    name: 'one-stream-at-once',
    outcome: 'whole',
    accept: (connection) => connection.serveHttp2(undefined, { maxConcurrentStreams: 1 }),
  },
  {
    ...broken,
    name: 'no-window-for-uploads',
    outcome: 'either',
    accept: (connection) =>
      connection.serveHttp2((tap) =>
        tap.onOutgoing((frame) => (frame.type === FrameType.windowUpdate ? undefined : frame.bytes)),
      ),
  },
  {
    ...broken,
    name: 'answers-http1-to-http2',
    retried: false,
    outcome: 'error',
    accept(connection) {
      const answer = 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n';
      connection.secure({ alpn: ['h2'] }, (socket) => socket.end(answer));
    },
  },
];
