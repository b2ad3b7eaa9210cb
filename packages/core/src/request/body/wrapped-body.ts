// A request body around another: the same in all but its content.
import { releaseBody, type BodyContent, type RequestBody } from './request-body.ts';

/** A body that passes on what another says of itself. A subclass opens its content. */
export abstract class WrappedBody implements RequestBody {
  protected readonly body: RequestBody;

  constructor(body: RequestBody) {
    this.body = body;
  }

  get replayable(): boolean {
    return this.body.replayable;
  }

  get begun(): boolean | undefined {
    return this.body.begun;
  }

  get contentType(): string | undefined {
    return this.body.contentType;
  }

  get length(): number | undefined {
    return this.body.length;
  }

  abstract open(): BodyContent;

  release(): void {
    releaseBody(this.body);
  }
}
