// The table of what is shown: sorted by its headers; the name in each row shows its unit on the map.

const MOST_ROWS = 500;

function drawTable(node, { kind, columns, order, caption }, on) {
  const body = element('tbody');
  const heads = columns.map(({ label, number }, i) => element('th', { scope: 'col', className: number ? 'number' : '' },
    button(() => sortBy(i), element('span', {}, label))));
  let most = MOST_ROWS;
  let chosen = null;

  const buttonOf = (unit) => body.querySelector(`[data-unit="${unit}"]`);
  const choose = (unit) => {
    body.querySelector('.chosen')?.classList.remove('chosen');
    chosen = unit?.kind === kind ? unit : null;
    buttonOf(chosen?.index)?.closest('tr').classList.add('chosen');
  };
  // one stop for the tab key; arrow keys walk the rows
  const rove = (to) => {
    body.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    to?.setAttribute('tabindex', '0');
  };
  const fill = () => {
    const current = body.querySelector('[tabindex="0"]')?.dataset.unit;
    body.replaceChildren(...order.slice(0, most).map((unit) => row(columns, unit)));
    rove(buttonOf(current) || body.querySelector('button'));
    choose(chosen);
    const rest = Math.max(0, order.length - most);
    more.hidden = !rest;
    more.textContent = `Show the next ${counted(Math.min(rest, MOST_ROWS))} of ${counted(rest)} more rows`;
  };
  const sortBy = (i) => {
    const up = heads[i].ariaSort !== 'ascending';
    heads.forEach((cell) => { cell.ariaSort = null; });
    heads[i].ariaSort = up ? 'ascending' : 'descending';
    sortOrder(order, columns[i], up);
    fill();
  };
  const more = button(() => {
    const first = order[most];
    most += MOST_ROWS;
    fill();
    buttonOf(first).focus();
  });
  const unitOf = (target) => ({ kind, index: Number(target.dataset.unit) });
  body.addEventListener('focusin', ({ target }) => {
    rove(target);
    on.hover(unitOf(target), undefined, true);
  });
  body.addEventListener('focusout', ({ relatedTarget }) => {
    if (!body.contains(relatedTarget)) on.leave(false);
  });
  body.onclick = ({ target }) => {
    if (target.closest('button')) on.pin(unitOf(target.closest('button')), true);
  };
  body.onkeydown = (event) => {
    const last = body.rows.length - 1;
    const at = event.target.closest('tr').sectionRowIndex;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    body.rows[Math.min(Math.max(next, 0), last)].querySelector('button').focus();
  };
  fill();
  node.replaceChildren(element('table', {}, element('caption', {}, element('span', {}, caption)),
    element('thead', {}, element('tr', {}, ...heads)), body), more);
  return { choose, csv: () => csvText(columns, order) };
}

function row([first, ...columns], unit) {
  const name = element('button', { type: 'button', tabIndex: -1, 'data-unit': unit }, first.cells[unit]);
  return element('tr', {}, element('th', { scope: 'row' }, name), ...columns.map((column) =>
    element('td', { className: column.number ? 'number' : '' }, textOf(column, unit))));
}

// numbers by size, words by alphabet; what is not a number comes last both ways
function sortOrder(order, { cells }, up) {
  const way = up ? 1 : -1;
  const isNumber = (unit) => typeof cells[unit] === 'number';
  order.sort((a, b) => {
    if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
    return way * (isNumber(a) ? cells[a] - cells[b] : compare(cells[a], cells[b])) || a - b;
  });
}
