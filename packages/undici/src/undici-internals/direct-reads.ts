// Reads of undici's parser directly from the socket.
import net from 'node:net';
import { keptBytes } from './lent-reads.ts';
import type { UnsolicitedContinue } from './unsolicited-continue.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/**
 * Passes the bytes that a socket read to undici's parser directly, without the stream's buffer and a turn of the tick queue. If
 * the parser is paused, bytes take the usual way through the stream, with its back-pressure. For sockets whose only reader is
 * undici; streams other than Node's sockets are read as usual.
 * @param heads reads the bytes first
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
  // The parser gives back what it has not parsed when it is paused.
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

/** Calls back after each read of a socket, once its reader was offered the bytes. */
export function observeReads(socket: WireSocket, onRead: () => void): void {
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
 * Whether a read would return nothing and change nothing: the socket is reading, the buffer is empty, and 'readable' is pending.
 * undici reads twice per exchange. With a version of Node.js that keeps this state elsewhere, the read takes place.
 */
function waits(socket: net.Socket): boolean {
  const { reading, needReadable, ended } = (socket as unknown as { _readableState: ReadableState })
    ._readableState;
  return reading === true && needReadable === true && ended === false && socket.readableLength === 0;
}
