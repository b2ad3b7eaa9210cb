// A strict parser of HTTP/1.1 requests.

/** Notified of the requests on a connection. */
export interface RequestListener {
  /** The head was read. */
  onHead(method: string, target: string, fields: ReadonlyMap<string, string>): void;
  /** A part of the body was read. */
  onBody(bytes: Buffer): void;
  /** The request has ended. */
  onEnd(): void;
  /** Whether the response to the last request was sent, so that the next request may begin. */
  mayBegin(): boolean;
  /** The bytes are not a request, or arrived when no request was allowed. */
  onMalformed(why: string): void;
}

type State =
  | { readonly is: 'head' }
  | { readonly is: 'length'; left: number }
  | { readonly is: 'chunk size' }
  | { readonly is: 'chunk'; left: number }
  | { readonly is: 'chunk end' }
  | { readonly is: 'trailers' }
  | { readonly is: 'waiting' }
  | { readonly is: 'broken' };

const LINE_END = '\r\n';
const MAX_HEAD_BYTES = 65_536;

/** Reads the requests of a connection. Strict: any deviation is a fault of the client. */
export class RequestReader {
  readonly #listener: RequestListener;
  #rest: Buffer = Buffer.alloc(0);
  #state: State = { is: 'head' };

  constructor(listener: RequestListener) {
    this.#listener = listener;
  }

  /** Reads the next bytes of the connection. */
  take(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length > 0 && this.#step());
  }

  /** Reads one element. @returns false if more bytes are needed */
  #step(): boolean {
    const state = this.#state;
    switch (state.is) {
      case 'head':
        return this.#head();
      case 'length':
      case 'chunk':
        return this.#body(state);
      case 'chunk size':
        return this.#chunkSize();
      case 'chunk end':
        return this.#line((line) =>
          line === ''
            ? { is: 'chunk size' }
            : this.#broken(`no line end after a chunk but ${JSON.stringify(line.slice(0, 80))}`),
        );
      case 'trailers':
        return this.#line((line) => (line === '' ? this.#ended() : state));
      case 'waiting':
        if (this.#listener.mayBegin()) {
          this.#state = { is: 'head' };
          return true;
        }
        this.#state = this.#broken(
          `${this.#rest.length} bytes before the answer had ended: ${this.#shown()}`,
        );
        return false;
      case 'broken':
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #head(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#rest.length > MAX_HEAD_BYTES) this.#state = this.#broken('a head without end');
      return false;
    }
    const [first = '', ...lines] = this.#rest.toString('latin1', 0, end).split(LINE_END);
    const request = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(first);
    if (request === null) {
      this.#state = this.#broken(`no request line: ${this.#shown()}`);
      return false;
    }
    this.#rest = this.#rest.subarray(end + 4);
    const fields = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const known = fields.get(name);
      const value = line.slice(colon + 1).trim();
      fields.set(name, known === undefined ? value : `${known}, ${value}`);
    }
    this.#state = { is: 'waiting' };
    const [, method = '', target = ''] = request;
    const length = fields.get('content-length');
    const chunked = fields.get('transfer-encoding') === 'chunked';
    if (length !== undefined && (chunked || !/^\d+$/.test(length))) {
      this.#state = this.#broken(`framing of length ${length} and transfer-encoding`);
      return false;
    }
    if (chunked) this.#state = { is: 'chunk size' };
    else if (length !== undefined && length !== '0') this.#state = { is: 'length', left: Number(length) };
    this.#listener.onHead(method, target, fields);
    if (this.#state.is === 'waiting') this.#listener.onEnd();
    return true;
  }

  #body(state: { readonly is: 'length' | 'chunk'; left: number }): boolean {
    const bytes = this.#rest.subarray(0, state.left);
    this.#rest = this.#rest.subarray(bytes.length);
    state.left -= bytes.length;
    this.#listener.onBody(bytes);
    if (state.left === 0) this.#state = state.is === 'chunk' ? { is: 'chunk end' } : this.#ended();
    return true;
  }

  #chunkSize(): boolean {
    return this.#line((line) => {
      if (!/^[0-9a-f]+$/i.test(line)) return this.#broken(`chunk size '${line.slice(0, 40)}'`);
      const left = Number.parseInt(line, 16);
      return left === 0 ? { is: 'trailers' } : { is: 'chunk', left };
    });
  }

  #line(then: (line: string) => State): boolean {
    const end = this.#rest.indexOf(LINE_END);
    if (end < 0) return false;
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    this.#state = then(line);
    return true;
  }

  #ended(): State {
    this.#listener.onEnd();
    return { is: 'waiting' };
  }

  #broken(why: string): State {
    this.#listener.onMalformed(why);
    return { is: 'broken' };
  }

  #shown(): string {
    return JSON.stringify(this.#rest.toString('latin1', 0, 80));
  }
}
