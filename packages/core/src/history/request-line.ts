// The method and the URL of a request, which the history and the errors of a call name.

/** Method and URL of a request. */
export interface RequestLine {
  /** The method. */
  readonly method: string;
  /** The absolute URL. Must not be changed. */
  readonly url: URL;
}
