import { kindColor } from './colors.js';
import { formatPercent, formatValue } from './format.js';

const distance = 14;

/** The frame's details beside the pointer, in the form that d3-flame-graph asks for. */
export function createTooltip(unit, wholeOf) {
  const box = document.createElement('div');
  box.className = 'tip';
  box.hidden = true;

  const tooltip = () => document.body.append(box);
  tooltip.show = (event, { data }) => {
    box.replaceChildren(...details(data, unit, wholeOf()));
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${beside(event.clientX, width, window.innerWidth)}px`;
    box.style.top = `${beside(event.clientY, height, window.innerHeight)}px`;
  };
  tooltip.hide = () => {
    box.hidden = true;
  };
  return tooltip;
}

/** After the pointer, or before it where there is no room. */
function beside(pointer, size, room) {
  const after = pointer + distance;
  return after + size <= room ? after : Math.max(0, pointer - distance - size);
}

function details(node, unit, whole) {
  const { name, kind, module } = node.frame;
  const parts = [element('div', 'name', name)];
  if (kind.label) {
    const line = element('div', 'kind', module ? `${kind.label}, ${module}` : kind.label);
    line.style.setProperty('--color', kindColor(kind));
    parts.push(line);
  }
  const table = document.createElement('table');
  table.append(
    row('self', formatValue(node.self, unit), formatPercent(node.self, whole)),
    row('total', formatValue(node.value, unit), formatPercent(node.value, whole)),
  );
  return [...parts, table];
}

function row(...cells) {
  const tr = document.createElement('tr');
  tr.append(...cells.map((cell) => element('td', '', cell)));
  return tr;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
