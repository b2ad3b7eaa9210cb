// A connection of HTTP/1.1: a dialed socket with an undici client on it.
import tls from 'node:tls';
import type { Client, Dispatcher } from 'undici';
import type { ConnectionInfo } from '@sluice/core';
import {
  connectionInfo,
  dialVersion,
  IdleRecord,
  onHiddenReset,
  type DialTimes,
  type LearnedIdleLimit,
} from '@sluice/core/transport';
import { holdProcess, letProcessGo, type CloseReason, type ExchangeErrorMaker } from '@sluice/pool';
import type { Dialed } from '../dial/dial.ts';
import { ContinueGate } from '../undici-internals/continue-gate.ts';
import { closedError } from '../undici-internals/idle-client.ts';
import { UnsolicitedContinue } from '../undici-internals/unsolicited-continue.ts';
import { destroyClient } from '../undici-internals/destroy-client.ts';
import { isWriting, responseEnded, requestSent } from '../undici-internals/socket-marks.ts';
import { notifyReads } from '../undici-internals/direct-reads.ts';
import { unsentBytes } from '../undici-internals/unsent-bytes.ts';
import { sendsBeforeNext } from '../undici-internals/lent-pieces.ts';
import { lend, poolReads, readIntoOwn } from '../undici-internals/lent-reads.ts';
import { clientOn } from './client-on-socket.ts';
import type { ReadWatch, WireConnection } from './wire-connection.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/**
 * One HTTP/1.1 connection: a socket that we dialed, on which undici reads and writes HTTP. The pool decides when the
 * connection is used; undici never dials, never queues, and never closes an idle connection.
 */
export class Http1Connection implements WireConnection {
  readonly capacity = 1;
  /** The first error of its socket, which can occur before undici listens. */
  error: unknown;
  readonly times: DialTimes;
  readonly #socket: WireSocket;
  readonly #dialVersion: number = dialVersion();
  readonly #url: URL;
  readonly #headerBytes: number;
  readonly #first: ConnectionInfo;
  readonly #again: ConnectionInfo;
  readonly #continues = new UnsolicitedContinue();
  readonly #idle: IdleRecord;
  /** Created when a request body first waits for a 100. */
  #gate: ContinueGate | undefined;
  #holds = false;
  /** The request of its exchange has no body. */
  #bodyless = false;
  #client: Client | undefined;
  #closed = false;
  #watch: ReadWatch | undefined;
  #notifiesReads = false;
  #onLost: ((connection: Http1Connection) => void) | undefined;

