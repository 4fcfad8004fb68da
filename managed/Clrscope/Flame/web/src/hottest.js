/**
 * Self and total value of every method below `root`. A method that is on a stack twice has its total counted once:
 * at its outermost frame.
 */
export function hottest(root) {
  const rows = new Map();
  const walk = [{ node: root, leave: false }];
  while (walk.length > 0) {
    const { node, leave } = walk.pop();
    const row = rowOf(rows, node.frame);
    if (leave) {
      row.open--;
      continue;
    }
    row.self += node.self;
    if (row.open++ === 0) row.total += node.value;
    walk.push({ node, leave: true });
    for (const child of node.children) walk.push({ node: child, leave: false });
  }
  return [...rows.values()];
}

function rowOf(rows, frame) {
  let row = rows.get(frame);
  if (!row) rows.set(frame, (row = { frame, self: 0, total: 0, open: 0 }));
  return row;
}
