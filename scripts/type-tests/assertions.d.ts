// The assertions of rewritten type tests. The first two are those of tsd, which a compiler alone can check.

// The asserted type is a type parameter that the signature itself uses once.
// oxlint-disable typescript/no-unnecessary-type-parameters, typescript/no-explicit-any

/** Accepts values that are assignable to a type. */
export declare function expectAssignable<Type>(value: Type): void;

/** Encloses a case that must not compile. */
export declare function expectError<Type = any>(value: Type): Type;

/** Accepts the result of an assertion that holds. */
export declare function pass(verdict: true): void;

/** True if two types are identical to the compiler, which is stricter than assignable in both directions. */
type Identical<A, B> =
  (<Type>() => Type extends A ? 1 : 2) extends <Type>() => Type extends B ? 1 : 2 ? true : false;

/** True if the type of the value is the expected one; otherwise both types, so that the compiler's error shows them. */
export declare function identical<Expected>(): <Actual>(
  value: Actual,
) => Identical<Expected, Actual> extends true ? true : { expected: Expected; actual: Actual };

/** True if the type of the value is not assignable to the given one; otherwise both types. */
export declare function unassignable<Type>(): <Actual>(
  value: Actual,
) => [Actual] extends [Type] ? { assignable: Actual; to: Type } : true;
