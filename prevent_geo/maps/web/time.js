// The choice of a step in time, and of a second view to compare with.

function drawTime({ timelines }, change) {
  if (!timelines.length) return () => {};
  const [{ title, steps: [{ base }] }] = timelines;
  const stepsOf = (every) => timelines.find(({ unit }) => unit === every).steps;
  const [select, slider] = [byId('time'), byId('step')];
  const row = document.querySelector('.time');
  row.hidden = false;
  row.querySelector('label').textContent = `${title} over time`;
  select.append(...timelines.map(({ unit }) => option(unit, `By ${unit}`)));
  select.onchange = () => change({ left: select.value ? stepsOf(select.value).at(-1) : base });
  slider.oninput = () => change({ left: stepsOf(select.value)[slider.value] });
  return ({ left: { every, step, name } }) => {
    select.value = every || '';
    row.querySelector('.slide').hidden = !every;
    if (!every) return;
    slider.max = stepsOf(every).length - 1;
    slider.value = step;
    slider.ariaValueText = name;
    row.querySelector('.step-label').textContent = name;
  };
}

function drawCompare(views, change) {
  const select = byId('with');
  const group = (label, some) => element('optgroup', { label }, ...some.map((view) => option(view.key, view.name || view.label)));
  select.append(group('Layers', views.areas), ...views.timelines.map(({ title, unit, steps }) => group(`${title} by ${unit}`, steps)));
  select.onchange = () => {
    const right = views.of(select.value);
    change({ right, small: false }, right ? `Compared with ${right.label}: the map has a divider.` : 'One map.');
  };
  return ({ right }) => { select.value = right?.key || ''; };
}

function option(value, text) {
  return element('option', { value }, text);
}
