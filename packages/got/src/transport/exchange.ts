// One attempt through got.
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import type { Request, Response } from 'got';
import { dropDestroyed } from '@sluice/agent';
import { HttpHeaders, HttpResponse, type HttpRequest } from '@sluice/core';
import { deliver, notifyError, type ResponseHandler } from '@sluice/core/internal';
import { optionsOf, type AbortListener } from '@sluice/core/plugin';
import {
  checkHead,
  closedWhileIdle,
  MAX_INFORMATIONAL,
  mayReplay,
  refusedResponse,
  tooManyInformational,
  type BodySource,
  type ResponseBody,
  type Upload,
} from '@sluice/core/transport';
import { CALL_OPTIONS } from './call-options.ts';
import { failureOf } from './failure.ts';
import { stateOf } from './failure-state.ts';
import { whenReleased } from './connection-release.ts';
import type { GotInstance } from './instance.ts';
import { takeIn, type Intake } from './intake.ts';
import { listenToRequest, listenToStream, type GotListener } from './listening.ts';
import { Phases } from './phases.ts';
import { prepareNative } from './prepare-native.ts';
import { bodyOf, checkHeadBytes, headersOf } from './received.ts';

/** One attempt through got: sends the request, delivers the response, and ends when its connection is released. */
export class Exchange implements BodySource, AbortListener, GotListener {
  readonly #request: HttpRequest;
  readonly #instance: GotInstance;
  readonly #maxHeaders: number;
  /** Undefined after the outcome: the handler refers to the caller's response, which a connection must not keep reachable. */
  #handler: ResponseHandler | undefined;
  #stream: Request | undefined;
  #upload: Upload | undefined;
  #phases: Phases | undefined;
  #native: ClientRequest | undefined;
  /** The first error of Node's request, which got may not report. */
  #wireError: unknown;
  #response: Response | undefined;
  #body: ResponseBody | undefined;
  #intake: Intake | undefined;
  #shown = false;
  #statusText: string | undefined;
  #informational = 0;
  #done = false;

  constructor(request: HttpRequest, instance: GotInstance, maxHeaders: number, handler: ResponseHandler) {
    this.#request = request;
    this.#instance = instance;
    this.#maxHeaders = maxHeaders;
    this.#handler = handler;
  }

