/**
 * What of a method's name fits into a box: `Type<T>.Method` out of `Namespace.Type<Namespace.T>.Method(args)`, and
 * `Type.<Method>d__1.MoveNext`, since the compiler's own types say nothing without the type that they are in.
 * A name whose brackets do not pair (an operator, say) stays whole.
 */
export function shortName(name) {
  const parts = [''];
  let depth = 0;
  for (let i = 0; i < name.length; i++) {
    const c = name[i];
    if (c === '(' && depth === 0) break;
    if (c === '<') depth++;
    if (c === '>') depth--;
    // The second of two dots belongs to a constructor's name.
    if (c === '.' && depth === 0 && name[i - 1] !== '.') parts.push('');
    else parts[parts.length - 1] += c;
  }
  if (depth !== 0) return name;
  let first = Math.max(0, parts.length - 2);
  while (first > 0 && parts[first].startsWith('<')) first--;
  return parts.slice(first).map(withoutNamespaces).join('.');
}

const withoutNamespaces = (part) => part.replace(/(?:[\w`]+\.)+(?=[\w`])/g, '');
