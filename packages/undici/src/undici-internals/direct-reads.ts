// Passes the reads of a socket to undici's parser without the buffer of the stream.
// Checked on undici 8.12.0 and 8.13.1, and on Node.js 22.19.0, 24.21.0 and 26.10.0.
import net from 'node:net';
import { keptBytes } from './lent-reads.ts';
import type { UnsolicitedContinue } from './unsolicited-continue.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/**
 * Passes the bytes of each read to undici's parser in the same turn, without the stream's buffer and a turn of the tick
 * queue. Bytes that a paused parser leaves unread go through the buffer, with its back-pressure. For sockets whose only
 * reader is undici; streams other than sockets of Node.js are read as usual. If a version of undici does not read at
 * `readable`, the bytes go through the buffer.
 * @param heads receives the bytes first
 */
export function readDirectly(socket: WireSocket, heads: UnsolicitedContinue): void {
  const push = socket.push.bind(socket);
  if (!(socket instanceof net.Socket)) {
    socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      if (chunk instanceof Uint8Array) heads.look(chunk);
      return push(chunk, encoding);
    };
    return;
  }
  let arrived: Buffer | null = null;
  const read = socket.read.bind(socket);
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk !== null) heads.look(chunk);
    if (chunk === null) return push(chunk);
    if (arrived !== null || socket.readableLength > 0) return push(keptBytes(chunk), encoding);
    arrived = chunk;
    socket.emit('readable');
    const left = arrived as Buffer | null;
    arrived = null;
    return left === null || push(keptBytes(left), encoding);
  };
  // A paused parser returns the bytes that it has not parsed.
  const unshift = socket.unshift.bind(socket);
  socket.unshift = (chunk: Buffer, encoding?: BufferEncoding): void => unshift(keptBytes(chunk), encoding);
  socket.read = (size?: number): Buffer | null => {
    const chunk = arrived;
    if (chunk === null) return waits(socket) ? null : (read(size) as Buffer | null);
    // `read(0)` consumes nothing.
    if (size === 0) return read(size) as Buffer | null;
    arrived = null;
    return chunk;
  };
}

/** Calls back after each read of a socket, once its reader could take the bytes. */
export function notifyReads(socket: WireSocket, onRead: () => void): void {
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    const more = push(chunk, encoding);
    onRead();
    return more;
  };
}

/** The state that Node.js keeps of a readable stream. */
interface ReadableState {
  readonly reading?: boolean;
  readonly needReadable?: boolean;
  readonly ended?: boolean;
}

/**
 * True if a read would find nothing and change nothing: the kernel is being read from, the buffer is empty, and `readable`
 * will be emitted for the next bytes. undici reads twice per exchange. If a version of Node.js keeps this state elsewhere,
 * the read is done.
 */
function waits(socket: net.Socket): boolean {
  const { _readableState: state }: { readonly _readableState?: ReadableState } & net.Socket = socket;
  const { reading, needReadable, ended } = state ?? {};
  return reading === true && needReadable === true && ended === false && socket.readableLength === 0;
}
