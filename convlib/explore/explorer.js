// Controls and words around a stage. Asks Python for each choice, one question at a time: the last one wins.
// While nothing happens it asks ahead for the other values of the control in use, so that a move paints at once.
const { make } = ConvlibPlayer;

function render({ model, el }) {
  const controls = model.get("controls");
  const answer = () => model.get("answer");
  const keyOf = (a) => JSON.stringify([a.values, a.edits]);
  const ahead = new Map(); // answers that may be wanted next, by what was chosen
  let current = answer(), values = structuredClone(current.values), edits = { ...current.edits };
  let waiting = null, next = false, asks = 0, painted = null, paints = 0, used = null, idle = null, spare = [];
  const id = Math.random().toString(36).slice(2);

  const panel = make("div", { class: "controls" });
  const message = make("p", { class: "message", role: "status" });
  const host = make("div", { class: "host" });
  const formula = make("div", { class: "formula" }), notes = make("div", { class: "notes" });
  const calls = make("div", { class: "calls" });
  const root = make("div", { class: "convlib-explorer", "data-lm-suppress-shortcuts": "true" }, panel,
    make("div", { class: "show" }, message, host, formula, notes, calls));
  el.replaceChildren(root);
  const stage = ConvlibPlayer.mount(host, { onCell: edit, full: root });

  const separate = make("input", { type: "checkbox", class: "separate" });
  const paired = controls.filter((c) => !c.options.length && !c.grows && c.axes.length > 1);
  const alone = (control) => separate.checked || !paired.includes(control); // each number has its own slider
  const uneven = () => paired.some((c) => values[c.name][0] !== values[c.name][1]);
  separate.checked = uneven();
  const widgets = controls.map((control) => (control.options.length ? choice(control) : slider(control)));
  const reset = make("button", { type: "button", class: "reset" }, "Reset");
  panel.append(...widgets.map((w) => w.node), reset);
  if (paired.length) reset.before(make("label", { class: "switch" }, separate, "separate height and width"));

  separate.addEventListener("change", () => {
    if (!separate.checked) for (const c of paired) values[c.name] = values[c.name].map(() => values[c.name][0]);
    choose();
  });
  reset.addEventListener("click", () => {
    values = structuredClone(answer().start);
    edits = {};
    spare = [];
    choose();
  });

  function slider(control) {
    const rows = control.axes.map((axis, a) => {
      const input = make("input", { type: "range", min: control.low, max: control.high, step: 1, name: control.name });
      const value = make("output", { class: "value" });
      const suffix = make("span", { class: "axis" });
      const label = make("label", { class: "slider" }, make("span", { class: "name" }, control.name, suffix), input, value,
        make("span", { class: "valid", title: "what can be shown now" }));
      input.addEventListener("input", () => {
        const number = Number(input.value);
        used = [control, a];
        values[control.name] = values[control.name].map((now, n) => (n === a || !alone(control) ? number : now));
        choose();
      });
      for (const event of ["focus", "pointerenter"]) input.addEventListener(event, () => lookAhead(control, a));
      return { label, input, value, suffix, axis };
    });
    const count = control.grows ? counter(control) : null;
    const node = make("div", { class: "control" }, ...(count ? [count.node] : []), ...rows.map((r) => r.label));
    const update = () => rows.forEach(({ label, input, value, suffix, axis }, a) => {
      count?.update();
      const now = values[control.name][a], valid = current.valid[control.name][a];
      input.disabled = now === undefined;
      label.hidden = input.disabled || (a > 0 && !alone(control));
      suffix.textContent = axis && alone(control) ? ` ${axis}` : "";
      input.setAttribute("aria-label", control.name + suffix.textContent);
      if (input.disabled) return;
      input.value = now;
      value.textContent = now;
      if (!valid) return; // a number that Python has not seen yet
      const span = control.high - control.low || 1;
      const at = (v) => `${(100 * (v - control.low)) / span}%`;
      const mark = label.querySelector(".valid");
      mark.style.setProperty("--from", valid.length ? at(valid[0]) : "0%");
      mark.style.setProperty("--to", valid.length ? at(valid.at(-1)) : "0%");
      input.classList.toggle("outside", !valid.includes(now));
    });
    return { node, update };
  }

  // How many numbers there are; a new one starts as it was before, or like the last.
  function counter(control) {
    const select = make("select", { "aria-label": control.grows, class: "count" });
    control.axes.forEach((_, n) => select.append(new Option(n + 1)));
    select.addEventListener("change", () => {
      const now = values[control.name];
      spare = [...now, ...spare.slice(now.length)];
      values[control.name] = Array.from({ length: Number(select.value) }, (_, n) => spare[n] ?? spare.at(-1));
      choose();
    });
    const node = make("label", { class: "slider" }, make("span", { class: "name" }, control.grows), select);
    return { node, update: () => { select.value = values[control.name].length; } };
  }

  function choice(control) {
    const select = make("select", { name: control.name, "aria-label": control.name });
    for (const option of control.options) select.append(new Option({ true: "True", false: "False" }[option] ?? option));
    select.addEventListener("change", () => {
      values[control.name] = control.options[select.selectedIndex];
      used = [control, 0];
      choose();
    });
    for (const event of ["focus", "pointerenter"]) select.addEventListener(event, () => lookAhead(control, 0));
    const node = make("label", { class: "slider" }, make("span", { class: "name" }, control.name), select);
    return { node, update: () => { select.selectedIndex = control.options.indexOf(values[control.name]); } };
  }

  function refresh() {
    separate.checked ||= uneven(); // also when a reset or Python parted the axes
    widgets.forEach((w) => w.update());
  }

  function choose() {
    const known = ahead.get(keyOf({ values, edits }));
    if (known) paint(known);
    else refresh();
    ask();
  }

  function ask() {
    if (waiting !== null) { next = true; return; }
    asks += 1;
    waiting = `${id}-${asks}`; // this view's own, so that another view's answer is not taken for ours
    next = false;
    model.set("asked", { request: waiting, values: structuredClone(values), edits: { ...edits } });
    model.save_changes();
  }

  function receive() {
    const a = answer();
    if (waiting !== null && a.request === waiting) {
      waiting = null;
      if (next) return ask(); // newer choices came while this one was made: straight to the last of them
    } else if (waiting !== null) {
      if (a.request.startsWith(id)) return; // an older answer of ours: the one we wait for will come
      waiting = null; // another view asked at the same time, and may have taken our question's place
      return ask();
    }
    values = structuredClone(a.values); // the same as here, unless Python or another view chose
    edits = { ...a.edits };
    paint(a);
  }

  // The other values of a control, nearest first.
  function others(control, a) {
    if (control.options.length) return control.options;
    const now = values[control.name], both = !alone(control);
    return Array.from({ length: control.high - control.low + 1 }, (_, n) => control.low + n)
      .sort((p, q) => Math.abs(p - now[a]) - Math.abs(q - now[a]))
      .map((v) => now.map((other, n) => (n === a || both ? v : other)));
  }

  // Asked for a few at a time, so that a real question never waits long.
  function lookAhead(control, a) {
    used = [control, a];
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (waiting !== null) return;
      const asked = others(control, a).map((value) => ({ values: { ...values, [control.name]: value }, edits }))
        .filter((choice) => !ahead.has(keyOf(choice)));
      if (asked.length) model.send({ ahead: asked.slice(0, 2) });
    }, 15);
  }

  function remember({ ahead: answers }) {
    for (const a of answers || []) ahead.set(keyOf(a), a);
    for (const key of ahead.keys()) if (ahead.size > 60) ahead.delete(key);
    if (used) lookAhead(...used);
  }

  function paint(a) {
    current = a;
    refresh();
    message.textContent = a.message;
    root.classList.toggle("refused", Boolean(a.message));
    if (used) lookAhead(...used);
    const key = keyOf(a);
    if (a.message ? painted !== null : key === painted) return;
    painted = key;
    paints += 1;
    stage.load(a.film, paints);
    formula.replaceChildren(...a.formula.map((line) => make("code", {}, line)));
    notes.replaceChildren(...a.notes.map((sentence) => make("p", {}, sentence)));
    calls.replaceChildren(...a.calls.map(([library, line, whole]) => {
      const copy = make("button", { type: "button", title: "Copy the call with its arrays" }, "Copy");
      copy.addEventListener("click", async () => {
        await copyText(whole, root);
        copy.textContent = "Copied";
        setTimeout(() => { copy.textContent = "Copy"; }, 1200);
      });
      const parts = [make("span", { class: "library" }, library), make("code", {}, line), copy];
      return make("div", { class: "call", "data-copy": whole }, ...parts);
    }));
  }

  function edit(cell) {
    const cellId = cell.dataset.id.split(".").at(-1); // on a sheet, a film's name stands before it
    if (!model.get("editable").includes(cellId.split("_")[0])) return;
    numberBox(cell, host, cellId, () => stage.root.focus({ preventScroll: true }), (number) => {
      edits = { ...edits, [cellId]: number };
      choose();
    });
  }

  model.on("change:answer", receive);
  model.on("msg:custom", remember);
  paint(current);
  return () => {
    clearTimeout(idle);
    model.off("change:answer", receive);
    model.off("msg:custom", remember);
    stage.destroy();
  };
}

export default { render };
