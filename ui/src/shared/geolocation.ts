// The phone's own position, asked for once at a tap and never watched.
export interface Found {
  latitude: number;
  longitude: number;
  accuracy: number;
}

/** A satellite may take this long under an open sky; in a cellar none ever answers. */
const PATIENCE_MS = 30_000;

/** A position this old is still where the person stands. */
const FRESH_MS = 60_000;

/** Where this phone is; nothing when it says no, knows no position or takes too long. */
export function whereAmI(): Promise<Found | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      resolve(null);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
    );
  });
}
