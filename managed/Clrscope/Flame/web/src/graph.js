import flamegraph from 'd3-flame-graph';
import { select } from 'd3-selection';
import { frameColor, matchColor } from './colors.js';

const rowHeight = 20;
const narrowestFrame = 0.5;
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

/** The drawing. It shows one tree at a time, of which `onZoom` hears the node that fills the width. */
export function createGraph(element, tooltip, onZoom) {
  let matches = null;
  const chart = flamegraph()
    .inverted(true)
    .cellHeight(rowHeight)
    .minFrameSize(narrowestFrame)
    .resetHeightOnZoom(true)
    .transitionDuration(calm.matches ? 0 : 250)
    .getName((d) => d.data.frame.short)
    .tooltip(tooltip)
    .setColorMapper((d) => (d.highlight ? matchColor() : frameColor(d.data.frame, matches !== null)))
    .setSearchMatch((d) => matches.has(d.data.frame))
    .setSearchHandler(() => {})
    .onClick((d) => onZoom(d.data));

  const fit = () => chart.width(element.clientWidth);
  let drawn = false;
  new ResizeObserver(() => {
    if (drawn && chart.width() !== element.clientWidth) fit().update();
  }).observe(element);

  // The text does not matter: what matches is looked up in the set.
  const markMatches = () => chart.search('any');

  return {
    show(root) {
      if (drawn) {
        // The library marks what is hidden in the data itself: the tree that goes is left without marks.
        chart.resetZoom();
        chart.update(root);
      } else {
        fit();
        select(element).datum(root).call(chart);
        drawn = true;
      }
      if (matches) markMatches();
    },
    highlight(frames) {
      const hadMatches = matches !== null;
      matches = frames;
      if (matches) markMatches();
      else if (hadMatches) chart.clear();
    },
    resetZoom: () => chart.resetZoom(),
    repaint: () => chart.update(),
  };
}
