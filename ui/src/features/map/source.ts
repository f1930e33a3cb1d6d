// The archive of the landlord's map, read through the core: it lies encrypted on the phone, and a tile needs a few
// kilobytes of it.
import type { RangeResponse, Source } from 'pmtiles';
import type { StreetArea } from '../../api/generated';
import { ask } from '../../api/transport';
import { bytesOf } from '../../shared/base64';

/** What the core gives at once, at most. */
const MOST = 1 << 20;

export class AreaSource implements Source {
  readonly #area: Pick<StreetArea, 'id' | 'size'>;

  constructor(area: Pick<StreetArea, 'id' | 'size'>) {
    this.#area = area;
  }

  getKey(): string {
    return this.#area.id;
  }

  /** So many bytes from a place on; fewer where the archive ends. Throws `AskFailed`. */
  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    const { id, size } = this.#area;
    const end = Math.min(offset + length, size);
    const data = new Uint8Array(Math.max(0, end - offset));
    for (let from = offset; from < end; ) {
      signal?.throwIfAborted();
      const args = { area: id, from, length: Math.min(MOST, end - from) };
      const bytes = bytesOf((await ask<'map_bytes'>({ name: 'map_bytes', args })).base64);
      if (bytes.length === 0) return { data: data.slice(0, from - offset).buffer };
      data.set(bytes.subarray(0, end - from), from - offset);
      from += bytes.length;
    }
    return { data: data.buffer };
  }
}
