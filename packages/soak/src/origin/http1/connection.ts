// A server connection of HTTP/1.1.
import { faultOf } from '../../faults/index.ts';
import type { ConnectionOwner } from '../connection-owner.ts';
import type { AcceptedConnection } from '../accepted-connection.ts';
import { ServedExchange, type ExchangeHome } from './exchange.ts';
import { RequestReader } from './request-reader.ts';

/** A server connection of HTTP/1.1. */
export class Http1Connection implements ExchangeHome {
  readonly connection: AcceptedConnection;
  readonly #server: ConnectionOwner;
  readonly #reader: RequestReader;
  /** The exchange of the latest request. */
  #latest: ServedExchange | undefined;
  /** The same exchange until it ends. */
  #exchange: ServedExchange | undefined;
  #endOfNext: 'fin' | 'reset' | undefined;

  constructor(connection: AcceptedConnection, server: ConnectionOwner) {
    this.connection = connection;
    this.#server = server;
    this.#reader = new RequestReader({
      onHead: (method, target, fields) => this.#begin(method, target, fields),
      onBody: (bytes) => this.#latest?.seen.take(bytes),
      onEnd: () => this.#latest?.onComplete(),
      mayBegin: () => this.#exchange === undefined || this.#exchange.sent,
      onMalformed: (why) => {
        server.ledger.fail('malformed request', why, this.#exchange?.plan);
        connection.reset();
      },
    });
    connection.stream.on('data', (bytes: Buffer) => {
      if (!connection.gone && !connection.stream.writableEnded) this.#reader.take(bytes);
    });
    void connection.closed().then(() => this.#end());
  }

  urlOf(number: number, hop: number, elsewhere: boolean): string {
    return this.#server.urlOf(number, hop, elsewhere);
  }

  stopReading(): void {
    this.connection.stopReading();
  }

  endAtNextRequest(how: 'fin' | 'reset'): void {
    this.#endOfNext = how;
  }

  #begin(method: string, target: string, fields: ReadonlyMap<string, string>): void {
    const seen = this.#server.ledger.see(method, target);
    const seed = this.#server.ledger.run?.key.seed;
    if (seen === undefined || seed === undefined) {
      this.connection.reset();
      return;
    }
    this.connection.lastUse = `call ${seen.plan.number} (${seen.plan.fault}), attempt ${seen.attempt}`;
    const exchange = new ServedExchange(seen, seed, this);
    this.#end();
    this.#exchange = exchange;
    this.#latest = exchange;
    this.#server.exchanges.add(exchange);
    if (this.#endOfNext !== undefined) {
      const how = this.#endOfNext;
      this.#endOfNext = undefined;
      if (how === 'fin') this.connection.fin();
      else this.connection.reset();
      return;
    }
    if (fields.get('expect') === '100-continue') void this.connection.write('HTTP/1.1 100 Continue\r\n\r\n');
    void this.#play(exchange);
  }

  async #play(exchange: ServedExchange): Promise<void> {
    const { plan, attempt, seen } = exchange;
    const fault = faultOf(plan.fault);
    const struck = seen.hop === 0 ? attempt <= plan.faulted : fault?.always === true;
    if (struck && fault?.wire === 'http1') await fault.play(exchange);
    else await exchange.reply();
    if (this.#exchange === exchange) this.#end();
  }

  /** Ends the exchange. */
  #end(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange === undefined) return;
    exchange.over = true;
    this.#server.exchanges.remove(exchange);
  }
}
