// A request body that wraps another and replaces only its content.
import { releaseBody, type BodyContent, type RequestBody } from './request-body.ts';

/** A request body with the properties of another. A subclass opens the content. */
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
