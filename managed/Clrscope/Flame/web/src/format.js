// Values with their unit, as people read them.

const scales = {
  nanoseconds: { base: 1e-9, steps: [['s', 1], ['ms', 1e-3], ['\u00b5s', 1e-6], ['ns', 1e-9]] },
  bytes: { base: 1, steps: [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10], ['B', 1]] },
};

export function formatValue(value, unit) {
  if (value === 0) return '0';
  const scale = scales[unit];
  if (!scale) return `${formatCount(value)} ${unit === 'count' ? '' : unit}`.trim();
  const amount = value * scale.base;
  const [name, size] = scale.steps.find(([, step]) => Math.abs(amount) >= step) ?? scale.steps.at(-1);
  return `${formatNumber(amount / size)} ${name}`;
}

/** Of a whole that may be nothing. */
export function formatPercent(part, whole) {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  return `${percent.toFixed(percent > 0 && percent < 1 ? 2 : 1)}\u2009%`;
}

export const formatCount = (count) => count.toLocaleString('en-US');

/** Three digits that matter. */
function formatNumber(number) {
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
  return number.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
