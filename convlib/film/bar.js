// The buttons under a film, each named by what it shows or does, and the voice that says what the sum line shows.

function convlibMake(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// `does`: what happens when a control is used, by its name.
function convlibBar(does) {
  const make = convlibMake;
  const ICONS = {
    first: "M4 3v10M13 3L6 8l7 5z",
    back: "M11 3L4 8l7 5z",
    play: "M4 2.5L13 8l-9 5.5z",
    pause: "M4 3h3v10H4zM9 3h3v10H9z",
    next: "M5 3l7 5-7 5z",
    last: "M12 3v10M3 3l7 5-7 5z",
    full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  };
  const show = (node, icon, title) => {
    node.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    node.title = title;
  };
  const button = (name, title, text) => {
    const node = make("button", { type: "button", class: name, title }, text ?? "");
    if (!text) show(node, name, title);
    node.addEventListener("click", does[name]);
    return node;
  };
  const play = button("play", "Play (space)");
  const scrub = make("input", { type: "range", min: 0, step: 1, class: "scrub", "aria-label": "Position" });
  const count = make("span", { class: "count", "aria-hidden": true }); // the slider says it
  const speed = make("select", { class: "speed", "aria-label": "Speed", title: "How fast it plays" });
  for (const s of [0.5, 1, 2, 4]) speed.append(new Option(`${s}×`, s, s === 1, s === 1));
  const predict = button("predict", "Hide each value until asked (P)", "Predict");
  const reveal = button("reveal", "or press Enter", "Show the value");
  const node = make("div", { class: "bar", role: "group", "aria-label": "Film" },
    button("first", "First frame (Home)"), button("back", "Previous frame (←)"), play, button("next", "Next frame (→)"),
    button("last", "Last frame (End)"), scrub, count, speed, predict, button("full", "Full screen (F)"));
  scrub.addEventListener("input", () => does.scrub(Number(scrub.value)));
  const at = (frame, frames) => {
    scrub.max = frames - 1;
    scrub.value = frame;
    scrub.ariaValueText = `frame ${frame + 1} of ${frames}`;
    count.textContent = `${frame + 1} / ${frames}`;
  };
  const playing = (on) => show(play, on ? "pause" : "play", `${on ? "Pause" : "Play"} (space)`);
  const predicting = (on) => { predict.ariaPressed = on; };
  predicting(false);
  return { node, reveal, at, playing, predicting, pace: () => speed.value };
}

// Says a line in words, once it has stood for a moment: not each of those that go by. Silent where nobody is: a page
// of many films would else talk all at once.
function convlibVoice(root, line, busy) {
  const MOMENT = 400; // milliseconds
  const voice = convlibMake("p", { class: "voice", "aria-live": "off" });
  const words = { "·": " times ", "/": "divided by", "?": "not shown yet" };
  const speak = () => { voice.textContent = line.textContent.replace(/[·/?]/g, (sign) => words[sign]); };
  let waiting = null;
  root.addEventListener("focusin", () => { voice.ariaLive = "polite"; });
  root.addEventListener("focusout", () => { voice.ariaLive = "off"; });
  line.ariaHidden = true; // seen, and heard as the voice has it
  line.after(voice);
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => busy() || speak(), MOMENT);
  };
}
