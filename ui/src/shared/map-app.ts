// The way to the phone's own map app.
import type { MapPoint } from '../api/generated';

/** A link that the phone's map app opens: Apple's own on its phones, `geo:` everywhere else. */
export function mapAppAddress(place: MapPoint | null, address: string, agent = navigator.userAgent): string {
  const at = place ? `${place.latitude},${place.longitude}` : null;
  const words = encodeURIComponent(address);
  if (/iPhone|iPad|iPod/.test(agent)) return `maps:?daddr=${at ?? words}`;
  return at ? `geo:${at}?q=${at}(${words})` : `geo:0,0?q=${words}`;
}
