// A frame's colour says its kind by the hue and, within it, sets neighbours apart by the lightness.

const hues = {
  light: {
    root: [220, 10, 84],
    process: [220, 14, 80],
    user: [32, 92, 70],
    framework: [205, 72, 78],
    native: [142, 42, 74],
    kernel: [350, 66, 80],
    pseudo: [0, 0, 82],
  },
  dark: {
    root: [220, 8, 28],
    process: [220, 12, 32],
    user: [28, 72, 40],
    framework: [208, 46, 34],
    native: [150, 32, 29],
    kernel: [350, 42, 38],
    pseudo: [0, 0, 30],
  },
};
const matched = { light: 'hsl(305 85% 74%)', dark: 'hsl(305 60% 46%)' };
const spread = 7;

const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');

export const onSchemeChange = (handler) => darkScheme.addEventListener('change', handler);

export const matchColor = () => matched[scheme()];

export function kindColor(kind) {
  const [h, s, l] = hues[scheme()][kind.id];
  return `hsl(${h} ${s}% ${l}%)`;
}

/** @param muted whether a search is on that the frame does not match. */
export function frameColor(frame, muted) {
  const [h, s, l] = hues[scheme()][frame.kind.id];
  const shift = (hash(frame.short) - 0.5) * 2 * spread;
  return `hsl(${h} ${muted ? s * 0.25 : s}% ${l + shift}%)`;
}

const scheme = () => (darkScheme.matches ? 'dark' : 'light');

/** FNV-1a, as a number from 0 to 1. */
function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0) / 0xffffffff;
}
