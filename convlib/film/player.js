// Plays a film made by Python, whose fields film/data.py names: applies its keyframes, answers hovering. No indices.
var ConvlibPlayer = (() => {
  "use strict";
  const STEP = 900; // milliseconds of a frame at speed 1
  const ICONS = {
    first: "M4 3v10M13 3L6 8l7 5z",
    back: "M11 3L4 8l7 5z",
    play: "M4 2.5L13 8l-9 5.5z",
    pause: "M4 3h3v10H4zM9 3h3v10H9z",
    next: "M5 3l7 5-7 5z",
    last: "M12 3v10M3 3l7 5-7 5z",
    full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  };

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    // JupyterLab takes the keys of whatever has the focus, unless that element itself says not to.
    if (/^(button|input|select)$/.test(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
    node.append(...children);
    return node;
  };
  const icon = (name) =>
    `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;

  // Lists for each field, as they travel, become one object for each moment.
  const moments = (data, lists) => lists.writes.map((writes, f) => ({
    writes,
    reads: lists.reads[f],
    through: lists.through ? lists.through[f] || lists.through[0] : lists.reads[f],
    left: lists.left[f],
    items: lists.items[f],
    value: lists.value[f],
    joiner: data.joiners[lists.joiner ? lists.joiner[f] : 0],
    hides: lists.hides ? lists.hides[f] : [],
  }));
  const opened = (data) => {
    const frames = moments(data, data.frames), copies = new Map();
    data.copies.forEach((n, place) => place % 2 || copies.set(n, data.copies[place + 1]));
    return { ...data, frames, sums: moments(data, data.sums), copies, writes: new Set(frames.flatMap((f) => f.writes)) };
  };
  const lastAt = (frames, f) => {
    let last = frames.length - 1;
    while (last && frames[last] > f) last -= 1;
    return last;
  };

  function mount(host, options = {}) {
    let film = null, frame = 0, left = 0, timer = null, hover = null, revealed = false, predicting = false;
    let nodes = [], ids = [], numbers = new Map(), place = null; // place: kept until someone moves

    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("class", "drawing");
    drawing.setAttribute("role", "img");
    const button = (name, label, action) => {
      const node = make("button", { type: "button", class: name, title: label, "aria-label": label });
      if (ICONS[name]) node.innerHTML = icon(name);
      node.addEventListener("click", action);
      return node;
    };
    const play = button("play", "Play or pause (space)", () => toggle());
    const scrub = make("input", { type: "range", min: 0, step: 1, class: "scrub", "aria-label": "Frame" });
    const count = make("output", { class: "count" });
    const speed = make("select", { class: "speed", "aria-label": "Speed", title: "Speed" });
    for (const s of [0.5, 1, 2, 4]) speed.append(new Option(`${s}×`, s, s === 1, s === 1));
    const predict = button("predict", "Hide each value until asked (P)", () => setPredict(!predicting));
    predict.textContent = "Predict";
    const reveal = button("reveal", "Show the value (Enter)", () => show(true));
    reveal.textContent = "Show the value";
    const sum = make("p", { class: "sum", "aria-live": "polite" });
    const bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Film" },
      button("first", "First (Home)", () => go(0)), button("back", "Back (←)", () => go(frame - 1)), play,
      button("next", "Next (→)", () => go(frame + 1)), button("last", "Last (End)", () => go(Infinity)),
      scrub, count, speed, predict, button("full", "Full screen (F)", () => fullScreen()));
    const picture = make("div", { class: "picture" }, drawing), room = convlibRoom(picture, drawing);
    const root = make("div", {
      class: "convlib-stage", tabindex: 0, role: "group",
      "data-lm-suppress-shortcuts": "true", "data-revision": 0, "data-frame": 0,
    }, picture, make("div", { class: "words" }, sum, reveal), bar);
    host.replaceChildren(root);

    // What a frame is about, the surest first, to find it again in another film: what it writes; before that, where
    // outputs grow over frames, the input that it adds, and last of all the outputs that it adds to.
    const bare = (n) => ids[n].split(".").at(-1); // on a sheet, a film's name stands before an id
    const placesOf = ({ writes, reads }) => [...(film.sums.length ? reads.slice(0, 1) : []), ...writes].map(bare);
    const fedBy = ({ reads }) => film.sums.filter((s) => s.reads.includes(reads[0])).flatMap((s) => s.writes.map(bare));

    function load(data, revision) {
      const opening = film ? frame : data.start;
      if (film) place ??= [...placesOf(film.frames[frame]), ...fedBy(film.frames[frame])];
      film = opened(data);
      drawing.innerHTML = film.svg.replaceAll(' id="', ' data-id="');
      nodes = [...drawing.querySelectorAll("[data-id]")];
      ids = nodes.map((node) => node.dataset.id);
      numbers = new Map(nodes.map((node, n) => [node, n]));
      for (const n of film.moves.elements.flat()) nodes[n].dataset.slides = "";
      hover = null;
      root.setAttribute("aria-label", film.title);
      scrub.max = film.frames.length - 1;
      room.open(film, (id) => nodes[ids.indexOf(id)]);
      drawing.classList.add("still"); // a new film is there at once; only its frames slide
      const frameOf = new Map(film.frames.flatMap((moment, f) => placesOf(moment).map((p) => [p, f])).reverse());
      const same = place?.find((p) => frameOf.has(p));
      go(same === undefined ? opening : frameOf.get(same), true);
      root.dataset.revision = revision;
    }

    function apply(f, only = () => true) {
      const { classes, moves, kinds } = film;
      classes.elements.forEach((elements, t) => {
        const kind = kinds[classes.kinds[t][lastAt(classes.frames[t], f)]];
        for (const n of elements) if (only(n, false) && nodes[n].getAttribute("class") !== kind) nodes[n].setAttribute("class", kind);
      });
      moves.elements.forEach((elements, t) => {
        const [x, y] = moves.places[t][lastAt(moves.frames[t], f)].split(" ");
        for (const n of elements) if (only(n, true)) nodes[n].style.transform = `translate(${x}px,${y}px)`;
      });
    }

    function go(f, quiet = false) {
      unmark();
      if (!quiet) { drawing.classList.remove("still"); place = null; }
      frame = Math.max(0, Math.min(film.frames.length - 1, f));
      apply(frame);
      scrub.value = frame;
      count.textContent = `${frame + 1} / ${film.frames.length}`;
      show(!predicting);
      root.dataset.frame = frame;
      if (frame === film.frames.length - 1) pause();
      options.onFrame?.(frame);
    }

    function show(value) {
      const moment = film.frames[frame];
      revealed = value;
      root.classList.toggle("asking", !value);
      drawing.querySelectorAll(".ask").forEach((n) => n.remove());
      for (const kind of ["asks", "hides"]) drawing.querySelectorAll(`.${kind}`).forEach((n) => n.classList.remove(kind));
      if (!value) {
        for (const n of moment.hides) nodes[n].classList.add("hides");
        for (const n of moment.writes) {
          const number = nodes[n].querySelector("text"), ask = number.cloneNode();
          nodes[n].classList.add("asks");
          ask.setAttribute("class", "ask");
          ask.textContent = "?";
          number.after(ask);
        }
      }
      say(moment, value);
      drawing.setAttribute("aria-label", `${film.title}. ${sum.textContent}`);
    }

    function say({ left, items, joiner, value }, known = true) {
      const terms = joiner.before + items.join(joiner.between) + joiner.after;
      sum.replaceChildren(make("b", {}, left), ` = ${terms} = `, make("b", { class: "result" }, known ? value : "?"));
    }

    function setPredict(on) {
      predicting = on;
      predict.setAttribute("aria-pressed", on);
      show(!on);
    }

    function toggle() {
      if (timer) return pause();
      if (frame === film.frames.length - 1) go(0);
      play.innerHTML = icon("pause");
      sum.setAttribute("aria-live", "off");
      const tick = () => { timer = setTimeout(tick, STEP / speed.value); go(frame + 1); };
      timer = setTimeout(tick, STEP / speed.value);
    }

    function pause() {
      clearTimeout(timer);
      timer = null;
      play.innerHTML = icon("play");
      sum.setAttribute("aria-live", "polite");
    }

    function fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else (options.full || root).requestFullscreen?.();
    }

    const tell = (what, rest) => sum.replaceChildren(make("b", {}, what), ` ${rest}`);
    const hidden = (f) => predicting && !film.sums.length && (f > frame || (f === frame && !revealed));
    const links = () => hover ||= convlibHover({ film, nodes, ids, apply, say, tell, hidden });

    function unmark() {
      if (!hover?.pointing()) return;
      hover.unmark();
      apply(frame);
      show(revealed);
    }

    const cellAt = (event) => event.target.closest?.(".cell[data-id]");
    drawing.addEventListener("pointerover", (event) => {
      const cell = cellAt(event);
      if (timer) return;
      unmark();
      if (cell) links().point(numbers.get(cell));
    });
    drawing.addEventListener("pointerleave", () => !timer && unmark());
    drawing.addEventListener("click", (event) => {
      const cell = cellAt(event);
      if (!cell) return;
      const f = film.sums.length ? undefined : links().frameOf(numbers.get(cell));
      if (f !== undefined) { pause(); go(f); } else options.onCell?.(cell);
    });
    scrub.addEventListener("input", () => { pause(); go(Number(scrub.value)); });

    const KEYS = {
      " ": toggle, ArrowLeft: () => go(frame - 1), ArrowRight: () => go(frame + 1), Home: () => go(0),
      End: () => go(Infinity), p: () => setPredict(!predicting), Enter: () => show(true), f: fullScreen,
    };
    root.addEventListener("keydown", (event) => {
      const target = event.target, own = target !== root;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches("select, .edit")) return;
      if (own && target.matches("button") && " Enter".includes(event.key)) return;
      const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      if (!["Enter", " ", "f", "p"].includes(event.key)) pause();
      action();
    });
    // Paper shows what stands for the film where it cannot play.
    const printed = { beforeprint() { left = frame; turn(film.cover); }, afterprint() { turn(left); } };
    const turn = (f) => { pause(); drawing.classList.add("still"); go(f, true); };
    for (const [when, action] of Object.entries(printed)) addEventListener(when, action);
    const destroy = () => {
      pause();
      room.close();
      for (const [when, action] of Object.entries(printed)) removeEventListener(when, action);
    };
    return { root, drawing, load, go, frame: () => frame, destroy };
  }

  return { mount, make };
})();
