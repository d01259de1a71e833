/** Whether the last digit of a text of decimal digits is its Luhn check digit. Sources: 3GPP TS 23.003 annex B, ITU-T E.118. */
export function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  let doubled = false;
  for (let at = digits.length - 1; at >= 0; at--) {
    const digit = digits.charCodeAt(at) - zero;
    if (doubled) sum += digit > 4 ? digit * 2 - 9 : digit * 2;
    else sum += digit;
    doubled = !doubled;
  }
  return sum % 10 === 0;
}

/** Whether a text of decimal digits, as one whole number, is 1 modulo 97. Sources: GSMA SGP.29, ISO/IEC 7064 MOD 97-10. */
export function hasMod97Check(digits: string): boolean {
  let rest = 0;
  for (let at = 0; at < digits.length; at++) rest = (rest * 10 + digits.charCodeAt(at) - zero) % 97;
  return rest === 1;
}

const zero = 48;
