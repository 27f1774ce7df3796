// The state of the page in its address, so that a view can be shared. What is not understood there is left out.

const CHOSEN = { areas: 'area', points: 'partner' };

function readAddress(scene, views) {
  const given = new URLSearchParams(location.hash.slice(1));
  const on = (name, possible = true) => possible && given.get(name) === '1';
  const units = Object.entries(CHOSEN).map(([kind, name]) => ({ kind, index: unitsOf(scene, kind).codes.indexOf(given.get(name)) }));
  const facets = new Set(scene.sites.names.flatMap((_, index) => facetsOf(scene, index)));
  return {
    state: {
      left: [given.get('step'), given.get('layer')].map(views.of).find(Boolean) || views.areas[0],
      right: views.of(given.get('with')),
      sites: views.sites.find(({ key }) => key === given.get('sites')),
      off: new Set(given.getAll('off').filter((value) => facets.has(value))),
      notes: on('notes', scene.notes.length > 0),
      links: on('links', scene.links.sites.length > 0),
      small: on('small'),
      table: given.get('table') === 'points' && views.sites.length ? 'points' : 'areas',
    },
    pinned: units.find(({ index }) => index >= 0),
    at: readPlace(given.get('at') || ''),
  };
}

function readPlace(text) {
  const [lat, lon, zoom] = text.split(',').map(parseFloat);
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 18 ? { lat, lon, zoom } : null;
}

function writeAddress(scene, { left, right, sites, off, table, ...state }, pinned, at) {
  const parts = new URLSearchParams({ layer: left.id });
  const set = (name, value) => { if (value) parts.append(name, value); };
  set('step', left.base && left.key);
  set('with', right?.key);
  set('sites', sites?.key);
  off.forEach((value) => set('off', value));
  ['notes', 'links', 'small'].forEach((name) => set(name, state[name] && '1'));
  set('table', table === 'points' && table);
  if (pinned) set(CHOSEN[pinned.kind], unitsOf(scene, pinned.kind).codes[pinned.index]);
  set('at', at && [at.lat.toFixed(5), at.lon.toFixed(5), Math.round(at.zoom * 100) / 100].join());
  try {
    history.replaceState(null, '', `#${String(parts).replaceAll('%3A', ':').replaceAll('%2C', ',')}`);
  } catch {
    // a notebook's frame has no address of its own
  }
}

function drawShare(tell, write) {
  byId('share').hidden = location.protocol === 'about:';
  const field = byId('link');
  byId('copy').onclick = async () => {
    write();
    try {
      await navigator.clipboard.writeText(location.href);
      tell('Link copied.');
    } catch {
      field.value = location.href;
      field.hidden = false;
      field.select();
      tell('Copy the selected link.');
    }
  };
}
