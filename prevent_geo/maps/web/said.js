// Notes and links in words: beside the values of what is chosen, and as a list under the map.

const MOST_NOTES = 50;

function noteLine({ kind, kindLabel, text, role, date }, ...place) {
  const words = [element('strong', {}, kindLabel), element('q', {}, text), element('small', {}, [role, date, ...place].join(', '))];
  return line(noteSign(kind), words);
}

function drawSaid({ notes, areas }, unit, most = MOST_NOTES) {
  const node = byId('said');
  const own = notesAt(notes, unit);
  const sorted = [...own, ...notes.filter((note) => !own.includes(note))];
  const lines = sorted.slice(0, most).map((note) => noteLine(note, areas.names[note.area]));
  lines.slice(0, own.length).forEach((item) => item.classList.add('own'));
  node.replaceChildren(list(lines));
  if (notes.length > most) {
    node.append(button(() => {
      drawSaid({ notes, areas }, unit, notes.length);
      node.focus();
    }, `Show all ${counted(notes.length)} notes`));
  }
}

function notesAt(notes, unit) {
  return notes.filter(({ area }) => unit?.kind === 'areas' && area === unit.index);
}

function notesOf({ notes }, unit) {
  const own = notesAt(notes, unit);
  return own.length ? [heading('h4', 'What roles said'), list(own.map((note) => noteLine(note)))] : [];
}

function linksOf({ links, areas, sites }, { kind, index }) {
  const [title, mine, others, { names }] = kind === 'areas'
    ? ['Contacts by partner', links.areas, links.sites, sites] : ['Contacts by area', links.sites, links.areas, areas];
  const found = [...mine.keys()].filter((i) => mine[i] === index).sort((a, b) => links.contacts[b] - links.contacts[a]);
  const lines = found.map((i) => line('', [names[others[i]]], counted(links.contacts[i]), 'contacts'));
  return [heading('h4', title), lines.length ? list(lines) : element('p', {}, 'None recorded.')];
}
