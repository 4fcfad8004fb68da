/**
 * The frames that a search text names: as a regular expression, or letter by letter where it is none.
 * null for an empty text.
 */
export function matchFrames(text, frames) {
  if (text === '') return null;
  const pattern = toPattern(text);
  return new Set(frames.filter((frame) => frame.kind.label && pattern.test(frame.name)));
}

function toPattern(text) {
  try {
    return new RegExp(text, 'i');
  } catch {
    return new RegExp(escapeRegExp(text), 'i');
  }
}

export const escapeRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The value of all stacks below `root` that have a matching frame, each counted once. */
export function matchedValue(root, matches) {
  let sum = 0;
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (matches.has(node.frame)) sum += node.value;
    else open.push(...node.children);
  }
  return sum;
}
