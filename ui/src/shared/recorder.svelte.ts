// The microphone, from the speaker's tap to the sound. It listens only while the screen shows that it does.
import type { Failure } from '../api/generated';

/** The longest voice note. */
export const LONGEST_MS = 5 * 60_000;

/** What web views record into, the smallest first. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm'];

export interface Spoken {
  sound: Blob;
  milliseconds: number;
}

/** False where the web view has no microphone to offer: then a note is typed. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function';
}

export class Recorder {
  /** Milliseconds so far; none while it does not listen. */
  running = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  #recorder: MediaRecorder | null = null;
  #pieces: Blob[] = [];
  #began = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  #ended: ((spoken: Spoken | null) => void) | null = null;
  #seen = false;

  /** Listens until it is stopped or has run for as long as it may; answers what was said, or nothing. */
  async listen(): Promise<Spoken | null> {
    if (this.running !== null) return null;
    this.failure = null;
    this.#seen = true;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (caught) {
      this.failure = refused(caught);
      return null;
    }
    if (!this.#seen) {
      for (const track of stream.getTracks()) track.stop();
      return null;
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, { ...(kind ? { mimeType: kind } : {}), audioBitsPerSecond: 32_000 });
    this.#recorder = recorder;
    this.#pieces = [];
    recorder.ondataavailable = (event) => this.#pieces.push(event.data);
    recorder.onerror = () => this.cancel();
    const done = new Promise<Spoken | null>((resolve) => (this.#ended = resolve));
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const milliseconds = Date.now() - this.#began;
      clearInterval(this.#clock);
      this.running = null;
      const pieces = this.#pieces;
      this.#ended?.(pieces.length > 0 ? { sound: new Blob(pieces, { type: recorder.mimeType }), milliseconds } : null);
    };
    recorder.start(1_000);
    this.#began = Date.now();
    this.running = 0;
    this.#clock = setInterval(() => {
      this.running = Date.now() - this.#began;
      if (this.running >= LONGEST_MS) this.stop();
    }, 250);
    return done;
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  /** The screen that shows it goes: what was said so far is all, and nothing begins that was about to. */
  leave(): void {
    this.#seen = false;
    this.failure = null;
    this.stop();
  }

  /** Stops, and keeps nothing of it. */
  cancel(): void {
    if (this.#recorder?.state !== 'recording') return;
    this.#recorder.ondataavailable = null;
    this.#pieces = [];
    this.#recorder.stop();
  }
}

function refused(caught: unknown): Failure {
  const name = caught instanceof DOMException ? caught.name : '';
  if (name === 'NotAllowedError') {
    return {
      code: 'microphone_refused',
      message: 'This phone does not let Doorstep use the microphone.',
      remedy: 'Allow it in the phone’s settings, or type the note.',
    };
  }
  return { code: 'microphone_missing', message: 'No microphone was found.', remedy: 'Type the note instead.' };
}

/** "0:42" */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
