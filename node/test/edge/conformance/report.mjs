// What was decided, and what was decided otherwise than expected.

export class Report {
  decisions = [];
  mismatches = [];
  #names = new Set();
  #name = '';

  /** What follows is about this case. */
  enter(name) {
    this.#name = name;
  }

  /** Counts a case and notes what was decided. */
  decided(kind, name, decision) {
    const known = `${kind}\t${name}`;
    if (this.#names.has(known)) this.wrong('a name of its own', 'the name of another case');
    this.#names.add(known);
    this.decisions.push([name, decision]);
  }

  /** Notes a mismatch if there is one. By JSON: 1, "1" and true are three values. */
  compare(what, expected, got) {
    const [one, other] = [sorted(expected), sorted(got)];
    if (one !== other) this.wrong(`${what} ${one}`, other);
  }

  wrong(expected, got) {
    this.mismatches.push(`${this.#name}\n    expected ${expected}\n    got      ${got}`);
  }
}

function sorted(value) {
  return JSON.stringify(value, (_, member) => {
    if (typeof member === 'bigint') return `${member}n`;
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
  }) ?? 'nothing';
}
