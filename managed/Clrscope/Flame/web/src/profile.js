import { shortName } from './names.js';

// The profile as the program wrote it into the page, turned into the tree that is drawn.

/** The kinds of frame, in the order of their numbers in the data; those with a label are in the legend. */
export const kinds = [
  { id: 'user', label: 'application', managed: true },
  { id: 'framework', label: 'System, Microsoft', managed: true },
  { id: 'native', label: 'native' },
  { id: 'kernel', label: 'kernel' },
  { id: 'pseudo', label: 'other' },
  { id: 'process' },
  { id: 'root' },
];

/** The children of every leaf, shared since large trees are mostly leaves. */
const none = [];

export function readProfile(text) {
  const { type, unit, startMs, durationNs, samples, ...data } = JSON.parse(text);
  const frames = readFrames(data);
  return { type, unit, startMs, durationNs, samples, frames, root: readTree(data, frames) };
}

/** A frame is three entries: its name, the number of its kind, the number of its module. */
function readFrames({ frames, modules }) {
  const read = [];
  for (let i = 0; i < frames.length; i += 3) {
    const name = frames[i];
    const kind = kinds[frames[i + 1]];
    read.push({ name, kind, short: kind.managed ? shortName(name) : name, module: modules[frames[i + 2]] });
  }
  return read;
}

/**
 * A node is three numbers: its frame, its own value in units of `scale`, how many children follow. A parent comes before
 * its children. Without recursion, since stacks are as deep as the profiled program's.
 */
function readTree({ tree, scale }, frames) {
  const root = { frame: frames[tree[0]], self: tree[1] * scale, value: 0, children: none };
  const open = [{ node: root, pending: tree[2] }];
  let next = 3;
  while (open.length > 0) {
    const last = open[open.length - 1];
    if (last.pending-- > 0) {
      const child = { frame: frames[tree[next]], self: tree[next + 1] * scale, value: 0, children: none };
      if (last.node.children === none) last.node.children = [child];
      else last.node.children.push(child);
      open.push({ node: child, pending: tree[next + 2] });
      next += 3;
    } else {
      open.pop();
      last.node.value += last.node.self;
      if (open.length > 0) open[open.length - 1].node.value += last.node.value;
    }
  }
  return root;
}
