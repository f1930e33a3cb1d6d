// Reading a barcode or QR code from a picture, where the web view can: phones' own can, desktops' mostly cannot. The picture
// is looked at and let go.

interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}

interface DetectorMaker {
  new (): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const maker = (): DetectorMaker | undefined => (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;

/** True where a picture of a code can be read. A web view may know the word and no format. */
export async function canReadCodes(): Promise<boolean> {
  try {
    return ((await maker()?.getSupportedFormats()) ?? []).length > 0;
  } catch {
    return false;
  }
}

/** What the codes in a picture say, each once; nothing where none can be made out. */
export async function codesIn(picture: Blob): Promise<string[]> {
  const Made = maker();
  if (!Made) return [];
  try {
    const image = await createImageBitmap(picture);
    try {
      const found = await new Made().detect(image);
      return [...new Set(found.map(({ rawValue }) => rawValue.trim()).filter(Boolean))];
    } finally {
      image.close();
    }
  } catch {
    return [];
  }
}
