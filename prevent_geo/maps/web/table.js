// The table of what is shown: sorted by its headers; the name in each row shows its unit on the map.

const MOST_ROWS = 500;

function drawTable(node, { kind, columns, rows, caption }, on) {
  const order = [...rows];
  const body = element('tbody');
  const heads = columns.map((column, i) => head(column, () => sortBy(i)));
  const buttons = new Map();
  let most = MOST_ROWS;
  let current = null;
  let chosen = null;

  const fill = () => {
    const shown = order.slice(0, most);
    buttons.clear();
    body.replaceChildren(...shown.map((unit) => row(columns, unit, buttons)));
    rove(buttons.has(current) ? current : shown[0]);
    choose(chosen);
    const rest = order.length - shown.length;
    more.hidden = rest === 0;
    more.textContent = `Show the next ${counted(Math.min(rest, MOST_ROWS))} of ${counted(rest)} more rows`;
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
  const choose = (unit) => {
    body.querySelector('.chosen')?.classList.remove('chosen');
    chosen = unit?.kind === kind ? unit : null;
    if (chosen) buttons.get(chosen.index)?.closest('tr').classList.add('chosen');
  };
  const more = element('button', { type: 'button', className: 'more' });
  more.onclick = () => {
    const first = order[most];
    most += MOST_ROWS;
    fill();
    buttons.get(first).focus();
  };
  body.addEventListener('focusin', ({ target }) => {
    const index = Number(target.dataset.unit);
    rove(index);
    on.hover({ kind, index }, undefined, true);
  });
  body.addEventListener('focusout', (event) => {
    if (!body.contains(event.relatedTarget)) on.leave(false);
  });
  body.onclick = ({ target }) => {
    const button = target.closest('button');
    if (button) on.pin({ kind, index: Number(button.dataset.unit) }, true);
  };
  body.onkeydown = (event) => {
    const lines = [...body.rows];
    const at = lines.indexOf(event.target.closest('tr'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    lines[Math.min(Math.max(next, 0), lines.length - 1)].querySelector('button').focus();
  };
  fill();
  node.replaceChildren(element('table', {}, element('caption', {}, element('span', {}, caption)),
    element('thead', {}, element('tr', {}, ...heads)), body), more);
  return { choose, csv: () => csvText(columns, order) };
}

function head(column, sort) {
  const button = element('button', { type: 'button', onclick: sort }, element('span', {}, column.label));
  return element('th', { scope: 'col', className: column.number ? 'number' : '' }, button);
}

function row(columns, unit, buttons) {
  const button = element('button', { type: 'button', tabIndex: -1, 'data-unit': unit }, columns[0].cells[unit]);
  buttons.set(unit, button);
  return element('tr', {}, element('th', { scope: 'row' }, button), ...columns.slice(1).map((column) =>
    element('td', { className: column.number ? 'number' : '' }, textOf(column, unit))));
}

// numbers by size, words by alphabet; what is not a number comes last both ways
function sortOrder(order, { cells }, up) {
  const way = up ? 1 : -1;
  const { compare } = new Intl.Collator('en-GB', { numeric: true });
  const isNumber = (unit) => typeof cells[unit] === 'number';
  order.sort((a, b) => {
    if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
    if (isNumber(a)) return way * (cells[a] - cells[b]) || a - b;
    return way * compare(cells[a], cells[b]) || a - b;
  });
}
