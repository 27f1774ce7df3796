// The table of the shown layer: sorted by its headers; the name in each row shows its unit on the map.

const MOST_ROWS = 2000;

function drawTable(node, { layer, names, codes, caption }, on) {
  const columns = [
    { label: 'Name', cells: names },
    ...layer.columns,
    ...(codes ? [{ label: 'Code', cells: codes }] : []),
  ];
  const order = names.map((_, i) => i);
  const body = element('tbody');
  const heads = columns.map((column, i) => head(column, () => sortBy(i)));
  const buttons = new Map();
  let most = MOST_ROWS;
  let current = null;

  const fill = () => {
    const shown = order.slice(0, most);
    buttons.clear();
    body.replaceChildren(...shown.map((unit) => row(columns, unit, buttons)));
    rove(buttons.has(current) ? current : shown[0]);
    const rest = order.length - shown.length;
    more.hidden = rest === 0;
    more.textContent = `Show the other ${rest.toLocaleString('en-GB')} rows`;
  };
  const sortBy = (i) => {
    const up = heads[i].ariaSort !== 'ascending';
    heads.forEach((cell) => cell.removeAttribute('aria-sort'));
    heads[i].ariaSort = up ? 'ascending' : 'descending';
    sortOrder(order, columns[i], up);
    fill();
  };
  // one stop for the tab key; arrow keys walk the rows
  const rove = (unit) => {
    buttons.get(current)?.setAttribute('tabindex', '-1');
    buttons.get(unit)?.setAttribute('tabindex', '0');
    current = unit;
  };
  const more = element('button', { type: 'button', className: 'more' });
  more.addEventListener('click', () => {
    const first = order[most];
    most = order.length;
    fill();
    buttons.get(first).focus();
  });
  body.addEventListener('focusin', (event) => {
    const unit = unitOf(event.target);
    if (unit === null) return;
    rove(unit);
    on.hover({ kind: layer.kind, index: unit }, true);
  });
  body.addEventListener('focusout', (event) => {
    if (!body.contains(event.relatedTarget)) on.leave(false);
  });
  body.addEventListener('click', (event) => {
    const unit = unitOf(event.target);
    if (unit !== null) on.pin({ kind: layer.kind, index: unit }, true);
  });
  body.addEventListener('keydown', (event) => {
    const rows = [...body.rows];
    const at = rows.indexOf(event.target.closest('tr'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    rows[Math.min(Math.max(next, 0), rows.length - 1)].querySelector('button').focus();
  });
  fill();
  node.replaceChildren(element('table', {}, element('caption', {}, element('span', {}, caption)),
    element('thead', {}, element('tr', {}, ...heads)), body), more);
  return {
    choose(unit) {
      body.querySelector('.chosen')?.classList.remove('chosen');
      if (!unit || unit.kind !== layer.kind) return;
      buttons.get(unit.index)?.closest('tr').classList.add('chosen');
    },
  };
}

function unitOf(target) {
  const button = target.closest('button[data-unit]');
  return button ? Number(button.dataset.unit) : null;
}

function head(column, sort) {
  const button = element('button', { type: 'button', onclick: sort }, element('span', {}, column.label));
  return element('th', { scope: 'col', className: column.number ? 'number' : '' }, button);
}

function row(columns, unit, buttons) {
  const button = element('button', { type: 'button', tabIndex: -1 }, columns[0].cells[unit]);
  button.dataset.unit = String(unit);
  buttons.set(unit, button);
  return element('tr', {}, element('th', { scope: 'row' }, button), ...columns.slice(1).map((column) =>
    element('td', { className: column.number ? 'number' : '' }, column.cells[unit])));
}

// numbers by size, words by alphabet; what is not a number comes last both ways
function sortOrder(order, column, up) {
  const way = up ? 1 : -1;
  const compare = new Intl.Collator('en-GB', { numeric: true }).compare;
  const number = (unit) => (column.number ? parseFloat(column.cells[unit].replaceAll(',', '')) : NaN);
  order.sort((a, b) => {
    const [one, other] = [number(a), number(b)];
    if (Number.isNaN(one) !== Number.isNaN(other)) return Number.isNaN(one) ? 1 : -1;
    if (!Number.isNaN(one) && one !== other) return way * (one - other);
    return way * compare(column.cells[a], column.cells[b]) || a - b;
  });
}
