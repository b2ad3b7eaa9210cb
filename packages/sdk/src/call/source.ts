// Implements CallSource on a connected API: sends a prepared call, and reads its answer as declared.
import { BufferedResponse } from '@sluice/core';
import type { Call as ClientCall, Clock, HttpRequest, HttpResponse, StandardSchema } from '@sluice/core';
import type { SluiceCallOptions, SluiceClient, TimeoutOptions } from 'sluice';
import { statusOptions } from '../polling/status-options.ts';
import { changeQuery } from '../input/query.ts';
import type { Endpoint } from './api-state.ts';
import type { CallSource, SourceChanges } from './call-source.ts';
import type { OperationCallOptions } from './plugins.ts';
import type { Prepared } from './prepare.ts';
import { okReader, readBody } from './readers.ts';

/** See {@link CallSource}. */
export class Source implements CallSource {
  readonly client: SluiceClient;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly options: Prepared['options'];
  readonly deadline: number | undefined;
  readonly clock: Clock;
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint, { url, options, deadline }: Prepared) {
    this.client = endpoint.api.client;
    this.operation = endpoint.name;
    this.method = endpoint.method;
    this.url = url;
    this.options = options;
    this.deadline = deadline;
    this.clock = endpoint.api.clock;
    this.#endpoint = endpoint;
  }

  get statusOptions(): SluiceCallOptions {
    const { operation } = this.options;
    const options: SluiceCallOptions & OperationCallOptions = {
      ...statusOptions(this.options),
      // `repeats` concerns the request that starts the operation; a status request is a GET.
      operation: { ...operation, repeats: undefined },
    };
    return options;
  }

  send(changes?: SourceChanges): Promise<BufferedResponse> {
    return this.#call(changes).buffered();
  }

  async open(changes?: SourceChanges): Promise<HttpResponse> {
    return await this.#call(changes);
  }

  async read(response: BufferedResponse): Promise<unknown> {
    const { declaration, drift } = this.#endpoint;
    const reader = okReader(declaration, response.status);
    if (reader !== undefined) return readBody(response, reader, drift);
    drift.undeclared(response.status, this.options.operation.trace.request);
    return readBody(response, 'by type', drift);
  }

  /** Reads the rest of an open response as declared. */
  async readUnread(response: HttpResponse): Promise<unknown> {
    return await this.read(await BufferedResponse.of(response));
  }

  /** Sends the call and returns its response, unread and with any status. */
  async openAny(): Promise<HttpResponse> {
    return await this.client(this.url, { ...this.options, method: this.method, throwHttpErrors: false });
  }

  /** Runs the call up to the transport. @param capture receives the request */
  async capture(capture: (request: HttpRequest) => void): Promise<HttpResponse> {
    const operation = { ...this.options.operation, capture };
    const options: SluiceCallOptions & OperationCallOptions = { ...this.options, operation };
    return await this.client(this.url, { ...options, method: this.method });
  }

  check(value: unknown, schema: StandardSchema, what: string): Promise<unknown> {
    return this.#endpoint.drift.check(value, schema, what);
  }

  #call(changes: SourceChanges = {}): ClientCall {
    const { method = this.method, query, json, signal, watchdog } = changes;
    const base = changes.url === undefined ? this.url : String(changes.url);
    const url = query === undefined ? base : changeQuery(base, query);
    let options: SluiceCallOptions = this.options;
    if (json !== undefined || changes.method !== undefined) {
      const { json: _json, form: _form, body: _body, ...rest } = options;
      options = json === undefined ? rest : { ...rest, json };
    }
    const headers = headersWith(options, changes.headers);
    const timeout = timeoutWith(options, changes.timeout);
    return this.client(url, {
      ...options,
      ...(headers !== undefined && { headers }),
      ...(timeout !== undefined && { timeout }),
      ...(signal !== undefined && { signal }),
      ...(watchdog !== undefined && { watchdog }),
      method,
    });
  }
}

function headersWith(
  { headers }: SluiceCallOptions,
  changes: SourceChanges['headers'],
): Record<string, string | null> | undefined {
  if (changes === undefined) return undefined;
  const merged = { ...(headers as Record<string, string | null> | undefined) };
  for (const [name, value] of Object.entries(changes)) merged[name.toLowerCase()] = value;
  return merged;
}

function timeoutWith(
  { timeout }: SluiceCallOptions,
  changes: TimeoutOptions | undefined,
): TimeoutOptions | undefined {
  if (changes === undefined) return undefined;
  const base = typeof timeout === 'object' ? timeout : typeof timeout === 'number' ? { total: timeout } : {};
  return { ...base, ...changes };
}
