import { HttpHeaders, HttpResponse, type HttpRequest } from '@sluice/core';
import { ResponseBody, type BodySource, type Transport } from '@sluice/core/transport';

/** One answer of the script. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  /** The body's bytes; they arrive with the headers. Default: none. */
  readonly body?: string;
  /** The body does not end by itself. */
  readonly open?: boolean;
  /** Fails before there is a response. */
  readonly error?: Error | undefined;
  /** Time from the head to the end of the body, in ms. Default: 0. */
  readonly lasts?: number;
  /** Fails the body with this error instead of ending it. */
  readonly breaks?: Error;
  /** Delay of the response, in ms on the client's clock. */
  readonly after?: number;
  /** Never answers. */
  readonly hangs?: boolean;
  /** How long its connection took to open, in ms. */
  readonly setupTime?: number;
  /** Fails without having read the body. */
  readonly refuses?: Error;
  /** Never gets a connection. */
  readonly waits?: boolean;
}

/** One request as the transport saw it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly at: number;
  readonly headers: HttpHeaders;
  readonly body: string | undefined;
}

/** A transport that answers from a script, without sockets. The last answer repeats. */
export class ScriptedTransport implements Transport {
  readonly name = 'scripted';
  readonly sent: Sent[] = [];
  /** Attempts that have not ended. */
  underWay = 0;
  /** Exchanges whose body has not ended. */
  open = 0;
  /** Responses made. */
  answered = 0;
  /** Exchanges destroyed. */
  destroyed = 0;
  readonly #answer: (request: HttpRequest, number: number) => Answer;

  constructor(answers: readonly Answer[] | ((request: HttpRequest, number: number) => Answer)) {
    this.#answer =
      typeof answers === 'function'
        ? answers
        : (_, number) => answers[Math.min(number, answers.length) - 1] as Answer;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const { call } = request;
    this.underWay++;
    request.attempt.addEndListener({ onEnd: () => this.underWay-- });
    const answer = this.#answer(request, this.sent.length + 1);
    const content = answer.refuses === undefined ? request.body?.open() : undefined;
    this.sent.push({
      method: request.method,
      path: request.url.pathname,
      at: call.clock.now(),
      headers: request.headers,
      body: content === undefined ? undefined : await textOf(content),
    });
    if (answer.refuses !== undefined) throw answer.refuses;
    if (answer.waits !== true) {
      const id = this.sent.length;
      request.attempt.record.connection = {
        id,
        reused: false,
        protocol: 'http/1.1',
        ...(answer.setupTime !== undefined && { setupTime: answer.setupTime }),
        remoteAddress: undefined,
      };
    }
    if (answer.after !== undefined || answer.hangs === true) await this.#hold(request, answer);
    request.attempt.throwIfAborted();
    if (answer.error !== undefined) throw answer.error;
    return this.#respond(request, answer);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #hold(request: HttpRequest, answer: Answer): Promise<void> {
    const { clock } = request.call;
    return new Promise((resolve) => {
      const timer = answer.hangs === true ? undefined : clock.setTimer(answer.after ?? 0, resolve);
      request.attempt.addAbortListener({
        onAbort: () => {
          if (timer !== undefined) clock.clearTimer(timer);
          resolve();
        },
      });
    });
  }

  #respond(request: HttpRequest, answer: Answer): HttpResponse {
    this.open++;
    this.answered++;
    const source: BodySource = {
      pause: () => undefined,
      resume: () => undefined,
      destroy: () => {
        this.open--;
        this.destroyed++;
      },
    };
    const headers = HttpHeaders.fromReceived(answer.headers ?? {});
    const length = headers.get('content-length');
    const body = new ResponseBody(request.attempt, source, length === null ? undefined : Number(length));
    const head = { status: answer.status ?? 200, statusText: '', headers, url: request.url };
    const response = new HttpResponse(head, request.attempt, body);
    if (answer.body !== undefined) body.push(Buffer.from(answer.body));
    if (answer.breaks !== undefined) {
      this.open--;
      this.destroyed++;
      body.fail(answer.breaks);
    } else if (answer.open !== true) {
      const finish = (): void => {
        this.open--;
        body.finish(true);
      };
      if (answer.lasts === undefined) finish();
      else request.call.clock.setTimer(answer.lasts, finish);
    }
    return response;
  }
}

async function textOf(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  if (content instanceof Uint8Array) return Buffer.from(content).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
