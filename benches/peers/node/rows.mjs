// Rows of figures as `benches/src/results.rs` has them: the tables and files of all languages are alike.
import { writeFileSync } from "node:fs";

/** `ok` or `off`, and the target in words. A target is [figure, "at_least" | "at_most", bound]. */
export function verdict({ figures, target }) {
  if (target === undefined) return "";
  const [figure, side, bound] = target;
  const good = side === "at_least" ? figures[figure] >= bound : figures[figure] <= bound;
  return `  ${good ? "ok" : "off"} (${figure} ${side.replace("_", " ")} ${bound})`;
}

export function write(path, rows) {
  const plain = rows.map(({ group, name, figures, target }) => {
    if (target === undefined) return { group, name, figures };
    const [figure, side, bound] = target;
    return { group, name, figures, target: { figure, side, bound } };
  });
  writeFileSync(path, `${JSON.stringify(plain, null, 2)}\n`);
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
