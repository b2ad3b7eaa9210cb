import net from 'node:net';
import { keptBytes } from './lent-reads.ts';
import type { LoneContinue } from './unsolicited-continue.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/**
 * Lets undici's parser have what a socket read at once, from the hands of the socket, instead of by way of the stream's
 * buffer and a turn of the tick queue. What the parser does not take, because it is paused, goes the stream's usual way
 * with its back-pressure. For sockets whose only reader is undici; other streams than Node's sockets are read as they are.
 * @param heads looks at the bytes first
 */
export function readStraight(socket: WireSocket, heads: LoneContinue): void {
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
    // `read(0)` takes nothing.
    if (size === 0) return read(size) as Buffer | null;
    arrived = null;
    return chunk;
  };
}

/** Tells of each thing a socket has read, once whoever reads from it was offered it. */
export function tellReads(socket: WireSocket, onRead: () => void): void {
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    const more = push(chunk, encoding);
    onRead();
    return more;
  };
}

/** What Node.js keeps of a stream that is read from. */
interface ReadableState {
  readonly reading?: boolean;
  readonly needReadable?: boolean;
  readonly ended?: boolean;
}

/**
 * Whether a read would find nothing and change nothing: the kernel is being read from, nothing is held, and the next
 * bytes are to be announced. undici asks twice per exchange. A version of Node.js that keeps this elsewhere is asked.
 */
function waits(socket: net.Socket): boolean {
  const { reading, needReadable, ended } = (socket as unknown as { _readableState: ReadableState })
    ._readableState;
  return reading === true && needReadable === true && ended === false && socket.readableLength === 0;
}
