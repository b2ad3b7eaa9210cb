import net from 'node:net';
import type { WireSocket } from './wire-socket.ts';

/**
 * Lets undici's parser have what a socket read at once, from the hands of the socket, instead of by way of the stream's
 * buffer and a turn of the tick queue. What the parser does not take, because it is paused, goes the stream's usual way
 * with its back-pressure. For sockets whose only reader is undici; others than Node's own are left as they are.
 */
export function readStraight(socket: WireSocket): void {
  if (!(socket instanceof net.Socket)) return;
  let arrived: Buffer | null = null;
  const push = socket.push.bind(socket);
  const read = socket.read.bind(socket);
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null || arrived !== null || socket.readableLength > 0) return push(chunk, encoding);
    arrived = chunk;
    socket.emit('readable');
    const left = arrived as Buffer | null;
    arrived = null;
    return left === null || push(left, encoding);
  };
  socket.read = (size?: number): Buffer | null => {
    const chunk = arrived;
    // `read(0)` takes nothing.
    if (chunk === null || size === 0) return read(size) as Buffer | null;
    arrived = null;
    return chunk;
  };
}
