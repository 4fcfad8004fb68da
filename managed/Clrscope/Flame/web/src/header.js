import { kindColor, matchColor } from './colors.js';
import { formatCount, formatValue } from './format.js';
import { kinds } from './profile.js';

export function showFacts(profile) {
  const { type, unit, startMs, durationNs, samples, root } = profile;
  const facts = [
    [type === 'cpu' ? 'CPU' : type, formatValue(root.value, unit)],
    ['duration', durationNs > 0 && formatValue(durationNs, 'nanoseconds')],
    ['samples', formatCount(samples)],
    ['start', startMs > 0 && new Date(startMs).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC')],
  ];
  document.getElementById('facts').replaceChildren(...facts.filter(([, value]) => value).map(fact));
}

function fact([name, value]) {
  const div = document.createElement('div');
  const dt = document.createElement('dt');
  const dd = document.createElement('dd');
  dt.textContent = name;
  dd.textContent = value;
  div.append(dt, dd);
  return div;
}

/** The kinds that occur in the profile. */
export function showLegend(frames) {
  const present = new Set(frames.map((frame) => frame.kind));
  const entries = kinds.filter((kind) => kind.label && present.has(kind)).map((kind) => [kind.label, kindColor(kind)]);
  entries.push(['matches the search', matchColor()]);
  document.getElementById('legend').replaceChildren(
    ...entries.map(([label, color]) => {
      const li = document.createElement('li');
      li.textContent = label;
      li.style.setProperty('--color', color);
      return li;
    }),
  );
}
