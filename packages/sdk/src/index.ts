// Entry point `@sluice/sdk`.
export { expandPath, type PathParams, type PathValue } from './request/path.ts';
export type {
  CacheVerdict,
  CallSource,
  ConditionalAnswer,
  ConditionalRule,
  ConditionalStore,
  SourceChanges,
} from './call/hooks.ts';
