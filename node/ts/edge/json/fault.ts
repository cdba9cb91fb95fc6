//! What can be wrong with a text: a sentence for each, and nothing of the text.

const SENTENCES = {
  not_an_object: 'an object was expected',
  behind: 'something follows the object',
  name: 'the name of a member was expected',
  colon: 'a colon was expected',
  comma: 'a comma or the end of an array or object was expected',
  value: 'a value was expected',
  text: 'a string does not end, or has a control character in it',
  escape: 'a string has an escape that does not exist',
  surrogate: 'a string has half of a surrogate pair in it',
  number: 'a number is not written as JSON wants it',
  range: 'a number is out of range',
  depth: 'it is nested deeper than 64 levels',
  twice: 'an object has the same member twice',
} as const;

/** What is wrong with a text. */
export type Fault = keyof typeof SENTENCES;

/** Why a text is not a strict JSON object: a clause about "it", to be put behind whatever it is. */
export class Malformed extends Error {
  override readonly name: string = 'Malformed';

  static readonly NOT_UTF8 = 'it is not UTF-8';

  /** `octet` is how many octets had been read by then. */
  static fault(fault: Fault, octet: number): Malformed {
    return new Malformed(`its JSON is not accepted: ${SENTENCES[fault]} (byte ${octet})`);
  }
}
