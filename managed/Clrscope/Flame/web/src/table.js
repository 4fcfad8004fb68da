import { kindColor } from './colors.js';
import { formatPercent, formatValue } from './format.js';
import { hottest } from './hottest.js';

const rowsShown = 100;

/** The table of the hottest methods below the frame that is shown. */
export function createTable(unit, onChoose) {
  const body = document.getElementById('hottest');
  const buttons = [...document.querySelectorAll('[data-order]')];
  let order = 'self';
  let root = null;
  let hottestValue = 0;

  const show = (node) => {
    root = node;
    for (const button of buttons) {
      const chosen = button.dataset.order === order;
      if (chosen) button.parentElement.setAttribute('aria-sort', 'descending');
      else button.parentElement.removeAttribute('aria-sort');
    }
    const rows = hottest(root).filter((row) => row.frame.kind.label);
    rows.sort((a, b) => b[order] - a[order] || b.total - a.total);
    hottestValue = rows.length > 0 ? rows[0][order] : 0;
    body.replaceChildren(...rows.slice(0, rowsShown).map(element));
  };

  const element = (row) => {
    const tr = document.createElement('tr');
    tr.append(value(row.self), value(row.total), method(row));
    tr.addEventListener('click', () => onChoose(row.frame));
    return tr;
  };

  const value = (amount) => {
    const td = document.createElement('td');
    td.textContent = formatPercent(amount, root.value);
    td.title = formatValue(amount, unit);
    return td;
  };

  const method = (row) => {
    const td = document.createElement('td');
    const name = document.createElement('div');
    const bar = document.createElement('div');
    td.className = 'method';
    td.title = row.frame.name;
    name.className = 'name';
    name.textContent = row.frame.short;
    bar.className = 'bar';
    bar.style.setProperty('--color', kindColor(row.frame.kind));
    bar.style.width = `${(100 * row[order]) / hottestValue}%`;
    td.append(name, bar);
    return td;
  };

  for (const button of buttons) {
    button.addEventListener('click', () => {
      order = button.dataset.order;
      show(root);
    });
  }
  return { show };
}
