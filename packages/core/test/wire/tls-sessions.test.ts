import { EventEmitter } from 'node:events';
import type tls from 'node:tls';
import { expect, test } from 'vitest';
import { keepSessions } from '../../src/wire/tls-sessions.ts';

function watched(): { socket: EventEmitter; kept: string[] } {
  const socket = new EventEmitter();
  const kept: string[] = [];
  keepSessions(socket as tls.TLSSocket, {
    keep: (session) => kept.push(String(session)),
    drop: () => kept.push('dropped'),
  });
  return { socket, kept };
}

const session = (name: string): Buffer => Buffer.from(name);

test('a session that TLS 1.2 announces counts once the handshake has passed its checks', () => {
  const { socket, kept } = watched();
  socket.emit('session', session('early'));
  expect(kept).toEqual([]);
  socket.emit('secureConnect');
  expect(kept).toEqual(['early']);
  socket.emit('session', session('later'));
  expect(kept).toEqual(['early', 'later']);
});

test('a failed handshake keeps no session, and drops the session that it may have resumed', () => {
  const { socket, kept } = watched();
  socket.emit('session', session('early'));
  socket.emit('error', new Error('refused'));
  expect(kept).toEqual(['dropped']);
});

test('an error after the handshake drops nothing', () => {
  const { socket, kept } = watched();
  socket.emit('secureConnect');
  socket.emit('session', session('kept'));
  socket.on('error', () => {});
  socket.emit('error', new Error('reset'));
  expect(kept).toEqual(['kept']);
});
