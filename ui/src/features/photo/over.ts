// Shapes that a finger leaves on a picture, in shares of its width and height, so that the picture may be shown at any
// size.
import type { PhotoPatch } from '../../api/generated';

export interface Spot {
  x: number;
  y: number;
}

export interface Stretch {
  from: Spot;
  to: Spot;
}

/** A touch that hardly moved is a tap: two taps do what one drag does. */
const TAP = 0.02;

export function isTap({ from, to }: Stretch): boolean {
  return Math.abs(to.x - from.x) < TAP && Math.abs(to.y - from.y) < TAP;
}

export function within(spot: Spot): Spot {
  const share = (value: number) => Math.min(1, Math.max(0, value));
  return { x: share(spot.x), y: share(spot.y) };
}

/** The rectangle between two corners. */
export function patchOf({ from, to }: Stretch): PhotoPatch {
  return {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
}

/** A cursor that keys move; nothing for any other key. */
export function moved(spot: Spot, key: string): Spot | null {
  const step = 0.02;
  switch (key) {
    case 'ArrowLeft':
      return within({ ...spot, x: spot.x - step });
    case 'ArrowRight':
      return within({ ...spot, x: spot.x + step });
    case 'ArrowUp':
      return within({ ...spot, y: spot.y - step });
    case 'ArrowDown':
      return within({ ...spot, y: spot.y + step });
    default:
      return null;
  }
}
