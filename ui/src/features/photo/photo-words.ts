// Words about photos.
import type { JobPage, Photo, PhotoMadeFrom, PhotoStage, PhotoState } from '../../api/generated';

export const STAGES: readonly { stage: PhotoStage; words: string }[] = [
  { stage: 'before', words: 'Before' },
  { stage: 'during', words: 'During' },
  { stage: 'after', words: 'After' },
];

export function stageWords(stage: PhotoStage): string {
  return STAGES.find((one) => one.stage === stage)?.words ?? stage;
}

export function stateWords(state: PhotoState | 'asked_back'): string {
  switch (state) {
    case 'waiting':
      return 'Saved on this phone, waiting to send';
    case 'sent':
      return 'Sent';
    case 'coming':
      return 'Not on this phone at the moment. It comes when there is a signal.';
    case 'elsewhere':
      return 'The phone that took it has not sent it yet';
    case 'put_away':
      return 'Sent, and put away to make room. Open it to get it back.';
    case 'asked_back':
      return 'Your landlord has it. It was put away to make room, and comes back with the next signal.';
  }
}

export function madeWords(made: PhotoMadeFrom): string {
  return made === 'redaction' ? 'Parts are blacked out' : 'Drawn on';
}

/** "Before photo: cracked bath". */
export function photoName(photo: Pick<Photo, 'stage' | 'caption'>): string {
  const stage = `${stageWords(photo.stage)} photo`;
  return photo.caption ? `${stage}: ${photo.caption}` : stage;
}

/** The stage that a photo taken now most likely shows. */
export function likelyStage(page: Pick<JobPage, 'row' | 'timeline'>): PhotoStage {
  switch (page.row.status.code) {
    case 'started':
    case 'paused':
      return 'during';
    case 'completed':
    case 'incomplete':
      return 'after';
    default:
      return 'before';
  }
}

const LARGEST_BYTES = 40_000_000;
const TAKEN = ['image/jpeg', 'image/png', 'image/webp'];

/** What is wrong with a file chosen as a photo, or nothing. */
export function photoFault(file: Pick<File, 'type' | 'size'>): { message: string; remedy: string } | undefined {
  if (file.type === 'image/heic' || file.type === 'image/heif') {
    return {
      message: 'This photo is HEIC, which other phones here cannot show.',
      remedy: 'In the phone’s camera settings choose “Most compatible” (JPEG) and take it again.',
    };
  }
  if (!TAKEN.includes(file.type)) {
    return {
      message: 'This file is not a photo that Doorstep can read.',
      remedy: 'Take the photo with the camera, or choose a JPEG, PNG or WebP picture.',
    };
  }
  if (file.size > LARGEST_BYTES) {
    return { message: 'This photo is larger than 40 MB.', remedy: 'Take it again at a lower resolution.' };
  }
  return undefined;
}
