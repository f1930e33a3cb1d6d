// The only road to the Rust core: Tauri's IPC in the app's window, the loopback bridge in a browser. Nothing else in
// the screens knows which of the two it is.
import { invoke, type InvokeArgs } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Answers, RequestFor, RequestName } from './answers';
import { AskFailed, failureOf, NO_ANSWER } from './failure';
import type { Tag } from './generated';

const TOKEN_KEY = 'doorstep-token';
const RECONNECT_AFTER_MS = 2_000;
const UNREADABLE = {
  code: 'file_unreadable',
  message: 'This file cannot be read any more.',
  remedy: 'Take the photo again, or choose it again.',
};

function insideTauri(): boolean {
  return '__TAURI_INTERNALS__' in window;
}

/**
 * Takes the bridge's token out of the address, so that it is in no screenshot and no history entry, and keeps it for
 * as long as this tab lives. Call once, before the first screen reads the address.
 */
export function takeToken(): void {
  if (insideTauri()) return;
  const found = /^#token=([^&]+)/.exec(window.location.hash);
  if (!found?.[1]) return;
  window.sessionStorage.setItem(TOKEN_KEY, decodeURIComponent(found[1]));
  window.history.replaceState(null, '', '#/');
}

function token(): string {
  return window.sessionStorage.getItem(TOKEN_KEY) ?? '';
}

/** Asks the core for one thing. Throws `AskFailed` with words for the screen. */
export async function ask<N extends RequestName>(request: RequestFor<N>): Promise<Answers[N]> {
  return (insideTauri() ? await askTauri(request) : await askBridge(request)) as Answers[N];
}

/**
 * Asks for one thing with bytes that go beside it, as a photo's do. They are never turned into text, which would take
 * three times their size in memory. Throws `AskFailed`.
 */
export async function askWith<N extends RequestName>(request: RequestFor<N>, bytes: Blob): Promise<Answers[N]> {
  const json = new TextEncoder().encode(JSON.stringify(request));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, json.length);
  const body = new Blob([length.buffer, json, bytes]);
  return (insideTauri() ? await tellTauri('ask_with', await bytesOf(body)) : await tellBridge('/ask-with', body, 'application/octet-stream')) as Answers[N];
}

async function bytesOf(body: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await body.arrayBuffer());
  } catch {
    throw new AskFailed(UNREADABLE);
  }
}

function askTauri(request: unknown): Promise<unknown> {
  return tellTauri('ask', { request });
}

async function tellTauri(command: string, args: InvokeArgs): Promise<unknown> {
  try {
    return await invoke(command, args);
  } catch (caught) {
    throw new AskFailed(failureOf(caught));
  }
}

function askBridge(request: unknown): Promise<unknown> {
  return tellBridge('/ask', JSON.stringify(request), 'application/json');
}

async function tellBridge(path: string, body: string | Blob, mediaType: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': mediaType, 'X-Doorstep-Token': token() },
      body,
    });
  } catch {
    throw new AskFailed(NO_ANSWER);
  }
  let answer: unknown;
  try {
    answer = await response.json();
  } catch {
    throw new AskFailed(NO_ANSWER);
  }
  if (!response.ok) throw new AskFailed(failureOf(answer));
  return answer;
}

/**
 * Calls `heard` with the tags of everything that changes, until the returned function is called. `heard` gets `null`
 * when messages may have been missed, so that everything on screen is asked for again.
 */
export function onChanges(heard: (tags: Tag[] | null) => void): () => void {
  return insideTauri() ? listenTauri(heard) : listenBridge(heard);
}

function listenTauri(heard: (tags: Tag[] | null) => void): () => void {
  const stopping = listen<Tag[]>('changed', (event) => heard(event.payload));
  // What changed before the listener stood was not heard.
  void stopping.then(() => heard(null));
  return () => void stopping.then((stop) => stop());
}

function listenBridge(heard: (tags: Tag[] | null) => void): () => void {
  let source: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const connect = () => {
    source = new EventSource(`/changes?token=${encodeURIComponent(token())}`);
    source.onopen = () => heard(null);
    source.onmessage = (message: MessageEvent<string>) => heard(JSON.parse(message.data) as Tag[]);
    source.onerror = () => {
      // A browser gives up for good when the answer was not an event stream, as while the bridge restarts.
      if (stopped || source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(waiting);
      waiting = setTimeout(connect, RECONNECT_AFTER_MS);
    };
  };
  connect();

  return () => {
    stopped = true;
    clearTimeout(waiting);
    source?.close();
  };
}
