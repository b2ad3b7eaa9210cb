// A request body made outside this package, checked as it is sent.
import { refuse } from '../../errors/option-error.ts';
import { chunksOf, exactContent } from './exact-length.ts';
import { releaseBody, type BodyContent, type RequestBody } from './request-body.ts';

/** A request body that a plugin implements: its chunks and its length are checked. */
export class CheckedBody implements RequestBody {
  readonly replayable: boolean;
  readonly contentType: string | undefined;
  /** The length of the content that was opened last. */
  length: number | undefined;
  readonly #body: RequestBody;

  constructor(body: RequestBody) {
    this.#body = body;
    this.replayable = body.replayable;
    this.contentType = body.contentType;
    this.length = lengthOf(body);
  }

  get begun(): boolean | undefined {
    return this.#body.begun;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_SOURCE` if the content is bytes of another length */
  open(): BodyContent {
    const content = this.#body.open();
    this.length = lengthOf(this.#body);
    if (this.length !== undefined) return exactContent(content, this.length);
    return content instanceof Uint8Array ? content : chunksOf(content);
  }

  release(): void {
    releaseBody(this.#body);
  }
}

/** @throws OptionError if the length is not a number of bytes */
function lengthOf({ length }: RequestBody): number | undefined {
  if (length === undefined || (Number.isSafeInteger(length) && length >= 0)) return length;
  throw refuse('body.length', length, 'a number of bytes, or undefined');
}
