// A double tap is one tap. When a button's page is replaced by the next one between the two, the second would press
// whatever stands there now: "I have arrived" would also start the work.
const WINDOW_MS = 400;
const REACH_PX = 32;

export interface Press {
  /** Milliseconds, as `Event.timeStamp`. */
  at: number;
  x: number;
  y: number;
  touch: boolean;
  /** How many clicks the platform counts here in a row. */
  count: number;
}

/** True when `next` is the second half of a double tap that began with `last`. */
export function isSecondTap(last: Press | undefined, next: Press): boolean {
  if (next.count > 1) return true;
  if (!last || !next.touch || !last.touch) return false;
  return next.at - last.at < WINDOW_MS && Math.hypot(next.x - last.x, next.y - last.y) < REACH_PX;
}

/**
 * Swallows second taps everywhere but inside `[data-repeat]` (steppers, the number pad), text fields and plain text,
 * until the returned function is called.
 */
export function swallowSecondTaps(): () => void {
  let last: Press | undefined;
  const listen = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    // A key press or a screen reader clicks without a count.
    if (!target || event.detail === 0) return;
    const next: Press = {
      at: event.timeStamp,
      x: event.clientX,
      y: event.clientY,
      touch: event instanceof PointerEvent && event.pointerType === 'touch',
      count: event.detail,
    };
    const second = isSecondTap(last, next);
    last = next;
    if (!second || target.closest('[data-repeat]') || !target.closest('button, a, summary, label, [type=radio]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('click', listen, { capture: true });
  return () => window.removeEventListener('click', listen, { capture: true });
}
