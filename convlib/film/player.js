// Plays a film made by Python, whose fields film/data.py names: applies its keyframes, answers hovering. No indices.
var ConvlibPlayer = (() => {
  "use strict";
  const STEP = 900; // milliseconds of a frame at speed 1
  const make = convlibMake;

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

    const bar = convlibBar({
      first: () => go(0), back: () => go(frame - 1), play: () => toggle(), next: () => go(frame + 1),
      last: () => go(Infinity), scrub: (f) => { pause(); go(f); }, full: () => fullScreen(),
      predict: () => setPredict(!predicting), reveal: () => show(true),
    });
    const sum = make("p", { class: "sum" });
    const picture = make("div", { class: "picture" });
    const enter = options.onCell ? "edits it or goes to its frame" : "goes to its frame";
    const keys = `Cells: arrow keys go from one to the next, Enter ${enter}, Esc leaves`;
    // An application: a screen reader leaves the arrow keys to it.
    picture.innerHTML = `<svg class="drawing" role="application" aria-roledescription="drawing" aria-label="${keys}"></svg>`;
    const drawing = picture.firstChild, room = convlibRoom(picture, drawing);
    const root = make("div", {
      class: "convlib-stage", tabindex: 0, role: "group", "data-revision": 0, "data-frame": 0,
    }, picture, make("div", { class: "words" }, sum, bar.reveal), bar.node);
    const hear = convlibVoice(root, sum, () => timer);
    host.replaceChildren(root);

    // What a frame is about, the surest first, to find it again in another film: what it writes; before that, where
    // outputs grow over frames, the input that it adds, and last of all the outputs that it adds to.
    const bare = (n) => ids[n].split(".").at(-1); // on a sheet, a film's name stands before an id
    const placesOf = ({ writes, reads }) => [...(film.sums.length ? reads.slice(0, 1) : []), ...writes].map(bare);
    const fedBy = ({ reads }) => film.sums.filter((s) => s.reads.includes(reads[0])).flatMap((s) => s.writes.map(bare));

    function load(data, revision) {
      const opening = film ? frame : data.start;
      if (data.asks && !film) predicting = true;
      if (film) place ??= [...placesOf(film.frames[frame]), ...fedBy(film.frames[frame])];
      film = opened(data);
      const held = cursor.held();
      drawing.innerHTML = film.svg.replaceAll(' id="', ' data-id="');
      for (const text of drawing.querySelectorAll("text")) text.ariaHidden = true; // cells say themselves
      nodes = [...drawing.querySelectorAll("[data-id]")];
      ids = nodes.map((node) => node.dataset.id);
      numbers = new Map(nodes.map((node, n) => [node, n]));
      for (const n of film.moves.elements.flat()) nodes[n].dataset.slides = "";
      hover = null;
      root.ariaLabel = film.title;
      room.open(film, (id) => nodes[ids.indexOf(id)]);
      drawing.classList.add("still"); // a new film is there at once; only its frames slide
      const frameOf = new Map(film.frames.flatMap((moment, f) => placesOf(moment).map((p) => [p, f])).reverse());
      bar.predicting(predicting);
      const same = place?.find((p) => frameOf.has(p));
      go(same === undefined ? opening : frameOf.get(same), true);
      if (held) cursor.keep(held);
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
      bar.at(frame, film.frames.length);
      cursor.place(nodes[film.frames[frame].writes[0]]);
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
      cursor.renew();
    }

    function say({ left, items, joiner, value }, known = true) {
      const terms = joiner.before + items.join(joiner.between) + joiner.after;
      sum.replaceChildren(make("b", {}, left), ` = ${terms} = `, make("b", { class: "result" }, known ? value : "?"));
      hear();
    }

    function setPredict(on) {
      predicting = on;
      bar.predicting(on);
      show(!on);
    }

    function toggle() {
      if (timer) return pause();
      if (frame === film.frames.length - 1) go(0);
      bar.playing(true);
      const tick = () => { timer = setTimeout(tick, STEP / bar.pace()); go(frame + 1); };
      timer = setTimeout(tick, STEP / bar.pace());
    }

    function pause() {
      clearTimeout(timer);
      timer = null;
      bar.playing(false);
      hear();
    }

    function fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else (options.full || root).requestFullscreen?.();
    }

    const tell = (what, rest) => {
      sum.replaceChildren(make("b", {}, what), ` ${rest}`);
      hear();
    };
    const hidden = (f) => predicting && !film.sums.length && (f > frame || (f === frame && !revealed));
    const links = () => hover ||= convlibHover({ film, nodes, ids, apply, say, tell, hidden });

    function unmark() {
      if (!hover?.pointing()) return;
      hover.unmark();
      apply(frame);
      show(revealed);
    }

    const point = (cell) => {
      unmark();
      if (cell) links().point(numbers.get(cell));
    };

    const act = (cell) => {
      const f = film.sums.length ? undefined : links().frameOf(numbers.get(cell));
      if (f !== undefined) { pause(); go(f); } else options.onCell?.(cell);
    };

    const label = (cell) => `${convlibName(film, cell.dataset.id)}: ${cell.matches(".asks,.hides") ? "hidden"
      : cell.matches(".empty") ? "not written yet" : cell.querySelector("text").textContent || "empty"}`;
    const cursor = convlibCursor(root, drawing, { point, act, label, playing: () => timer });

    const KEYS = {
      " ": toggle, ArrowLeft: () => go(frame - 1), ArrowRight: () => go(frame + 1), Home: () => go(0),
      End: () => go(Infinity), p: () => setPredict(!predicting), Enter: () => show(true), f: fullScreen,
    };
    const actionOf = (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (ctrlKey || metaKey || altKey || shiftKey || convlibNeeds(event)) return undefined;
      return cursor.actionOf(event) || KEYS[key.length === 1 ? key.toLowerCase() : key];
    };
    convlibKeys(root, actionOf);
    root.addEventListener("keydown", (event) => {
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      if (/^(Arrow|Home|End)/.test(event.key)) pause();
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
    return { root, drawing, load, go, frame: () => frame, focus: cursor.back, destroy };
  }

  return { mount, make, keys: convlibKeys };
})();
