// Reading a barcode or QR code from a picture: by the web view where it can, which the phones' own can, and by a decoder of
// ours everywhere else. The picture is looked at and let go.

interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}

interface DetectorMaker {
  new (): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** None where the web view cannot read codes. It may know the word and no format. */
async function detector(): Promise<Detector | null> {
  const Made = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  try {
    return Made && (await Made.getSupportedFormats()).length > 0 ? new Made() : null;
  } catch {
    return null;
  }
}

async function detected(image: ImageBitmap): Promise<string[] | null> {
  try {
    const found = await (await detector())?.detect(image);
    return found?.map(({ rawValue }) => rawValue) ?? null;
  } catch {
    return null;
  }
}

/** What the codes in a picture say, each once; nothing where none can be made out. */
export async function codesIn(picture: Blob): Promise<string[]> {
  try {
    const image = await createImageBitmap(picture);
    try {
      const found = (await detected(image)) ?? (await import('./decoder')).decoded(image);
      return [...new Set(found.map((code) => code.trim()).filter(Boolean))];
    } finally {
      image.close();
    }
  } catch {
    return [];
  }
}
