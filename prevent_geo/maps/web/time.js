// The choice of a step in time, and of a second view to compare with.

function drawTime(form, { timelines }, change) {
  if (!timelines.length) return () => {};
  const { title } = timelines[0];
  const select = element('select', { id: 'time' }, element('option', { value: '' }, 'Whole period'),
    ...timelines.map(({ unit }) => element('option', { value: unit }, `By ${unit}`)));
  const slider = element('input', { type: 'range', id: 'step', min: 0, ariaLabel: 'Step in time' });
  const label = element('span', { className: 'step-label' });
  const row = element('span', { className: 'slide' }, slider, label);
  const steps = (unit) => timelines.find((timeline) => timeline.unit === unit)?.views;
  const show = (left) => change({ left }, `Now showing ${left.label}.`);
  select.onchange = () => show(steps(select.value)?.at(-1) || timelines[0].views[0].base);
  slider.oninput = () => show(steps(select.value)[slider.valueAsNumber]);
  form.append(element('div', { className: 'time' }, element('label', { htmlFor: 'time' }, `${title} over time`), select, row));
  return ({ left }) => {
    select.value = left.every || '';
    row.hidden = !left.every;
    if (!left.every) return;
    slider.max = steps(left.every).length - 1;
    slider.value = left.step;
    slider.setAttribute('aria-valuetext', left.name);
    label.textContent = left.name;
  };
}

function drawCompare(form, views, change) {
  const group = (label, some) => element('optgroup', { label }, ...some.map(({ key, name, title }) =>
    element('option', { value: key }, name || title)));
  const select = element('select', { id: 'with' }, element('option', { value: '' }, 'Nothing: one map'), group('Layers', views.areas),
    ...views.timelines.map(({ title, unit, views: steps }) => group(`${title} by ${unit}`, steps)));
  select.onchange = () => {
    const right = views.of(select.value);
    change({ right, small: false }, right ? `Compared with ${right.label}: the map has a divider.` : 'One map.');
  };
  form.append(element('div', { className: 'compare' }, element('label', { htmlFor: 'with' }, 'Compare with'), select));
  return ({ right }) => { select.value = right?.key || ''; };
}
