// What the map can show: a layer, or one step of a timeline. Both are a view, and look alike to the rest of the page.

const UNITS = { areas: 'areas', points: 'sites' };

function readViews(scene) {
  const layers = scene.layers.map((layer) => ({ ...layer, key: layer.id, label: layer.title }));
  const areas = layers.filter((layer) => layer.kind === 'areas');
  // a timeline has its unit and its words from the layer of the whole period
  const timelines = scene.timelines.flatMap((timeline) => {
    const base = areas.find((layer) => layer.title === timeline.title);
    return base ? [{ ...timeline, views: timeline.steps.map((step, i) => stepView(timeline, base, step, i)) }] : [];
  });
  const all = [...areas, ...timelines.flatMap((timeline) => timeline.views)];
  return {
    areas,
    sites: layers.filter((layer) => layer.kind === 'points'),
    timelines,
    of: (key) => all.find((view) => view.key === key) || null,
  };
}

function stepView({ unit: every, title, question, decimals, legend: entries }, base, step, i) {
  const label = `${title}, ${step.label}`;
  const legend = entries.map((entry, number) => ({ ...entry, count: step.counts[number] }));
  const classes = legend.filter(({ count }) => count !== '0').map((entry) => `${entry.label}: ${entry.count}`);
  return {
    ...base,
    ...step,
    base,
    key: `${every}:${i + 1}`,
    every,
    step: i,
    name: step.label,
    label,
    title: label,
    headline: `Every ${every} is in the same classes, so that they can be compared`,
    question,
    words: `${label} (${base.unit}). Number of areas by class: ${classes.join('; ')}.`,
    legend,
    columns: [{ label: `${label} (${base.unit})`, number: true, decimals, cells: step.cells }],
  };
}

// a cell as people read it
function textOf({ cells, decimals }, unit) {
  const cell = cells[unit];
  return typeof cell === 'number' ? counted(cell, decimals) : cell;
}

const FORMATS = {};
function counted(number, decimals = 0) {
  FORMATS[decimals] ??= new Intl.NumberFormat('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return FORMATS[decimals].format(number);
}
