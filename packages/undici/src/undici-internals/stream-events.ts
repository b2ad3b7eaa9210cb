// What happens on an HTTP/2 stream, passed on without a listener per event and without the buffer of the stream.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import type http2 from 'node:http2';
import { Readable } from 'node:stream';

/** Notified of what happens on a stream. */
export interface StreamObserver {
  /** A head arrived, informational or final. @param raw names and values in turn */
  onHead(raw: string[]): void;
  /** @param raw names and values in turn */
  onTrailers(raw: string[]): void;
  /** A piece of the body arrived, perhaps before its head was passed on. @returns false to pause the stream */
  onChunk(chunk: Buffer): boolean;
  /** The server sent the end of its response. */
  onServerEnd(): void;
  /** Nothing more arrives: after `onServerEnd`, or because the stream was closed before. */
  onStreamEnd(): void;
  onStreamError(error: unknown): void;
  /** No event follows. */
  onStreamClosed(): void;
}

const kObserver = Symbol('what happens on the stream is passed on to it');
const kWhole = Symbol('the end of the response was received');
const kEmit = Symbol('emits to the listeners');

/** No event of an HTTP/2 stream has more than three arguments. */
type Emit = (this: ObservedStream, event: string, first: unknown, second: unknown, third: unknown) => boolean;

interface ObservedStream extends Omit<http2.ClientHttp2Stream, 'emit'> {
  emit: Emit;
  [kObserver]: StreamObserver;
  [kWhole]: boolean;
  [kEmit]: Emit;
}

/**
 * Observes a stream. Listeners of Node.js and of others are called as before. A listener on an HTTP/2 stream costs an event
 * of its own, and a body that is read through the buffer of the stream two turns of the tick queue.
 *
 * Node.js ends the readable side in the same way if the server ends its response, if it resets the stream without an error,
 * and if the session is given up, but only the first of them before the stream is closed. If a version of Node.js closes a
 * stream before it ends it, complete responses are errors.
 */
export function observe(stream: http2.ClientHttp2Stream, observer: StreamObserver): void {
  const observed = stream as unknown as ObservedStream;
  observed[kObserver] = observer;
  observed[kWhole] = false;
  observed[kEmit] = observed.emit;
  observed.emit = emit;
  observed.push = push;
}

/** Lets a stream deliver, or deliver again after `onChunk` returned false. */
export function continueReading(stream: http2.ClientHttp2Stream): void {
  // What Node.js itself calls when the buffer of the stream has room.
  if (!stream.destroyed) stream._read(0);
}

function emit(this: ObservedStream, event: string, first: unknown, second: unknown, third: unknown): boolean {
  const observer = this[kObserver];
  switch (event) {
    case 'headers':
    case 'response':
    case 'trailers': {
      // First Node.js, which emits `continue` for a 100.
      const listened = this[kEmit](event, first, second, third);
      if (event === 'trailers') observer.onTrailers(third as string[]);
      else observer.onHead(third as string[]);
      // Node.js itself reads the end after a piece of the body, and not after header lines.
      if (this[kWhole]) this.read(0);
      return listened;
    }
    case 'end':
      observer.onStreamEnd();
      break;
    case 'error':
      observer.onStreamError(first);
      if (this.listenerCount('error') === 0) return true;
      break;
    case 'close':
      observer.onStreamClosed();
      break;
    default:
  }
  return this[kEmit](event, first, second, third);
}

/** The body does not go through the buffer of the stream, only its end. */
function push(this: ObservedStream, chunk: unknown): boolean {
  const observer = this[kObserver];
  if (chunk !== null) return observer.onChunk(chunk as Buffer);
  if (!this.closed && !this[kWhole]) {
    this[kWhole] = true;
    observer.onServerEnd();
  }
  return Readable.prototype.push.call(this as unknown as Readable, null);
}