  /** Starts the exchange. */
  start(): void {
    this.#request.attempt.addAbortListener(this);
    if (!this.#done) this.#open();
  }

  #open(): void {
    const { attempt } = this.#request;
    const { timeout } = optionsOf(CALL_OPTIONS, this.#request);
    try {
      const { stream, upload, toWrite, bodiless } = this.#instance.open(this.#request);
      this.#upload = upload;
      this.#phases = new Phases(attempt, timeout, bodiless, upload, this);
      if (!(stream instanceof Promise)) this.#attach(stream, toWrite);
      else stream.then((later) => this.#attach(later, toWrite)).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #attach(stream: Request, toWrite: Uint8Array | null | undefined): void {
    if (this.#done) return void stream.destroy();
    this.#stream = stream;
    listenToStream(stream, this);
    this.#shown = this.#instance.showsStream;
    if (toWrite !== undefined) stream.end(toWrite ?? undefined);
  }

  onRequest(native: ClientRequest): void {
    if (this.#done) {
      native.destroy();
      return;
    }
    this.#native = native;
    prepareNative(native, this.#request, this.#stream, this.#maxHeaders);
    listenToRequest(native, this);
    this.#phases?.follow(native);
  }

  onUpgrade(socket: { destroy(): void }): void {
    socket.destroy();
    this.#fail(refusedResponse('a change of protocol that was not requested (101)', true));
  }

  onInformation(): void {
    if (++this.#informational > MAX_INFORMATIONAL) this.#fail(tooManyInformational());
  }

  /** Keeps the reason phrase, since got replaces an empty one. */
  onHead({ statusMessage }: IncomingMessage): void {
    this.#statusText = statusMessage;
  }

  onResponse(response: Response): void {
    if (this.#done) return;
    const { attempt, url } = this.#request;
    const status = response.statusCode;
    const received = headersOf(response);
    const lines = (response.rawHeaders?.length ?? 0) / 2;
    if (status === 408 && this.#phases?.reused === true) {
      const closed = closedWhileIdle(received, this.#phases.bytesWritten);
      if (closed && mayReplay(this.#request, closed, attempt.record.replays)) return this.#broken(closed);
    }
    try {
      checkHead(received, lines, this.#maxHeaders);
      if (!(this.#native instanceof http.ClientRequest))
        checkHeadBytes(received, this.#stream?.options.maxHeaderSize);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#phases?.responded();
    this.#response = response;
    attempt.removeAbortListener(this);
    const body = (this.#body = bodyOf(this.#request, response, received, this));
    const headers = HttpHeaders.fromReceived(received);
    const statusText = this.#statusText ?? response.statusMessage ?? '';
    const head = { status, statusText, headers, url };
    deliver(this.#request, this.#takeHandler(), new HttpResponse(head, attempt, body));
    const stream = this.#stream;
    if (this.#done || stream === undefined) return;
    this.#intake = takeIn(stream, response, this.#native, body, this.#shown, () => this.#onEnd());
  }

  /** Called when the last byte has arrived. For a close-delimited body, Node.js also calls this after an error. */
  #onEnd(): void {
    if (this.#wireError !== undefined) this.#fail(this.#describe(this.#wireError));
    else whenReleased(this.#native, (kept) => this.#finish(kept));
  }

  #finish(kept: boolean): void {
    if (this.#done) return;
    this.#done = true;
    if (!kept) this.#letGo();
    this.#body?.finish(kept);
  }

  /** Called when Node's request failed. If the response is complete, the error concerns the bytes after it. */
  onWireError(native: ClientRequest, error: unknown): void {
    if (native !== this.#native) return;
    this.#wireError ??= error;
    this.#endWhole();
    // got does not report the error of an HTTP/2 stream whose response has arrived.
    if (this.#body !== undefined && !this.#done && !(native instanceof http.ClientRequest))
      this.#broken(this.#describe(error));
  }

  /** Pushes the bytes that have arrived to the body, and ends the body if it is complete. */
  #endWhole(): void {
    if (this.#done) return;
    this.#intake?.drain();
    if (this.#response?.complete === true) this.#finish(false);
  }

  onError(stream: Request, error: unknown): void {
    if (stream !== this.#stream) return;
    // Bytes after a complete response destroy Node's message, and then got does not end its stream.
    this.#endWhole();
    if (!this.#done) this.#broken(this.#describe(error));
  }

  #broken(error: unknown): void {
    const { record } = this.#request.attempt;
    if (this.#body !== undefined || !mayReplay(this.#request, error, record.replays)) {
      this.#fail(error);
      return;
    }
    record.replays++;
    this.#letGo();
    this.#wireError = this.#statusText = this.#native = undefined;
    // Called in an event of the connection, which another caller may have opened.
    this.#request.attempt.context.runInAsyncScope(() => this.#open());
  }

  /** Converts an error to one of Sluice; the error of a hook is returned unchanged. */
  #describe(error: unknown): unknown {
    if (this.#upload?.failure !== undefined) return this.#upload.failure.error;
    const sent = this.#native === undefined ? 'hooks' : 'request';
    const reached = this.#statusText === undefined ? sent : 'head';
    const state = stateOf(this.#request.url, reached, this.#phases, this.#body);
    return failureOf(error, this.#wireError, state);
  }

  // --- the body's source ---

  pause(): void {
    this.#intake?.pause();
  }

  resume(): void {
    this.#intake?.resume();
  }

  destroy(): void {
    this.#done = true;
    this.#letGo();
  }

  // --- while there is no response ---

  onAbort(reason: unknown): void {
    this.#fail(reason);
  }

  #fail(error: unknown): void {
    if (this.#done) return;
    this.#done = true;
    this.#letGo();
    if (this.#body !== undefined) return this.#body.fail(error);
    this.#request.attempt.removeAbortListener(this);
    notifyError(this.#request, this.#takeHandler(), error);
  }

  /** Returns the handler and forgets it: an attempt has one outcome. */
  #takeHandler(): ResponseHandler {
    const handler = this.#handler as ResponseHandler;
    this.#handler = undefined;
    return handler;
  }

  /** Ends the request in got, including its connection and the source of its body. */
  #letGo(): void {
    const stream = this.#stream;
    const upload = this.#upload;
    this.#stream = this.#upload = undefined;
    this.#phases?.end();
    stream?.destroy();
    const socket = this.#native?.socket;
    if (socket) dropDestroyed(socket);
    void upload?.return();
  }
}
