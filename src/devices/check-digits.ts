/** Whether the last digit of a text of decimal digits is its Luhn check digit. Sources: 3GPP TS 23.003 annex B, ITU-T E.118. */
export function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  let at = digits.length - 1;
  for (; at > 0; at -= 2) {
    const digit = digits.charCodeAt(at - 1) - zero;
    sum += digits.charCodeAt(at) - zero + digit * 2 - (digit > 4 ? 9 : 0);
  }
  if (at === 0) sum += digits.charCodeAt(0) - zero;
  return sum % 10 === 0;
}

/** Whether a text of decimal digits, as one whole number, is 1 modulo 97. Sources: GSMA SGP.29, ISO/IEC 7064 MOD 97-10. */
export function hasMod97Check(digits: string): boolean {
  let rest = 0;
  for (let at = 0; at < digits.length; at++) rest = (rest * 10 + digits.charCodeAt(at) - zero) % 97;
  return rest === 1;
}

const zero = 48;
