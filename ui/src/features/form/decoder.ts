// Barcodes and QR codes without the web view's help. Plain JavaScript, because a decoder in WebAssembly would want a wider
// content security policy. Loaded when the first picture is taken, never with the page.
import BinaryBitmap from '@zxing/library/esm/core/BinaryBitmap';
import DecodeHintType from '@zxing/library/esm/core/DecodeHintType';
import HybridBinarizer from '@zxing/library/esm/core/common/HybridBinarizer';
import DataMatrixReader from '@zxing/library/esm/core/datamatrix/DataMatrixReader';
import MultiFormatOneDReader from '@zxing/library/esm/core/oned/MultiFormatOneDReader';
import QRCodeReader from '@zxing/library/esm/core/qrcode/QRCodeReader';
import RGBLuminanceSource from '@zxing/library/esm/core/RGBLuminanceSource';

/** Pixels along the longer side: enough for the lines of a plate that fills half the picture, and read in a moment. */
const LONGEST = 1_600;

/** A plate often has two codes, one over the other. Each band is half of the picture, and overlaps the next by half. */
const BANDS = [
  [0, 1],
  [0, 0.5],
  [0.25, 0.75],
  [0.5, 1],
] as const;

const HINTS = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]]);

interface Grey {
  width: number;
  height: number;
  levels: Uint8ClampedArray;
}

/** Every code that can be made out, upright and on its side. */
export function decoded(image: ImageBitmap): string[] {
  const whole = greys(image);
  const found = new Set<string>();
  for (const picture of [whole, onItsSide(whole)]) {
    for (const [from, to] of BANDS) for (const code of codesOf(band(picture, from, to))) found.add(code);
    if (found.size > 0) break;
  }
  return [...found];
}

function codesOf({ levels, width, height }: Grey): string[] {
  const bitmap = () => new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(levels, width, height)));
  return [new QRCodeReader(), new DataMatrixReader(), new MultiFormatOneDReader(HINTS)].flatMap((reader) => {
    try {
      return [reader.decode(bitmap(), HINTS).getText()];
    } catch {
      // Its way of saying that there is none.
      return [];
    }
  });
}

function greys(image: ImageBitmap): Grey {
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  if (!paper) return { width: 0, height: 0, levels: new Uint8ClampedArray() };
  paper.drawImage(image, 0, 0, width, height);
  const { data } = paper.getImageData(0, 0, width, height);
  const levels = new Uint8ClampedArray(width * height);
  for (let at = 0; at < levels.length; at += 1) {
    const [red, green, blue] = [data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0];
    levels[at] = (red + 2 * green + blue) / 4;
  }
  return { width, height, levels };
}

function band({ levels, width, height }: Grey, from: number, to: number): Grey {
  const [top, bottom] = [Math.floor(height * from), Math.ceil(height * to)];
  return { width, height: bottom - top, levels: levels.slice(top * width, bottom * width) };
}

function onItsSide({ levels, width, height }: Grey): Grey {
  const turned = new Uint8ClampedArray(levels.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) turned[x * height + (height - 1 - y)] = levels[y * width + x] ?? 0;
  }
  return { width: height, height: width, levels: turned };
}
