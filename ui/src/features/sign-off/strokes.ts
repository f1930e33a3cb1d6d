// The signature as the contract wants it.
import type { PointGroup } from 'signature_pad';
import type { StrokePoint } from '../../api/generated';

/** The pad's strokes with times counted from the first touch. */
export function strokesOf(groups: readonly PointGroup[]): StrokePoint[][] {
  const first = groups[0]?.points[0]?.time ?? 0;
  return groups.map((group) =>
    group.points.map(({ x, y, time }) => ({
      x: Math.round(x * 100) / 100,
      y: Math.round(y * 100) / 100,
      t: Math.max(0, Math.round(time - first)),
    })),
  );
}

/** The same strokes in a box that grew or shrank by `factor`, as when the phone is turned. */
export function resized(groups: readonly PointGroup[], factor: number): PointGroup[] {
  return groups.map((group) => ({
    ...group,
    points: group.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}
