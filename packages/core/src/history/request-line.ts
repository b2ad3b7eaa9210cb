// The request of an attempt, as its history and its errors name it.

/** Method and URL of a request. */
export interface RequestLine {
  /** The method. */
  readonly method: string;
  /** The absolute URL. Must not be changed. */
  readonly url: URL;
}
