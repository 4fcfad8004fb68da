import { onSchemeChange } from './colors.js';
import { formatPercent, formatValue } from './format.js';
import { createGraph } from './graph.js';
import { showFacts, showLegend } from './header.js';
import { readProfile } from './profile.js';
import { escapeRegExp, matchFrames, matchedValue } from './search.js';
import { createTable } from './table.js';
import { createTooltip } from './tooltip.js';
import './page.css';

const typingPause = 120;

const profile = readProfile(document.getElementById('profile').textContent);
const search = document.getElementById('search');
const processes = document.getElementById('process');

/** The tree that is drawn, the node of it that fills the width, and what is searched for. */
let root = profile.root;
let shown = root;
let matches = null;

const table = createTable(profile.unit, (frame) => searchFor(`^${escapeRegExp(frame.name)}$`));
const graph = createGraph(
  document.getElementById('chart'),
  createTooltip(profile.unit, () => root.value),
  (node) => {
    shown = node;
    table.show(shown);
    showMatched();
  },
);

function showRoot(node) {
  root = node;
  graph.show(root);
  shown = root;
  table.show(shown);
  showMatched();
}

function showMatched() {
  const value = matches && matchedValue(shown, matches);
  document.getElementById('matched').textContent = matches
    ? `${formatPercent(value, shown.value)} \u00b7 ${formatValue(value, profile.unit)}`
    : '';
}

function searchFor(text) {
  search.value = text;
  matches = matchFrames(text, profile.frames);
  graph.highlight(matches);
  showMatched();
}

function reset() {
  searchFor('');
  graph.resetZoom();
}

function offerProcesses() {
  const found = profile.root.children.filter((node) => node.frame.kind.id === 'process');
  if (found.length < 2) return;
  processes.add(new Option(`all ${found.length} processes`));
  for (const { frame, value } of found) {
    processes.add(new Option(`${frame.name}, ${formatValue(value, profile.unit)}`));
  }
  processes.addEventListener('change', () => showRoot([profile.root, ...found][processes.selectedIndex]));
  document.getElementById('process-choice').hidden = false;
}

let typing = 0;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => searchFor(search.value), typingPause);
});
document.getElementById('reset').addEventListener('click', reset);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    reset();
  } else if (event.key === '/' && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
onSchemeChange(() => {
  showLegend(profile.frames);
  graph.repaint();
  table.show(shown);
});

document.getElementById('empty').hidden = profile.root.value > 0;
showFacts(profile);
showLegend(profile.frames);
offerProcesses();
showRoot(profile.root);
