// Links: lines from a partner to the areas in which it has contacts, or from an area to its partners.

const THREADS = { colour: '#801650', casing: '#ffffff', weights: [1.5, 3, 5] };

// contacts above the first and above the second of these make a thicker line: thirds of all links
function linkSteps({ contacts }) {
  const sorted = [...contacts].sort((a, b) => a - b);
  return [1, 2].map((third) => sorted[Math.ceil((sorted.length * third) / 3) - 1] ?? 0);
}

function drawLinks(map, scene, placeOf, middleOf) {
  map.createPane('links').style.zIndex = 440;
  const common = { pane: 'links', renderer: L.svg({ pane: 'links' }), interactive: false, smoothFactor: 0, noClip: true };
  const group = L.layerGroup().addTo(map);
  const { sites, areas, contacts } = scene.links;
  const steps = linkSteps(scene.links);
  const draw = (lines, color, weight, className) => {
    if (lines.length) group.addLayer(L.polyline(lines, { ...common, color, weight, className, opacity: 1 }));
  };
  const show = (unit) => {
    group.clearLayers();
    if (!unit) return;
    const lines = THREADS.weights.map(() => []);
    const ends = [];
    (unit.kind === 'points' ? sites : areas).forEach((index, i) => {
      if (index !== unit.index) return;
      const [site, area] = [placeOf(sites[i]), middleOf(areas[i])];
      lines[steps.filter((step) => contacts[i] > step).length].push([site, area]);
      const end = unit.kind === 'points' ? area : site;
      // a line of no length with round ends is a dot
      ends.push([end, end]);
    });
    // a light casing below all lines is seen on every fill, and no line is cut by another's casing
    THREADS.weights.forEach((weight, step) => draw(lines[step], THREADS.casing, weight + 3, 'casing'));
    draw(ends, THREADS.casing, 11, 'casing');
    THREADS.weights.forEach((weight, step) => draw(lines[step], THREADS.colour, weight, 'link'));
    draw(ends, THREADS.colour, 8, 'link-end');
  };
  return { show, steps };
}
