// The note between the person's fingers and the core, as a state and what happens to it.
//
// `base` is the version of the record that `text` grew from. The core makes only the person's own changes between the
// two, so `base` must never move on while `text` stays behind: words of others would look as if the person had
// deleted them.
import type { Note } from '../../api/generated';
import { rebase } from './rebase';

type Base = Pick<Note, 'text' | 'version'>;

export interface NoteState {
  readonly base: Base;
  /** What the person sees. */
  readonly text: string;
  /** The text of the save under way. */
  readonly sent: string | null;
}

export function begin(note: Base): NoteState {
  return { base: pick(note), text: note.text, sent: null };
}

/** True while words are on screen that the core has not saved. */
export function isDirty(state: NoteState): boolean {
  return state.text !== state.base.text;
}

/** The record changed. Text that the person is writing stays, with the version that it grew from. */
export function arrived(state: NoteState, note: Base): NoteState {
  return isDirty(state) || state.sent !== null ? state : begin(note);
}

export function typed(state: NoteState, text: string): NoteState {
  return { ...state, text };
}

/** Begins a save: what to send, or nothing when there is nothing new or one is under way. */
export function startSave(state: NoteState): { state: NoteState; version: string; text: string } | null {
  if (!isDirty(state) || state.sent !== null) return null;
  return { state: { ...state, sent: state.text }, version: state.base.version, text: state.text };
}

/** The save came back with everybody's words. What the person typed since is carried over to them. */
export function saved(state: NoteState, note: Base): NoteState {
  const sent = state.sent ?? state.base.text;
  return { base: pick(note), text: rebase(sent, state.text, note.text), sent: null };
}

/** The save failed: everything stays as typed. */
export function failed(state: NoteState): NoteState {
  return { ...state, sent: null };
}

function pick({ text, version }: Base): Base {
  return { text, version };
}
