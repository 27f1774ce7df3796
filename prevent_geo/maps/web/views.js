// What the map can show: a layer, or one step of a timeline. Both are a view, and look alike to the rest of the page.

const UNITS = { areas: 'areas', points: 'sites' };
const { compare } = new Intl.Collator('en-GB', { numeric: true });

function readViews(scene) {
  const layers = scene.layers.map((layer) => ({ ...layer, key: layer.id }));
  const [areas, sites] = Object.keys(UNITS).map((kind) => layers.filter((layer) => layer.kind === kind));
  const timelines = scene.timelines.map(({ title, unit, steps }) => {
    const base = areas.find(({ label }) => label === title);
    return { title, unit, steps: steps.map((step, i) => ({ ...base, ...step, base, step: i })) };
  });
  const all = [...areas, ...timelines.flatMap(({ steps }) => steps)];
  return { areas, sites, timelines, of: (key) => all.find((view) => view.key === key) };
}

function unitsOf({ areas, sites }, kind) {
  return kind === 'areas' ? areas : sites;
}

function textOf({ cells, decimals }, unit) {
  const cell = cells[unit];
  return typeof cell === 'number' ? counted(cell, decimals) : cell;
}

const FORMATS = {};
function counted(number, decimals = 0) {
  FORMATS[decimals] ??= new Intl.NumberFormat('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return FORMATS[decimals].format(number);
}
