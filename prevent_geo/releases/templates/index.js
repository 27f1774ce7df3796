// The list of places, searched and sorted. Without this the page shows all of it, in its first order.
(() => {
  'use strict';
  const table = document.getElementById('places');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const shapes = new Map([...document.querySelectorAll('svg [data-place]')].map((shape) =>
    [Number(shape.dataset.place), shape]));
  const { compare } = new Intl.Collator('en-GB', { numeric: true });
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const names = rows.map((row) => fold(row.cells[0].textContent));
  const typed = document.getElementById('typed');
  const found = document.getElementById('found');

  const search = () => {
    const wanted = fold(typed.value.trim());
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !names[i].includes(wanted);
      shapes.get(i)?.classList.toggle('out', row.hidden);
      if (!row.hidden) count += 1;
    });
    const places = rows.length === 1 ? 'place' : 'places';
    found.textContent = count ? `${count} of ${rows.length} ${places}` : 'No place has that name or code.';
  };
  const sort = (head) => {
    const up = head.ariaSort !== 'ascending';
    const way = up ? 1 : -1;
    const key = ({ cells }) => cells[head.cellIndex].dataset.key ?? cells[head.cellIndex].textContent;
    [...table.tHead.rows[0].cells].forEach((cell) => cell.removeAttribute('aria-sort'));
    head.ariaSort = up ? 'ascending' : 'descending';
    const order = rows.map((row, i) => [key(row), i]);
    order.sort(([a, i], [b, j]) => way * compare(a, b) || i - j);
    body.append(...order.map(([, i]) => rows[i]));
  };

  for (const head of table.querySelectorAll('th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.onclick = () => sort(head);
    head.append(button);
  }
  typed.oninput = search;
  document.getElementById('search').hidden = false;
  search();
})();