  /**
   * @param url of the origin; see `clientUrl`
   * @param headerBytes limit of the header bytes of one response
   * @param learned the idle limit learned from the destination's earlier connections
   * @param onLost called once if the connection closes and the pool did not close it
   */
  constructor(
    url: URL,
    dialed: Dialed,
    headerBytes: number,
    learned: LearnedIdleLimit,
    onLost: (connection: Http1Connection) => void,
  ) {
    const socket: WireSocket = dialed.socket;
    this.#url = url;
    this.#headerBytes = headerBytes;
    this.#idle = new IdleRecord(learned);
    this.#socket = socket;
    this.times = dialed.times;
    this.#onLost = onLost;
    [this.#first, this.#again] = connectionInfo(socket, 'http/1.1', socket.remoteAddress, dialed.times);
    // Before the first exchange, only these listeners read from the socket.
    socket.on('close', this.#onClose);
    socket.on('error', this.#onError);
    onHiddenReset(socket, (error) => (this.error ??= error));
    socket.on('end', this.#onUnexpected);
    socket.on('readable', this.#onUnexpected);
    // An idle connection must not keep the process alive.
    socket.unref?.();
  }

  /** How long the connection may be idle, in ms, by the server's last hint (less a margin) and by the learned limit. */
  get idleLimit(): number | undefined {
    return this.#idle.limit;
  }

  set idleLimit(hint: number | undefined) {
    this.#idle.hint = hint;
  }

  /** When the last exchange ended, on the clock of its exchanges; 0 before the first exchange and during an exchange. */
  get idleSince(): number {
    return this.#idle.since;
  }

  set idleSince(now: number) {
    this.#idle.end(now);
    this.#letGo();
  }

  /** The facts about the connection for the record of an attempt. */
  info(reused: boolean): ConnectionInfo {
    return reused ? this.#again : this.#first;
  }

  /** Bytes read from the socket so far, without those that the parser has not seen. */
  get bytesParsed(): number {
    return (this.#socket.bytesRead ?? 0) - this.#socket.readableLength;
  }

  get unsentBytes(): number | undefined {
    return unsentBytes(this.#socket);
  }

  get sendsBeforeNext(): boolean {
    return sendsBeforeNext(this.#socket);
  }

  get caughtUp(): boolean {
    return this.#socket.writableLength === 0 && (this.unsentBytes ?? 0) === 0;
  }

  /**
   * Whether everything written has reached the kernel, when a response is complete: it can arrive before the end of the
   * upload. TLS reports a write late; the answer to a request without a body shows that it was sent.
   */
  get flushed(): boolean {
    if (this.#bodyless) return this.#socket.writableLength === 0 || this.#socket instanceof tls.TLSSocket;
    return this.#socket.writableLength === 0 && !isWriting(this.#socket) && this.#gate?.holds !== true;
  }

  /** Whether the socket is closed or about to close. */
  get closed(): boolean {
    return this.#closed || this.#socket.destroyed;
  }

  isUsable(): boolean {
    return !this.closed && !this.#socket.readableEnded && this.#dialVersion === dialVersion();
  }

  /** Sets the watch that is notified after each read; undefined for none. */
  watchReads(watch: ReadWatch | undefined): void {
    this.#watch = watch;
    if (watch === undefined || this.#notifiesReads) return;
    this.#notifiesReads = true;
    notifyReads(this.#socket, () => this.#watch?.onRead());
  }

  poolReads(): void {
    poolReads(this.#socket);
  }

  lendReads(): void {
    lend(this.#socket, true);
  }

  readIntoOwn(): void {
    readIntoOwn(this.#socket);
  }

  takeUnparsed(): Uint8Array | null {
    return this.#socket.read() as Uint8Array | null;
  }

  requestSent(): void {
    requestSent(this.#socket);
  }

  /** Called when the response of the exchange is complete: from now on the pool decides whether the connection stays open. */
  responseEnded(): void {
    responseEnded(this.#socket);
  }

  dispatch(options: DispatchOptions, handler: Dispatcher.DispatchHandler, wait?: ContinueWait): void {
    this.#idle.begin();
    this.#bodyless = options.body === null;
    lend(this.#socket, false);
    if (wait !== undefined) this.#gate ??= new ContinueGate(this.#socket);
    this.#gate?.begin(wait);
    this.#continues.begin(this.#gate);
    (this.#client ?? this.#attach()).dispatch(options, handler);
    // If undici refused the request, it threw, or its handler has closed the connection.
    if (this.#holds || this.#closed) return;
    this.#holds = true;
    holdProcess();
  }

  /** Returns false: an HTTP/1.1 exchange cannot be ended without closing its connection. */
  abandon(): boolean {
    return false;
  }

  close(_reason: CloseReason, makeError?: ExchangeErrorMaker): void {
    this.#onLost = undefined;
    this.#destroy(makeError?.());
  }

  #attach(): Client {
    const socket = this.#socket;
    socket.off('end', this.#onUnexpected);
    socket.off('readable', this.#onUnexpected);
    this.#client = clientOn(socket, this.#url, this.#headerBytes, this.#continues, this.#onClose);
    return this.#client;
  }

  readonly #onUnexpected = (): void => {
    // Unsolicited bytes, or the end of the stream: no exchange may use the connection.
    if (this.#socket.readableLength > 0 || this.#socket.readableEnded) this.#socket.destroy();
  };

  readonly #onError = (error: unknown): void => {
    if (this.#closed) return;
    // The error with which undici closes a socket that it no longer needs.
    if ((error as { code?: unknown }).code !== 'UND_ERR_INFO') this.error ??= error;
  };

  readonly #onClose = (): void => {
    if (this.#closed) return;
    this.#destroy();
    const onLost = this.#onLost;
    this.#onLost = undefined;
    if (onLost === undefined) return;
    this.#idle.closed(this.error !== undefined);
    onLost(this);
  };

  /** @param error for the exchange in flight. Default: the error of a lost connection */
  #destroy(error: Error = closedError()): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#gate?.close();
    this.#letGo();
    if (this.#client !== undefined) destroyClient(this.#client, error);
    this.#socket.destroy();
  }

  /** Ends the hold on the process: no exchange runs any more. */
  #letGo(): void {
    if (!this.#holds) return;
    this.#holds = false;
    letProcessGo();
  }
}
