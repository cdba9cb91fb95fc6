// Claims are expected exactly: an integer beyond 2^53 is a bigint, as the package gives it. Keys and times stay plain JSON.

/** Parses a file of vectors. */
export async function exactly() {
  // A file of the package that is no entry of it.
  const { parseExactly } = await import(new URL('../exact.js', import.meta.resolve('bearward/edge')).href);
  return (text) => {
    const whole = JSON.parse(text);
    const exact = parseExactly(text);
    for (const kind of ['cases', 'cookie_cases']) {
      whole[kind]?.forEach((test, index) => {
        if (test.claims !== undefined) test.claims = exact[kind][index].claims;
      });
    }
    return whole;
  };
}
