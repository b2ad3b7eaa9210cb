// A body whose length the caller states.
import type { BodyInput } from './body-input.ts';
import { exactContent, mismatch } from './exact-length.ts';
import { releaseBody, type RequestBody } from './request-body.ts';
import { toRequestBody } from './to-request-body.ts';

/**
 * Creates a request body that must have the stated length.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` if it has another one. The iterator of a body whose length is not known before it
 * is read throws it
 */
export function withStatedLength(input: BodyInput, length: number): RequestBody {
  const body = toRequestBody(input);
  if (body.length === undefined) return new StatedLength(body, length);
  if (body.length === length) return body;
  releaseBody(body);
  throw mismatch(body.length, length);
}

class StatedLength implements RequestBody {
  readonly replayable: boolean;
  readonly contentType: string | undefined;
  readonly length: number;
  readonly #body: RequestBody;

  constructor(body: RequestBody, length: number) {
    this.#body = body;
    this.replayable = body.replayable;
    this.contentType = body.contentType;
    this.length = length;
  }

  open(): ReturnType<RequestBody['open']> {
    return exactContent(this.#body.open(), this.length);
  }

  release(): void {
    releaseBody(this.#body);
  }
}
