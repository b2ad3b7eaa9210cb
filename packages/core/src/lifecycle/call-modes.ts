// The modes of a call, which its client, its face and its plugins set before the first attempt.
import type { ResolvedOptions } from '../options/resolved-options.ts';
import type { AttemptObserver } from './attempt-observer.ts';
import type { DownloadListener } from './progress.ts';
import type { RedirectRules } from './redirect-rules.ts';
import { Scope } from './scope.ts';

/** The idempotency header of a call for which no plugin names another. */
const IDEMPOTENCY_HEADER = 'idempotency-key';

/** Whether a request may be sent again, regardless of its method. */
export type Repeats = 'allowed' | 'forbidden';

/** The options and the modes of a call. */
export abstract class CallModes extends Scope {
  /** The call's options, checked, with the client's defaults filled in. */
  readonly options: ResolvedOptions;
  #buffersBody = false;
  #decodesBody: boolean;
  #returnsAnyStatus = false;
  #computesHeaders = false;
  #downloadListener: DownloadListener | undefined = undefined;
  #attemptObserver: AttemptObserver | undefined = undefined;
  #redirectRules: RedirectRules | undefined = undefined;
  #repeats: Repeats | undefined = undefined;
  #bodyReader: string | undefined = undefined;
  #idempotencyHeader = IDEMPOTENCY_HEADER;
  /** The plugin that named the idempotency header. */
  #headerOwner: string | undefined = undefined;

  constructor(options: ResolvedOptions, decode: boolean) {
    super();
    this.options = options;
    this.#decodesBody = decode;
  }

  /** The observer of the call's attempts, if there is one. */
  get attemptObserver(): AttemptObserver | undefined {
    return this.#attemptObserver;
  }

  /** For the client: sets the observer of the call's attempts. Call it before the first attempt. */
  observeAttempts(observer: AttemptObserver): void {
    this.#attemptObserver = observer;
  }

  /** The listener for received bytes of response bodies, if there is one. */
  get downloadListener(): DownloadListener | undefined {
    return this.#downloadListener;
  }

  /** For the client: sets the listener for received bytes of response bodies. */
  observeDownload(listener: DownloadListener): void {
    this.#downloadListener = listener;
  }

  /** Whether the whole body is read as part of the attempt, so that a body cut short is a failed attempt. */
  get buffersBody(): boolean {
    return this.#buffersBody;
  }

  /** Makes reading the whole body part of the attempt. Call it before the first attempt. */
  bufferBody(): void {
    this.#buffersBody = true;
  }

  /** Whether response bodies are decoded. By default they are not if the caller set `accept-encoding`. */
  get decodesBody(): boolean {
    return this.#decodesBody;
  }

  /** Lets the option `decompress` alone decide whether bodies are decoded, as in fetch and got. */
  decodeByOptionAlone(): void {
    this.#decodesBody = this.options.decompress;
  }

  /** Whether the call is one of `client.fetch`. */
  get isFetch(): boolean {
    return this.#redirectRules !== undefined;
  }

  /** The rules of the Fetch standard for redirects of this call; undefined if it is not one of `client.fetch`. */
  get redirectRules(): RedirectRules | undefined {
    return this.#redirectRules;
  }

  /**
   * Makes the call one of `client.fetch`: it returns its response whatever the status, and the option `decompress` alone
   * decides whether the body is decoded.
   */
  followFetch(rules: RedirectRules): void {
    this.#redirectRules = rules;
    this.#returnsAnyStatus = true;
    this.decodeByOptionAlone();
  }

  /** Whether the caller gets the response even if `throwHttpErrors` says that its status is thrown. */
  get returnsAnyStatus(): boolean {
    return this.#returnsAnyStatus;
  }

  /** Makes the call return its response, whatever the status and `throwHttpErrors`. */
  returnAnyStatus(): void {
    this.#returnsAnyStatus = true;
  }

  /** Whether a function computes headers for each attempt. */
  get computesHeaders(): boolean {
    return this.#computesHeaders;
  }

  /** For `computeHeaders()`: marks the call. */
  computeHeaders(): void {
    this.#computesHeaders = true;
  }

  /** Whether requests of the call may be sent again, if a plugin has decided that; undefined if the method decides. */
  get repeats(): Repeats | undefined {
    return this.#repeats;
  }

  /**
   * Decides, in place of the method, whether a request of the call may be sent again. `allowed`: sending it again does no
   * harm. `forbidden`: it takes effect each time it is sent. Unless it has an idempotency key, a forbidden request is neither
   * replayed after a byte of it was written nor hedged, and is retried only if the server did not process it.
   * @throws TypeError if a plugin has decided otherwise before
   */
  decideRepeats(repeats: Repeats): void {
    if (this.#repeats !== undefined && this.#repeats !== repeats) {
      throw new TypeError(
        `a plugin decided that repeats of the call are '${repeats}', another one '${this.#repeats}': remove one of them`,
      );
    }
    this.#repeats = repeats;
  }

  /** The hook or plugin that has read the body before the caller, for messages; undefined if none has. */
  get bodyReader(): string | undefined {
    return this.#bodyReader;
  }

  /** For a hook or a plugin that reads the body, or lets other code read it: sets {@link bodyReader}. */
  noteBodyReader(reader: string): void {
    this.#bodyReader = reader;
  }

  /** The header that carries the idempotency key of the call, in lower case. Default: `idempotency-key`. */
  get idempotencyHeader(): string {
    return this.#idempotencyHeader;
  }

  /**
   * Names the header that carries the idempotency key. Naming the default has no effect.
   * @param name in lower case
   * @param plugin the plugin that names it
   * @throws TypeError if another plugin has given another name, since a key is sent in one header
   */
  useIdempotencyHeader(name: string, plugin: string): void {
    if (name === this.#idempotencyHeader || name === IDEMPOTENCY_HEADER) return;
    if (this.#headerOwner !== undefined) {
      throw new TypeError(
        `the plugins '${this.#headerOwner}' and '${plugin}' name different idempotency headers: '${this.#idempotencyHeader}' and '${name}'; give both the same name`,
      );
    }
    this.#idempotencyHeader = name;
    this.#headerOwner = plugin;
  }
}
