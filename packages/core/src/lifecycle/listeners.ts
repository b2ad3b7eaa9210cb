// Lists of listeners that cost little while they are short.

/** A listener of a list, and the rest of the list. No array, since V8 may allocate literals as old (decision 88). */
class Several<Listener extends object> {
  readonly first: Listener;
  rest: Several<Listener> | Listener;

  constructor(first: Listener, rest: Several<Listener> | Listener) {
    this.first = first;
    this.rest = rest;
  }
}

/** No listener, one, or several in order. One listener, the usual number, needs no further object. */
export type Listeners<Listener extends object> = Several<Listener> | Listener | undefined;

/** The first listener of a list that has any. */
export function firstOf<Listener extends object>(list: Several<Listener> | Listener): Listener {
  return list instanceof Several ? list.first : list;
}

/** The list without its first listener. */
export function restOf<Listener extends object>(list: Several<Listener> | Listener): Listeners<Listener> {
  return list instanceof Several ? list.rest : undefined;
}

/** The list with one more listener before the others. */
export function withFirst<Listener extends object>(
  list: Listeners<Listener>,
  listener: Listener,
): Listeners<Listener> {
  return list === undefined ? listener : new Several(listener, list);
}

/** The list with one more listener after the others. */
export function withLast<Listener extends object>(
  list: Listeners<Listener>,
  listener: Listener,
): Listeners<Listener> {
  if (list === undefined) return listener;
  if (!(list instanceof Several)) return new Several(list, listener);
  let last = list;
  while (last.rest instanceof Several) last = last.rest;
  last.rest = new Several(last.rest, listener);
  return list;
}

/** The list without a listener. */
export function without<Listener extends object>(
  list: Listeners<Listener>,
  listener: Listener,
): Listeners<Listener> {
  if (list === listener) return undefined;
  if (!(list instanceof Several)) return list;
  if (list.first === listener) return list.rest;
  let before: Several<Listener> | undefined;
  let at = list;
  while (at.rest instanceof Several && at.rest.first !== listener) {
    before = at;
    at = at.rest;
  }
  if (at.rest instanceof Several) {
    at.rest = at.rest.rest;
  } else if (at.rest === listener) {
    if (before === undefined) return at.first;
    before.rest = at.first;
  }
  return list;
}
