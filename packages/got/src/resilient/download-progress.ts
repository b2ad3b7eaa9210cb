// The progress of a download whose body is read as part of an attempt.
import { EventEmitter } from 'node:events';
import type { Progress } from 'got';
import type { HttpResponse } from '@sluice/core';

/** The event of got. */
const EVENT = 'downloadProgress';

type Listener = (progress: Progress) => void;

/** The methods of an event emitter that got's promises have. */
interface Listenable {
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
}

/**
 * The `downloadProgress` listeners of a promise. got receives the body of a promise when all of it has arrived; until then,
 * progress is reported here. For responses that are not read here (of got's cache, or with an error status), got's own events
 * are passed on.
 */
export class DownloadProgress {
  readonly #emitter = new EventEmitter();
  #reported = false;

  /** @param listen adds a listener to got's own events */
  constructor(listen: (listener: Listener) => void) {
    listen((progress) => {
      if (!this.#reported) this.#emitter.emit(EVENT, progress);
    });
  }

  get emitter(): EventEmitter {
    return this.#emitter;
  }

  /** Reports the progress of an attempt. @param total undefined if the length is unknown */
  report(transferred: number, total: number | undefined): void {
    this.#reported = true;
    const percent = transferred === total ? 1 : total ? transferred / total : 0;
    // At run time got's `total` may be undefined; its type does not allow that.
    this.#emitter.emit(EVENT, { percent, transferred, total });
  }
}

/**
 * Redirects the `downloadProgress` listeners of a promise to {@link DownloadProgress}.
 * @param create called for the first listener
 */
export function divertProgress(
  promise: Partial<Listenable>,
  create: (listen: (listener: Listener) => void) => DownloadProgress,
): void {
  const { on } = promise;
  if (on === undefined) return;
  let progress: DownloadProgress | undefined;
  for (const method of ['on', 'once', 'off'] as const) {
    const original = promise[method] as Listenable['on'];
    promise[method] = function (this: unknown, event: string, listener: Listener): unknown {
      if (event !== EVENT) return original.call(this, event, listener);
      progress ??= create((own) => on.call(promise, EVENT, own));
      progress.emitter[method](EVENT, listener);
      return this;
    };
  }
}

/** Reads the body of a response and reports the progress as bytes arrive. The bytes can be read again from the response. */
export async function readReporting(
  response: HttpResponse,
  progress: DownloadProgress,
): Promise<HttpResponse> {
  const { lifetime, headers, attempt } = response;
  if (!response.ok || lifetime.used) return response;
  const decodes = attempt.call.decodesBody && headers.has('content-encoding');
  const total = decodes ? undefined : lifetime.declaredLength;
  const chunks: Uint8Array[] = [];
  let transferred = 0;
  progress.report(0, total);
  for await (const chunk of response) {
    chunks.push(chunk);
    transferred += chunk.length;
    if (transferred !== total) progress.report(transferred, total);
  }
  progress.report(transferred, transferred);
  lifetime.replaceByDecoded(Buffer.concat(chunks));
  return response;
}
