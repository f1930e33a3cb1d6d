// What a PIN must be before the core is asked.

/** Words for what is wrong with a new PIN, or nothing. */
export function pinFault(pin: string): string | undefined {
  if (pin === '') return 'Enter a PIN';
  if (!/^\d{6,12}$/.test(pin)) return 'PIN must be 6 to 12 digits';
  return undefined;
}

/** How many wrong PINs are left, in words; nothing while it is far away. */
export function triesWords(left: number | null): string | undefined {
  if (left === null) return undefined;
  if (left <= 0) return 'No tries are left. This phone can no longer be opened with a PIN.';
  return left === 1
    ? '1 try left. After another wrong PIN this phone can no longer be opened with a PIN.'
    : `${left} tries left before this phone can no longer be opened with a PIN.`;
}
