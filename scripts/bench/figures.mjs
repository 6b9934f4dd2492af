/**
 * What a bench says: figures, each one JSON line and one row of the table. A figure that does not hold is a result,
 * not an error.
 */

/**
 * @typedef {object} Goal
 * @property {'value' | 'ratio'} of what is judged: the value itself, or its ratio to the floor
 * @property {'max' | 'min'} bound
 * @property {number} limit
 *
 * @typedef {object} Measured
 * @property {string} name the bench's name, a dot, what of it
 * @property {number} value
 * @property {string} unit
 * @property {number} [floor] the least it could be, measured in the same run
 * @property {Goal} [goal]
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number | null} floor
 * @property {number | null} ratio
 * @property {string | null} goal
 * @property {boolean | null} holds null where there is no goal
 */

/**
 * Judges what was measured, as measured; only what is shown is rounded. Throws where the value is no number: such a
 * bench was not measured.
 * @param {Measured} measured
 * @returns {Figure}
 */
export function figure({ name, value, unit, floor, goal }) {
  for (const number of [value, floor ?? 0]) {
    if (!Number.isFinite(number)) throw new Error(`${name} could not be measured.`);
  }
  const ratio = floor === undefined || floor === 0 ? null : value / floor;
  return {
    name,
    value: rounded(value),
    unit,
    floor: floor === undefined ? null : rounded(floor),
    ratio: ratio === null ? null : rounded(ratio),
    goal: goal === undefined ? null : goalText(goal, unit),
    holds: goal === undefined ? null : holds(goal, value, ratio),
  };
}

/**
 * @param {Goal} goal
 * @param {number} value
 * @param {number | null} ratio
 */
function holds({ of, bound, limit }, value, ratio) {
  const judged = of === 'value' ? value : ratio;
  if (judged === null) return false;
  return bound === 'max' ? judged <= limit : judged >= limit;
}

function goalText(/** @type {Goal} */ { of, bound, limit }, /** @type {string} */ unit) {
  const sign = bound === 'max' ? '≤' : '≥';
  return of === 'value' ? `${sign} ${limit} ${unit}` : `${sign} ${limit} × floor`;
}

/** Three digits that say something; whole numbers from 1000 on. */
function rounded(/** @type {number} */ value) {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}

/**
 * @param {readonly Figure[]} figures
 * @returns {string} a table for people, and a line that counts
 */
export function table(figures) {
  const head = ['figure', 'value', 'floor', 'ratio', 'goal', 'holds'];
  const rows = figures.map(({ name, value, unit, floor, ratio, goal, holds: held }) => [
    name,
    `${value} ${unit}`,
    floor === null ? '' : String(floor),
    ratio === null ? '' : `× ${ratio}`,
    goal ?? '',
    held === null ? '' : held ? 'yes' : 'NO',
  ]);
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const judged = figures.filter(({ holds: held }) => held !== null);
  const short = judged.filter(({ holds: held }) => held === false);
  return [
    line(head),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
    '',
    `${judged.length - short.length} of ${judged.length} goals hold${short.length > 0 ? `; short: ${short.map(({ name }) => name).join(', ')}` : ''}.`,
  ].join('\n');
}

/** The middle value; of an even number the upper one. Not a number where there is none. */
export function median(/** @type {readonly number[]} */ values) {
  return quantile(values, 0.5);
}

/**
 * @param {readonly number[]} values
 * @param {number} share 0–1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
