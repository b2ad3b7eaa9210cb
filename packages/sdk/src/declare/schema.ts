// Schemas in a declaration, and the types they stand for.
import type { StandardSchema } from '@sluice/core';

/** Any Standard Schema (zod, valibot, arktype, …) or {@link Kind}. */
export type Schema = StandardSchema;

/** The input of a schema: the value that a caller passes. */
export type InputOf<Given extends Schema> = NonNullable<Given['~standard']['types']>['input'];

/** The output of a schema: the value that a caller receives. */
export type OutputOf<Given extends Schema> = NonNullable<Given['~standard']['types']>['output'];
