// A card: a question, a place to type, and what is replied. All replies came with it; nothing is computed here.
function convlibCard(host, deck, tell) {
  const HINT = 2, ANSWER = 3; // misses
  const make = (name, attributes, ...children) => {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children);
    return node;
  };
  const style = make("style", { textContent: convlibCardStyle });
  const question = make("div", { className: "question" });
  const input = make("input", { type: "text", autocomplete: "off", spellcheck: false, ariaLabel: "your answer" });
  const button = make("button", { type: "submit", textContent: "Check" });
  const status = make("div", { className: "reply", role: "status" });
  const offers = make("div", { className: "offers" }), row = make("form", { className: "row" }, input, button);
  let at = 0, misses = 0, inRow = 0, done = false;

  const written = (n) => String(Math.floor(n * 1000 + 0.5) / 1000 + 0);
  const plain = (text) => {
    const [above, below = 1] = text.split("/");
    return written(above / below);
  };
  // As typed.py reads it.
  const read = ({ rules, form, number }, text) => {
    const left = rules.reduce((t, [pattern, instead]) => t.replace(new RegExp(pattern, "g"), instead), text.toLowerCase().trim());
    if (!new RegExp(form).test(left)) return null;
    return number ? left.replace(new RegExp(number, "g"), plain) : left;
  };
  const spoken = ({ between }, key) => key.replaceAll(" ", between).replaceAll("-", "−");
  // Words of Python's, in which `code` stands between backticks.
  const words = (text) => text.split("`").map((part, n) => (n % 2 ? make("code", { textContent: part }) : part));
  const offer = (name, title, lines) => {
    if (!lines.length || offers.querySelector(`.${name}`)) return;
    offers.append(make("details", { className: name }, make("summary", { textContent: title }),
      ...lines.map((line) => make("p", {}, ...words(line)))));
  };

  function open(next) {
    at = next;
    misses = 0;
    done = false;
    question.innerHTML = deck[at].html;
    host.classList.remove("right", "wrong");
    input.value = "";
    input.readOnly = false;
    button.textContent = "Check";
    status.replaceChildren();
    offers.replaceChildren();
    question.querySelectorAll("li").forEach((item, n) => item.addEventListener("click", () => {
      input.value = "abcdefgh"[n];
      if (!done) answer();
    }));
  }

  // After the last question the second half comes again: the harder one.
  const following = () => (at + 1 < deck.length ? at + 1 : Math.floor(deck.length / 2));

  function answer() {
    const { kind, replies, otherwise, hints, answer } = deck[at], key = read(kind, input.value);
    const [right, said] = key === null ? [null, kind.again] : replies[key] ?? [false, otherwise.replace("{}", spoken(kind, key))];
    if (right !== null) tell({ tried: input.value, of: at, misses });
    misses += right === false;
    inRow = right ? inRow + (misses === 0) : right === false ? 0 : inRow;
    host.classList.toggle("right", right === true);
    host.classList.toggle("wrong", right === false);
    const streak = right && deck.length > 1 && inRow > 1 ? [` ${inRow} in a row.`] : [];
    status.replaceChildren(make("p", {}, ...words(said), ...streak));
    if (!right && misses >= HINT) offer("hint", "A hint", hints);
    if (!right && misses >= ANSWER) offer("answer", "The answer", answer);
    done = right === true;
    if (done && deck.length > 1) button.textContent = "Next";
    if (done) offers.replaceChildren();
    else input.select();
  }

  // By itself Enter submits in a page, but not in JupyterLab.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // nbclassic would begin to edit a cell
    row.requestSubmit();
  });
  row.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!done || deck.length === 1) return answer();
    open(following());
    input.focus();
  });
  host.replaceChildren(style, question, row, status, offers);
  convlibKeys(host); // Enter is a notebook's key, too
  open(0);
}

// What a card tells Python, where there is a way.
const convlibCardModels = () => (window.convlibCardModels ??= new Map());

async function convlibCardBoot(picture) {
  const host = picture.closest(".convlib-card");
  if (!host) return; // it was taken away meanwhile
  const deck = await convlibInflated(host.dataset.pack);
  convlibCard(host, deck, (content) => {
    try { convlibCardModels().get(host.dataset.live)?.send(content); } catch { /* the kernel is gone: the card goes on */ }
  });
}

function convlibCardInitialize({ model }) {
  const name = model.get("place");
  convlibCardModels().set(name, model);
  return () => convlibCardModels().delete(name);
}

async function convlibCardRender({ model, el }) {
  const host = document.createElement("div");
  host.className = "convlib-card";
  el.append(host);
  convlibCard(host, await convlibInflated(model.get("pack")), (content) => model.send(content));
}
