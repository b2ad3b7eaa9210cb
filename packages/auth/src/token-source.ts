// A token that calls share: fetched once and renewed once for all of them.
import type { Clock } from '@sluice/core';
import { TokenError } from './token-error.ts';

/** A token, and when it expires. */
export interface IssuedToken {
  /** The token. */
  readonly token: string;
  /** How long it is valid, in ms from now. Default: until the server refuses it. */
  readonly expiresIn?: number | undefined;
}

/** The argument of a token function. */
export interface TokenState {
  /** Why a token is needed: none was fetched before, the previous one expires, or the server refused it. */
  readonly reason: 'first' | 'expired' | 'refused';
  /** The token that is replaced; undefined for the first. */
  readonly previous: string | undefined;
  /** Aborted when the function takes longer than its limit. */
  readonly signal: AbortSignal;
}

/** Returns a token. Called once for all calls that wait for it. An error fails these calls; the next call tries again. */
export type TokenFunction = (state: TokenState) => string | IssuedToken | PromiseLike<string | IssuedToken>;

/** A token in use. Each fetch creates a new object, whose identity is the generation of the token. */
export interface CurrentToken {
  readonly value: string;
  /** When it must be renewed, on the clock's monotonic time. */
  readonly renewAt: number;
}

/** Fetches, keeps and renews a token. At most one fetch runs at a time. */
export class TokenSource {
  /** How many tokens were fetched. */
  fetched = 0;
  /** How many fetches failed. */
  failed = 0;
  readonly #fetch: TokenFunction;
  readonly #limit: number;
  readonly #margin: number;
  #current: CurrentToken | undefined;
  /** The token that the server refused. It is not used again, even if its renewal fails. */
  #refused: CurrentToken | undefined;
  #pending: Promise<CurrentToken> | undefined;

  /**
   * @param limit how long a fetch may take, in ms
   * @param margin how long before its expiry a token is renewed, in ms
   */
  constructor(fetch: TokenFunction, limit: number, margin: number) {
    this.#fetch = fetch;
    this.#limit = limit;
    this.#margin = margin;
  }

  /** The token, if one is valid now. */
  valid(now: number): CurrentToken | undefined {
    const current = this.#current;
    return current !== undefined && current !== this.#refused && now < current.renewAt ? current : undefined;
  }

  /** The token, fetched if none is valid. @throws the error of the function; TokenError if it takes too long */
  async get(clock: Clock): Promise<CurrentToken> {
    return await (this.valid(clock.now()) ?? this.#renew(clock));
  }

  /**
   * The token to use in place of a refused one. Only the first refusal of a generation fetches a new token.
   * @throws as `get()`
   */
  async replace(refused: CurrentToken, clock: Clock): Promise<CurrentToken> {
    if (this.#current === refused) this.#refused = refused;
    return await this.get(clock);
  }

  #renew(clock: Clock): Promise<CurrentToken> {
    this.#pending ??= this.#run(clock).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #run(clock: Clock): Promise<CurrentToken> {
    const current = this.#current;
    const reason = current === undefined ? 'first' : current === this.#refused ? 'refused' : 'expired';
    const controller = new AbortController();
    const { signal } = controller;
    let expire!: (error: unknown) => void;
    const late = new Promise<never>((_resolve, reject) => {
      expire = reject;
    });
    const timer = clock.setTimer(this.#limit, () => {
      const error = new TokenError(`the token function did not answer within ${this.#limit} ms`);
      controller.abort(error);
      expire(error);
    });
    try {
      const previous = current?.value;
      const issued = await Promise.race([this.#fetch({ reason, previous, signal }), late]);
      this.#current = this.#accept(issued, clock.now());
      this.fetched++;
      return this.#current;
    } catch (error) {
      this.failed++;
      throw error;
    } finally {
      clock.clearTimer(timer);
    }
  }

  #accept(issued: unknown, now: number): CurrentToken {
    const { token, expiresIn = Infinity } = (
      typeof issued === 'object' && issued !== null ? issued : { token: issued }
    ) as { token: unknown; expiresIn?: unknown };
    if (typeof token !== 'string' || token === '') {
      throw new TokenError(
        'the token function returned no token; it must return a string, or { token, expiresIn }',
      );
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(token)) {
      // Checked before it is kept, since otherwise every call would fail until the token expires.
      throw new TokenError('the token function returned a token with characters that a header cannot have');
    }
    if (typeof expiresIn !== 'number' || !(expiresIn > 0)) {
      throw new TokenError(
        'the token function returned an expiresIn that is not a number of ms greater than 0',
      );
    }
    // A token that lives shorter than the margin would be renewed for every call.
    const usable = Math.max(expiresIn - this.#margin, expiresIn / 2);
    return { value: token, renewAt: now + usable };
  }
}
