// Observes an HTTP/2 stream without a listener per event and without the buffer of the stream.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import type http2 from 'node:http2';
import { Readable } from 'node:stream';

/** Notified of the events of a stream. */
export interface StreamObserver {
  /** A head arrived, informational or final. @param raw names and values in turn */
  onHead(raw: string[]): void;
  /** @param raw names and values in turn */
  onTrailers(raw: string[]): void;
  /** A piece of the body arrived, possibly before its head was passed on. @returns false to pause the stream */
  onChunk(chunk: Buffer): boolean;
  /** The server sent the end of its response. */
  onServerEnd(): void;
  /** Nothing more arrives: `onServerEnd` was called, or the stream was closed before the end of the response. */
  onStreamEnd(): void;
  onStreamError(error: unknown): void;
  /** No event follows. */
  onStreamClosed(): void;
}

/** The observer of a stream that is closed. */
const CLOSED: StreamObserver = {
  onHead() {},
  onTrailers() {},
  onChunk: () => true,
  onServerEnd() {},
  onStreamEnd() {},
  onStreamError() {},
  onStreamClosed() {},
};

const kObserver = Symbol('the observer of the stream');
const kServerEnded = Symbol('the end of the response was received');
const kEmit = Symbol('emits to the listeners');

/** No event of an HTTP/2 stream has more than three arguments. */
type Emit = (this: ObservedStream, event: string, first: unknown, second: unknown, third: unknown) => boolean;

interface ObservedStream extends Omit<http2.ClientHttp2Stream, 'emit'> {
  emit: Emit;
  [kObserver]: StreamObserver;
  [kServerEnded]: boolean;
  [kEmit]: Emit;
}

/**
 * Observes a stream. Listeners of Node.js and of others are called as before. Each listener that is added to an HTTP/2 stream
 * emits an event, and reading a body through the buffer of the stream takes two turns of the tick queue.
 *
 * Node.js ends the readable side in the same way if the server ends its response, if it resets the stream without an error,
 * and if the session is destroyed, but only in the first case before the stream is closed. If a version of Node.js closes a
 * stream before that end, complete responses become errors.
 */
export function observe(stream: http2.ClientHttp2Stream, observer: StreamObserver): void {
  const observed = stream as unknown as ObservedStream;
  observed[kObserver] = observer;
  observed[kServerEnded] = false;
  observed[kEmit] = observed.emit;
  observed.emit = emit;
  observed.push = push;
}

/** Starts reading a stream, or continues after `onChunk` returned false. */
export function continueReading(stream: http2.ClientHttp2Stream): void {
  // Node.js calls the same method when the buffer of the stream has room.
  if (!stream.destroyed) stream._read(0);
}

function emit(this: ObservedStream, event: string, first: unknown, second: unknown, third: unknown): boolean {
  const observer = this[kObserver];
  switch (event) {
    case 'headers':
    case 'response':
    case 'trailers': {
      // Node.js is first, since it emits `continue` for a 100.
      const listened = this[kEmit](event, first, second, third);
      if (event === 'trailers') observer.onTrailers(third as string[]);
      else observer.onHead(third as string[]);
      // Node.js reads the end of the stream after a body piece, but not after header lines.
      if (this[kServerEnded]) this.read(0);
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
      // V8 can keep a closed stream until the next major collection, and with it all that the stream refers to.
      this[kObserver] = CLOSED;
      break;
    default:
  }
  return this[kEmit](event, first, second, third);
}

/** Passes the body to the observer. Only its end goes through the buffer of the stream. */
function push(this: ObservedStream, chunk: unknown): boolean {
  const observer = this[kObserver];
  if (chunk !== null) return observer.onChunk(chunk as Buffer);
  if (!this.closed && !this[kServerEnded]) {
    this[kServerEnded] = true;
    observer.onServerEnd();
  }
  return Readable.prototype.push.call(this as unknown as Readable, null);
}
