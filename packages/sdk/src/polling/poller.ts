// The promise of the result of a long-running operation.
import type { PollRun } from './poll-run.ts';

/**
 * A long-running operation. `await` returns its result. Polling continues, awaited or not, until the operation ends, the
 * deadline passes, or `abort()` is called.
 */
export class Poller<Result = unknown> implements Promise<Result> {
  readonly #run: Promise<PollRun>;
  readonly #started = Promise.withResolvers<void>();
  readonly #result: Promise<Result>;
  #aborted: { readonly reason: unknown } | undefined;

  /** Created by `poll()`. */
  constructor(run: PromiseLike<PollRun>) {
    this.#run = Promise.resolve(run);
    this.#result = this.#follow();
    // A rejection is also that of the result; `serialize()` may never be called.
    this.#started.promise.catch(() => undefined);
  }

  /** Required by the type `Promise`. */
  get [Symbol.toStringTag](): string {
    return 'Poller';
  }

  async #follow(): Promise<Result> {
    try {
      const run = await this.#run;
      if (this.#aborted !== undefined) run.abort(this.#aborted.reason);
      return (await run.run(() => this.#started.resolve())) as Result;
    } catch (error) {
      this.#started.reject(error);
      throw error;
    }
  }

  /** Like `then` of a promise of the result. */
  // oxlint-disable-next-line unicorn/no-thenable -- a poller is awaited
  then<Value = Result, Caught = never>(
    onResult?: ((result: Result) => Value | PromiseLike<Value>) | null,
    onError?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    return this.#result.then(onResult, onError);
  }

  /** Like `catch` of a promise of the result. */
  catch<Caught = never>(
    onError?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Result | Caught> {
    return this.#result.catch(onError);
  }

  /** Like `finally` of a promise of the result. */
  finally(onSettled?: (() => void) | null): Promise<Result> {
    return this.#result.finally(onSettled);
  }

  /**
   * The state with which another process can wait for the same operation (`from`), also after the polling failed or was
   * aborted. The state has the URL of the operation: store it where only you can read and write.
   * @throws the error of the start, if the operation was not started
   */
  async serialize(): Promise<string> {
    const run = await this.#run;
    if (run.state === undefined) await this.#started.promise;
    return JSON.stringify(run.state);
  }

  /** Ends the polling; the operation continues at the server. `await` rejects with the reason. */
  abort(reason: unknown = new DOMException('the polling was aborted', 'AbortError')): void {
    // A caller that wanted only the state does not handle the rejection of the result.
    this.#result.catch(() => undefined);
    this.#aborted ??= { reason };
    this.#run.then(
      (run) => run.abort(reason),
      () => undefined,
    );
  }
}
