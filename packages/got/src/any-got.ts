// The type of a got instance.

/** A got instance of any copy and version of got (14 to 16). */
export interface AnyGot {
  (...given: never[]): unknown;
  readonly stream: (...given: never[]) => unknown;
  readonly extend: (...given: never[]) => unknown;
  readonly defaults: {
    readonly options: object;
    readonly handlers: readonly unknown[];
    readonly mutableDefaults: boolean;
  };
}
