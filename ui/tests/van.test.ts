// Finding what a van carries by what a thumb types.
import { expect, test } from 'vitest';
import type { VanItem } from '../src/api/generated';
import { carrying } from '../src/features/work-done/van';

function item(name: string, reference: string): VanItem {
  return { van: 'v', item: reference, vanName: 'Van 12', name, unit: '', left: 1, words: '1 left', low: false, counted: '', otherCount: '' };
}

const VAN = [item('15 mm copper pipe', 'CU15'), item('22 mm copper pipe', 'CU22'), item('Düse 0.5', 'GAS-7')];

test('what a van carries is found by the beginnings of words in any order, or by its reference', () => {
  const found = (typed: string) => carrying(VAN, typed).map((held) => held.item);
  expect(found('pip 15')).toEqual(['CU15']);
  expect(found('cu22')).toEqual(['CU22']);
  expect(found('duse')).toEqual(['GAS-7']);
  expect(found('  ')).toEqual(['CU15', 'CU22', 'GAS-7']);
  expect(found('ipe')).toEqual([]);
});
