// Two tools of the explorers that know nothing of them: a box to type a number into, and copying.

// Opens over a cell. `close` is called when it goes, then `accept` with a whole number of up to three digits.
function numberBox(cell, host, name, close, accept) {
  const box = cell.querySelector("rect").getBoundingClientRect(), frame = host.getBoundingClientRect();
  const input = ConvlibPlayer.make("input", { type: "number", step: 1, class: "edit", "aria-label": `Value of ${name}` });
  input.value = cell.querySelector("text").textContent.replace("−", "-");
  Object.assign(input.style, {
    left: `${box.left - frame.left}px`, top: `${box.top - frame.top}px`, width: `${box.width}px`, height: `${box.height}px`,
  });
  let open = true;
  const end = (keep) => {
    if (!open) return;
    open = false;
    const text = input.value, number = Number(text);
    input.remove();
    close();
    if (keep && text !== "" && Number.isInteger(number) && Math.abs(number) <= 999) accept(number);
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") end(true);
    if (event.key === "Escape") end(false);
  });
  input.addEventListener("blur", () => end(true));
  host.append(input);
  input.focus();
  input.select();
}

async function copyText(text, root) {
  try { await navigator.clipboard.writeText(text); } catch { // closed to this page: the old way
    const area = ConvlibPlayer.make("textarea", { class: "edit" });
    area.value = text;
    root.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
