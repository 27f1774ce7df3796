// Notes and links in words: beside the values of what is chosen, and as a list under the map.

const MOST_NOTES = 50;

function noteLine({ kind, kindLabel, text, role, date }, ...place) {
  return line(noteSign(kind), [element('strong', {}, kindLabel), element('q', {}, text), element('small', {}, [role, date, ...place].join(', '))]);
}

// those of the chosen area first
function drawSaid(node, scene, unit, most = MOST_NOTES) {
  const own = (note) => unit?.kind === 'areas' && note.area === unit.index;
  const notes = [...scene.notes.filter(own), ...scene.notes.filter((note) => !own(note))];
  const all = () => {
    drawSaid(node, scene, unit, notes.length);
    node.focus();
  };
  const more = element('button', { type: 'button', hidden: notes.length <= most, onclick: all }, `Show all ${counted(notes.length)} notes`);
  const lines = notes.slice(0, most).map((note) => noteLine(note, scene.areas.names[note.area]));
  lines.forEach((item, i) => item.classList.toggle('own', own(notes[i])));
  node.replaceChildren(list(lines), more);
}

function notesOf({ notes }, { kind, index }) {
  const own = notes.filter((note) => kind === 'areas' && note.area === index);
  return own.length ? [heading('h4', 'What roles said'), list(own.map((note) => noteLine(note)))] : [];
}

function linksOf({ links, areas, sites }, { kind, index }) {
  const [mine, others, names, title] = kind === 'areas'
    ? [links.areas, links.sites, sites.names, 'Contacts by partner'] : [links.sites, links.areas, areas.names, 'Contacts by area'];
  const found = mine.flatMap((own, i) => (own === index ? [[names[others[i]], links.contacts[i]]] : []));
  const lines = found.sort(([, a], [, b]) => b - a).map(([name, count]) => line('', [name], counted(count), ' contacts'));
  return [heading('h4', title), lines.length ? list(lines) : element('p', {}, 'None recorded.')];
}
