// What a form says about its fields.

/** One thing wrong with one field. */
export interface FieldError {
  /** The element's id, to go there. */
  id: string;
  words: string;
}

/** The words beside one field, if it has any. */
export function errorOf(errors: readonly FieldError[], id: string): string | undefined {
  return errors.find((error) => error.id === id)?.words;
}

/** The ids that describe a field, as `aria-describedby` wants them. */
export function describedBy(id: string, hint: boolean, error: boolean): string | undefined {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return ids || undefined;
}
