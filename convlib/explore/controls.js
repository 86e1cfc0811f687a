// The controls of an explorer. `state` has what is shown and what is wanted; `choose` takes what is wanted next.
// A number is that of the picture until the picture has come: what is wanted stands beside it, and the slider there.
function convlibControls({ controls, state, possible, choose, use }) {
  const { make } = ConvlibPlayer;
  const separate = make("input", { type: "checkbox", class: "separate" });
  const paired = controls.filter((c) => !c.options.length && !c.grows && c.axes.length > 1);
  const alone = (control) => separate.checked || !paired.includes(control); // each number has its own slider
  const uneven = () => paired.some((c) => state.wanted.values[c.name][0] !== state.wanted.values[c.name][1]);
  let spare = [];
  const set = (control, value) => choose({ ...state.wanted.values, [control.name]: value });
  const looks = (node, control, a) => {
    for (const event of ["focus", "pointerenter"]) node.addEventListener(event, () => use(control, a));
  };

  function slider(control) {
    const rows = control.axes.map((axis, a) => {
      const input = make("input", { type: "range", min: control.low, max: control.high, step: 1, name: control.name });
      const value = make("span", { class: "value", "aria-hidden": true }), suffix = make("span", { class: "axis" });
      const label = make("label", { class: "slider" }, make("span", { class: "name" }, control.name, suffix), input,
        value, make("span", { class: "valid", title: "what can be shown now" }));
      input.addEventListener("input", () => {
        const number = Number(input.value);
        use(control, a, false);
        set(control, state.wanted.values[control.name].map((now, n) => (n === a || !alone(control) ? number : now)));
      });
      looks(input, control, a);
      return { label, input, value, suffix, axis };
    });
    const count = control.grows ? counter(control) : null;
    const node = make("div", { class: "control" }, ...(count ? [count.node] : []), ...rows.map((r) => r.label));
    const update = () => rows.forEach((row, a) => {
      count?.update();
      const { label, input, value, suffix, axis } = row;
      const next = state.wanted.values[control.name][a], now = state.shown.values[control.name][a];
      input.disabled = next === undefined;
      label.hidden = input.disabled || (a > 0 && !alone(control));
      suffix.textContent = axis && alone(control) ? ` ${axis}` : "";
      input.setAttribute("aria-label", control.name + suffix.textContent);
      if (input.disabled) return;
      input.value = next;
      value.textContent = now ?? "";
      mark(row, control, next, possible(control, a, alone(control)));
      if (next === now) delete value.dataset.next;
      else value.dataset.next = next;
    });
    return { node, update };
  }

  function mark({ label, input }, control, next, valid) {
    const span = control.high - control.low || 1, line = label.querySelector(".valid");
    const at = (v) => `${(100 * (v - control.low)) / span}%`;
    line.style.setProperty("--from", valid.length ? at(valid[0]) : "0%");
    line.style.setProperty("--to", valid.length ? at(valid.at(-1)) : "0%");
    input.classList.toggle("outside", state.shown.values[control.name].includes(next) && !valid.includes(next));
  }

  // How many numbers there are; a new one starts as it was before, or like the last.
  function counter(control) {
    const select = make("select", { "aria-label": control.grows, class: "count" });
    control.axes.forEach((_, n) => select.append(new Option(n + 1)));
    select.addEventListener("change", () => {
      const now = state.wanted.values[control.name];
      spare = [...now, ...spare.slice(now.length)];
      set(control, Array.from({ length: Number(select.value) }, (_, n) => spare[n] ?? spare.at(-1)));
    });
    const node = make("label", { class: "slider" }, make("span", { class: "name" }, control.grows), select);
    return { node, update: () => { select.value = state.wanted.values[control.name].length; } };
  }

  function choice(control) {
    const select = make("select", { name: control.name, "aria-label": control.name });
    const value = make("span", { class: "value" });
    const name = (option) => ({ true: "True", false: "False" }[option] ?? option);
    for (const option of control.options) select.append(new Option(name(option)));
    select.addEventListener("change", () => {
      use(control, 0, false);
      set(control, control.options[select.selectedIndex]);
    });
    looks(select, control, 0);
    const node = make("label", { class: "slider" }, make("span", { class: "name" }, control.name), select, value);
    const update = () => {
      const next = state.wanted.values[control.name], now = state.shown.values[control.name];
      select.selectedIndex = control.options.indexOf(next);
      value.textContent = next === now ? "" : `still ${name(now)}`;
    };
    return { node, update };
  }

  const widgets = controls.map((control) => (control.options.length ? choice(control) : slider(control)));
  const nodes = widgets.map((widget) => widget.node);
  if (paired.length) nodes.push(make("label", { class: "switch" }, separate, "separate height and width"));
  separate.addEventListener("change", () => {
    const values = { ...state.wanted.values };
    if (!separate.checked) for (const c of paired) values[c.name] = values[c.name].map(() => values[c.name][0]);
    choose(values);
  });
  const update = () => {
    separate.checked ||= uneven(); // also when a reset or Python parted the axes
    for (const widget of widgets) widget.update();
  };
  return { nodes, update, alone, forget: () => { spare = []; } };
}

// Of the numbers changed by hand those that stay: a control that is moved may begin arrays anew.
function convlibKept(controls, { values, edits }, next) {
  const moved = controls.filter((c) => c.anew && String(values[c.name]) !== String(next[c.name]));
  const gone = moved.flatMap((c) => c.anew);
  return Object.fromEntries(Object.entries(edits).filter(([cell]) => !gone.includes(cell.split("_")[0])));
}
