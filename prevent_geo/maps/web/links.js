// Links: lines from a partner to the areas in which it has contacts, or from an area to its partners.

const WEIGHTS = [1.5, 3, 5];

// contacts above the first and above the second of these make a thicker line: thirds of all links
function linkSteps({ contacts }) {
  const sorted = [...contacts].sort((a, b) => a - b);
  return [1, 2].map((third) => sorted[Math.ceil((sorted.length * third) / 3) - 1] ?? 0);
}

function drawLinks(map, { links }, placeOf, middleOf) {
  const { group, common } = linePane(map, 'links');
  const steps = linkSteps(links);
  const draw = (lines, weight, className) => {
    if (lines.length) group.addLayer(L.polyline(lines, { ...common, noClip: true, weight, className }));
  };
  return (unit) => {
    group.clearLayers();
    if (!unit) return;
    const ofSite = unit.kind === 'points';
    const lines = WEIGHTS.map(() => []);
    const ends = [];
    (ofSite ? links.sites : links.areas).forEach((index, i) => {
      if (index !== unit.index) return;
      const line = [placeOf(links.sites[i]), middleOf(links.areas[i])];
      lines[steps.filter((step) => links.contacts[i] > step).length].push(line);
      // a line of no length with round ends is a dot
      const end = line[Number(ofSite)];
      ends.push([end, end]);
    });
    // a light casing below all lines is seen on every fill, and no line is cut by another's casing
    WEIGHTS.forEach((weight, step) => draw(lines[step], weight + 3, 'casing'));
    draw(ends, 11, 'casing');
    WEIGHTS.forEach((weight, step) => draw(lines[step], weight, 'link'));
    draw(ends, 8, 'link-end');
  };
}
