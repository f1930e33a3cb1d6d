// Finding what a van carries by what a thumb types.
import type { VanItem } from '../../api/generated';

/** Lower case without accents: "Düse" is found by "duse". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Items in which every word that was typed begins a word of the name, or the landlord's reference of it. */
export function carrying(items: readonly VanItem[], typed: string): VanItem[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const words = plain(`${item.name} ${item.item}`).split(/[^\p{L}\p{N}]+/u);
    return wanted.every((begin) => words.some((word) => word.startsWith(begin)));
  });
}
