// Declares operations: `op()` by schemas, `fromPaths()` by the types of a `paths` type.
import type { Declaration, Method, PathOptions, Route } from './declaration.ts';
import { checkDeclaration, checkHandRoute, checkRoute } from './check-declaration.ts';
import type { PathShape, VerbsOf } from './path-shape.ts';
import type { DeclaredShape, OpShape } from './shape.ts';

/** A declaration at run time, by schemas or by a `paths` type. */
export interface AnyDeclaration extends Omit<Declaration, 'ok'>, PathOptions {}

/** A declared operation. The compiler resolves its types, `Shape`, when the operation is called. */
export interface Op<Shape extends OpShape = OpShape> {
  /** The method. */
  readonly method: Method;
  /** The template of the path. */
  readonly path: string;
  /** Whether its types come from schemas, or from a `paths` type that does not exist at run time. */
  readonly source: 'schemas' | 'paths';
  /** The second argument of `op()`. */
  readonly declaration: AnyDeclaration;
  /** Only in types: the shape. */
  readonly '~shape'?: Shape;
}

/** Refuses names that are not declared, which a type parameter would accept. */
type Only<Given, Known> = { readonly [Name in Exclude<keyof Given, keyof Known>]: never };

/** Refuses a body for the methods GET and HEAD. */
type Bodiless<Given extends Route> = Given extends `${'GET' | 'HEAD'} ${string}`
  ? { readonly body?: never }
  : unknown;

/** The path of a route. */
type PathOf<Given extends string> = Given extends `${string} ${infer Path}` ? Path : never;

/**
 * Declares an operation by hand.
 *
 * @example
 * const getUser = op('GET /users/{id}', { ok: { 200: User }, err: { 404: Problem } });
 *
 * @throws OptionError for a bad route, an unknown name or a bad value
 */
export function op<const R extends Route, const D extends Declaration>(
  route: R,
  declaration: D & Only<D, Declaration> & Bodiless<R>,
): Op<DeclaredShape<PathOf<R>, D>> {
  const { method, path } = checkHandRoute(route);
  checkDeclaration(declaration, true, method, path);
  return Object.freeze({ method, path, source: 'schemas', declaration: Object.freeze({ ...declaration }) });
}

/** Declares operations of a `paths` type. */
export interface FromPaths<Paths extends object> {
  /**
   * Declares an operation by its path and verb.
   * @throws OptionError for a bad path or verb, an unknown name or a bad value
   */
  op<
    const Path extends keyof Paths & string,
    const Verb extends VerbsOf<Paths[Path]>,
    const Options extends PathOptions = {},
  >(
    this: void,
    path: Path,
    verb: Verb,
    options?: Options & Only<Options, PathOptions>,
  ): Op<PathShape<Paths[Path][Verb], Options>>;
}

/**
 * Declares operations whose types are those of a `paths` type, as `openapi-typescript` writes it. No code is generated,
 * and no document is read at run time.
 *
 * @example
 * const { op } = fromPaths<paths>();
 * const getIssue = op('/repos/{owner}/{repo}/issues/{issue_number}', 'get');
 */
export function fromPaths<Paths extends object>(): FromPaths<Paths> {
  return {
    op: (path, verb, options) => {
      const { method, path: template } = checkRoute(`${verb.toUpperCase()} ${path}`);
      checkDeclaration(options ?? {}, false, method, template);
      return Object.freeze({
        method,
        path: template,
        source: 'paths',
        declaration: Object.freeze({ ...options }),
      });
    },
  };
}
