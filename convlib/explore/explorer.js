// Controls and words around a stage. What is shown is one answer of Python's: picture, numbers and words together.
// Answers come from Python while it is there; else from those that travel with the page.
function convlibExplorer(host, about, first, near = []) {
  const { make } = ConvlibPlayer, MOST = 120;
  const place = "live" in host.dataset; // else a widget's own view, which ends when its output is made anew
  const sorted = (named) => Object.entries(named).sort(); // a file may have put the names in another order
  const keyOf = (a) => JSON.stringify([sorted(a.values), sorted(a.edits)]);
  const chosen = (a) => ({ values: structuredClone(a.values), edits: { ...a.edits } });
  const known = new Map(); // answers that may be wanted next, by what was chosen
  const state = { shown: first, wanted: chosen(first) }; // shown is without a revision until Python knows of it
  let picture = first; // the last answer that has one
  let link = null, used = null, painted = null, paints = 0, idle = null, saving = null, saved = keyOf(first), focus = null,
    follows = false, saying = null, settling = false, rests = false;

  const panel = make("div", { class: "controls", role: "group", "aria-label": "Controls" });
  const message = make("p", { class: "message", role: "status" });
  const stageHost = make("div", { class: "host" });
  const formula = make("div", { class: "formula" }), notes = make("div", { class: "notes" });
  const calls = make("div", { class: "calls" }), voice = make("p", { class: "voice", "aria-live": "polite" });
  const root = make("div", { class: "convlib-explorer" }, make("style", {}, convlibExplorerStyle), make("div",
    { class: "columns" }, panel, make("div", { class: "show" }, message, stageHost, formula, notes, calls, voice)));
  host.replaceChildren(root);
  ConvlibPlayer.keys(root);
  const stage = ConvlibPlayer.mount(stageHost, { onCell: edit, full: root, onFrame: (f) => tellFrame(f) });
  const controls = convlibControls({ controls: about.controls, state, possible, choose, use });
  const presets = make("select", { class: "presets", "aria-label": "presets" });
  const reset = make("button", { type: "button", class: "reset" }, "Reset");
  panel.append(make("label", { class: "slider" }, make("span", { class: "name" }, "presets"), presets), ...controls.nodes, reset);
  offer(about.presets);
  convlibPad(stage.drawing, state, choose);

  presets.addEventListener("change", () => choose(settings(presets.value), {}));
  reset.addEventListener("click", () => { controls.forget(); choose(structuredClone(about.start), {}); });

  function offer(named) {
    about.presets = named;
    presets.replaceChildren(new Option("choose …", ""), ...Object.keys(named).map((name) => new Option(name)));
    presets.parentElement.hidden = !Object.keys(named).length;
  }
  const settings = (name) => structuredClone({ ...about.start, ...about.presets[name] });

  // What is wanted next; of several choices in one go the last.
  function choose(values, edits = next(values).edits) {
    state.wanted = chosen({ values, edits });
    if (!settling) queueMicrotask(settle);
    settling = true;
  }

  // It is shown at once when its answer is here; else it is marked until the answer comes.
  function settle() {
    settling = false;
    const here = known.get(keyOf(state.wanted));
    if (here) paint(here);
    else refresh();
    if (link) link.ask({ ...state.wanted, frame: here && !here.message ? stage.frame() : null });
    else if (!here) giveUp("alone");
  }

  // Nobody will answer: the controls show what the picture shows.
  function giveUp(why) {
    if (why === "unmet" && keyOf(state.wanted) === keyOf(state.shown)) return; // it was here
    state.shown = picture;
    state.wanted = chosen(picture);
    root.classList.remove("refused");
    refresh();
    say(CONVLIB_WORDS[why]);
  }

  function tell(why) {
    if (keyOf(state.wanted) !== keyOf(state.shown)) say(CONVLIB_WORDS[why]);
  }

  // The result is heard once it has stood for a moment, by who is here.
  function hear(words) {
    clearTimeout(saying);
    saying = setTimeout(() => { if (root.contains(document.activeElement)) voice.textContent = words; }, 400);
  }

  const say = (words) => { message.textContent = words; };
  const next = (values) => ({ values, edits: convlibKept(about.controls, state.wanted, values) });

  function refresh() {
    const waits = keyOf(state.wanted) !== keyOf(state.shown);
    root.classList.toggle("waits", waits);
    root.setAttribute("aria-busy", waits);
    controls.update();
    const now = keyOf(state.wanted);
    presets.value = Object.keys(about.presets).find((name) => keyOf({ values: settings(name), edits: {} }) === now) ?? "";
  }

  function receive(answer) {
    if (!link.waits()) state.wanted = chosen(answer); // the same as here, unless Python or another view chose
    else if (keyOf(state.shown) === keyOf(state.wanted)) return; // further on than this answer
    follows = true;
    if (isThere(answer)) state.shown = picture = { ...picture, ...answer };
    else paint(answer);
    follows = false;
    if (stage.frame() !== picture.film.start) tellFrame(stage.frame(), true); // else Python takes it for granted
  }

  // Python says what is painted already.
  function isThere(answer) {
    return !root.matches(".waits,.refused") && keyOf(answer) === painted && answer.message === message.textContent;
  }

  // Where the film stands, to Python and so to the other views, and from there. A film that has just come stands
  // where the first view says.
  function tellFrame(frame, first = false) {
    if (state.shown.revision && !follows) link?.frame(frame, state.shown.revision, first);
  }
  function follow(frame) {
    follows = true;
    if (frame !== stage.frame()) stage.go(frame);
    follows = false;
  }

  function remember(answers) {
    for (const answer of answers) known.set(keyOf(answer), answer);
    for (const key of known.keys()) if (known.size > MOST) known.delete(key);
  }

  function learn(answer, last) {
    remember([answer]);
    if (rests && last) askAhead(allMoves());
  }

  function paint(a) {
    const key = keyOf(a);
    state.shown = { ...picture, revision: undefined, ...a };
    if (!a.message) picture = state.shown;
    refresh();
    say(a.message);
    root.classList.toggle("refused", Boolean(a.message));
    lookAhead();
    if (a.message ? painted !== null : key === painted) return;
    painted = key;
    paints += 1;
    stage.load(a.film, paints);
    formula.replaceChildren(...a.formula.map((line) => make("code", {}, line)));
    hear(a.formula.at(-1));
    notes.replaceChildren(...a.notes.map((sentence) => make("p", {}, sentence)));
    const back = () => a.line.replace(/\)$/, stage.frame() === a.film.start ? ")" : `, frame=${stage.frame()})`);
    calls.replaceChildren(...a.calls.map(([library, line, whole]) => call(library, line, "the call with its arrays", whole)),
      call("this view", a.line, "the line that returns to this picture", a.line, back));
    keepSoon();
  }

  function call(library, shown, what, whole, now = () => whole) {
    const copy = make("button", { type: "button", title: `Copy ${what}` }, "Copy");
    copy.addEventListener("click", async () => {
      await copyText(now(), root);
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 1200);
    });
    const parts = [make("span", { class: "library" }, library), make("code", {}, shown), copy];
    return make("div", { class: "call", "data-copy": whole }, ...parts);
  }

  function edit(cell) {
    const cellId = cell.dataset.id.split(".").at(-1); // on a sheet, a film's name stands before it
    if (!about.editable.includes(cellId.split("_")[0])) return;
    numberBox(cell, stageHost, cellId, stage.focus, say, (number) =>
      choose(state.wanted.values, { ...state.wanted.edits, [cellId]: number }));
  }

  // What a number of a slider could be moved to: what Python says, or what is here.
  function possible(control, a, alone) {
    if (link) return state.shown.valid[control.name][a] ?? [];
    return others(control, a, alone).filter(([, values]) => known.has(keyOf(next(values))) ||
      keyOf(next(values)) === painted).map(([v]) => v).sort((p, q) => p - q);
  }

  // All that a control can be set to, nearest first, with the values that this gives.
  function others(control, a, alone) {
    const { values } = state.wanted, now = values[control.name];
    const put = (v) => (control.options.length ? v : now.map((other, n) => (n === a || !alone ? v : other)));
    const all = control.options.length ? control.options
      : Array.from({ length: control.high - control.low + 1 }, (_, n) => control.low + n)
        .sort((p, q) => Math.abs(p - now[a]) - Math.abs(q - now[a]));
    return all.map((v) => [v, { ...values, [control.name]: put(v) }]);
  }

  function use(control, a, look = true) {
    used = [control, a];
    if (look) lookAhead();
  }

  // While nothing happens, Python is asked for what may come next: at once for the control in use, a little later, when
  // the hand seems to rest, for all that one move could lead to, the nearest first. A few at a time, so that an answer
  // never waits behind many of these.
  function lookAhead() {
    clearTimeout(idle);
    rests = false;
    if (!link) return;
    idle = setTimeout(() => {
      if (used) askAhead(moves(...used));
      idle = setTimeout(() => { rests = true; askAhead(allMoves()); }, 50);
    }, 15);
  }

  const moves = (control, a) => others(control, a, controls.alone(control)).map(([, values]) => next(values));

  function allMoves() {
    const ways = about.controls.flatMap((c) => (c.options.length ? [0] : state.wanted.values[c.name].map((_, n) => n))
      .filter((n) => n === 0 || controls.alone(c)).map((n) => moves(c, n)));
    const turns = Array.from({ length: Math.max(...ways.map((way) => way.length)) }, (_, n) => ways.map((way) => way[n]));
    const named = Object.keys(about.presets).map((name) => ({ values: settings(name), edits: {} }));
    return [...turns.flat().filter(Boolean).slice(0, MOST / 2), ...named, { values: about.start, edits: {} }];
  }

  function askAhead(choices) {
    const unknown = choices.filter((choice) => !known.has(keyOf(choice)));
    const few = Math.max(1, Math.min(6, Math.round(80_000 / picture.film.svg.length))); // of large films fewer
    if (unknown.length && !link?.waits()) link?.ahead(unknown.slice(0, few));
  }

  // The picture that is saved with the notebook should be the last one. Not while someone has hold of it.
  function keepSoon() {
    clearTimeout(saving);
    if (link && painted !== saved) saving = setTimeout(() => {
      const busy = root.matches(":active, :fullscreen") || root.querySelector(":fullscreen, input.edit, select:focus") ||
        (!place && root.matches(":hover, :focus-within"));
      if (busy || link.waits()) return keepSoon();
      focus = root.contains(document.activeElement) ? document.activeElement : null;
      saved = painted;
      link.keep();
    }, 1500);
  }

  remember([first, ...near]);
  paint(first);
  return {
    root,
    presets: offer,
    // With a model, answers come from Python; without one, `why` says what became of it.
    connect: (model, why) => {
      link?.close();
      link = model && convlibLink(model, { receive, remember: learn, follow, tell, giveUp });
      if (link) paint(JSON.parse(model.get("answer")));
      state.wanted = chosen(state.shown);
      if (why) giveUp(why);
      refresh();
    },
    moveTo: (other) => {
      other.replaceChildren(root);
      if (document.activeElement === document.body) focus?.focus({ preventScroll: true });
    },
    close: () => { clearTimeout(idle); clearTimeout(saving); link?.close(); link = null; stage.destroy(); },
  };
}
