// The shown table as a file for spreadsheets, as releases write theirs: UTF-8 with a mark, and nothing that would run.

function csvText(columns, order) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  // a number without commas, in the digits that it is shown with
  const value = ({ cells, decimals }, unit) => (typeof cells[unit] === 'number' ? cells[unit].toFixed(decimals) : cell(cells[unit]));
  const rows = [columns.map(({ label }) => cell(label)), ...order.map((unit) => columns.map((column) => value(column, unit)))];
  return `\ufeff${rows.map((row) => `${row.join()}\n`).join('')}`;
}

function download(name, text) {
  const safe = name.replace(/[^\p{L}\d]+/gu, '-').replace(/^-|-$/g, '').slice(0, 100);
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  element('a', { href: address, download: `${safe}.csv` }).click();
  URL.revokeObjectURL(address);
}
