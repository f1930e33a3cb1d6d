// A file that the core made, handed to the phone: it is kept, opened, printed or shared as any other.

export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Opens the phone's share sheet where there is one that takes files; otherwise saves. Closing the sheet is an answer. */
export async function shareFile(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
  const data = { files: [new File([bytes], name, { type })], title: name };
  if (navigator.canShare?.(data)) {
    try {
      await navigator.share(data);
      return;
    } catch (refused) {
      if (refused instanceof DOMException && refused.name === 'AbortError') return;
    }
  }
  saveFile(name, bytes, type);
}
