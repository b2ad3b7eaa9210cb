// Reads and writes of a handshake with a proxy.
import type { Duplex } from 'node:stream';
import { peerClosed } from '../wire/dial-deadline.ts';

/**
 * A handshake over a socket, before the socket is used for requests. At its end no bytes may be left unread: the next reader
 * of the socket would miss them.
 */
export class Handshake {
  readonly #socket: Duplex;
  #unread: Buffer = Buffer.alloc(0);

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  send(bytes: Uint8Array | string): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Reads `count` bytes. @throws the error of the socket */
  async read(count: number): Promise<Buffer> {
    while (this.#unread.length < count) await this.#more();
    return this.#take(count);
  }

  /**
   * Reads to the end of the next `end`.
   * @throws RangeError if `end` is not within `most` bytes; the error of the socket
   */
  async readTo(end: string, most: number): Promise<Buffer> {
    while (true) {
      const at = this.#unread.indexOf(end);
      if (at !== -1) return this.#take(at + end.length);
      if (this.#unread.length > most) throw new RangeError(`no end within ${most} bytes`);
      await this.#more();
    }
  }

  /** True if unread bytes have arrived. */
  get hasMore(): boolean {
    return this.#unread.length > 0 || this.#socket.readableLength > 0;
  }

  #take(count: number): Buffer {
    const taken = this.#unread.subarray(0, count);
    this.#unread = this.#unread.subarray(count);
    return taken;
  }

  #more(): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        socket.off('readable', onReadable);
        socket.off('error', onError);
        socket.off('end', onEnd);
        socket.off('close', onEnd);
      };
      const onReadable = (): void => {
        const bytes = socket.read() as Buffer | null;
        if (bytes === null) return;
        stop();
        this.#unread = Buffer.concat([this.#unread, bytes]);
        resolve();
      };
      const onError = (error: unknown): void => {
        stop();
        reject(error);
      };
      const onEnd = (): void => onError(peerClosed());
      if (socket.destroyed || socket.readableEnded) {
        reject(socket.errored ?? peerClosed());
        return;
      }
      socket.on('readable', onReadable);
      socket.on('error', onError);
      socket.on('end', onEnd);
      socket.on('close', onEnd);
    });
  }
}
