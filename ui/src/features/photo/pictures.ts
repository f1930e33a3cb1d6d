// Photos' pictures as the page can show them. Previews are kept in memory while the screens are open.
import type { PhotoSize } from '../../api/generated';
import { ask } from '../../api/transport';

const previews = new Map<string, string>();

/** An address for `<img>`, or nothing while the bytes are not on this phone. Throws `AskFailed`. */
export async function picture(hash: string, size: PhotoSize): Promise<string | null> {
  const held = size === 'preview' ? previews.get(hash) : undefined;
  if (held) return held;
  const image = await ask<'photo'>({ name: 'photo', args: { hash, size } });
  if (image.base64 === null) return null;
  const address = `data:${image.mediaType};base64,${image.base64}`;
  if (size === 'preview') previews.set(hash, address);
  return address;
}

/** Forgets them, as when the screens lock. */
export function forgetPictures(): void {
  previews.clear();
}
