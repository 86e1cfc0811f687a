// Two tools of the explorers that know nothing of them: a box to type a number into, and copying.

// Opens over a cell. `close` is called when it goes, then `accept` with a whole number of up to three digits; what
// is no such number is told, and on Enter the box stays.
function numberBox(cell, host, name, close, tell, accept) {
  const box = cell.querySelector("rect").getBoundingClientRect(), frame = host.getBoundingClientRect();
  const input = ConvlibPlayer.make("input", { inputmode: "numeric", class: "edit", "aria-label": `Value of ${name}` });
  const before = cell.querySelector("text").textContent.replace("−", "-");
  input.value = before;
  Object.assign(input.style, {
    left: `${box.left - frame.left}px`, top: `${box.top - frame.top}px`, width: `${box.width}px`, height: `${box.height}px`,
  });
  let open = true;
  const end = (keep, stay) => {
    if (!open) return;
    const text = input.value.trim().replace("−", "-"), number = Number(text);
    const fits = text !== "" && Number.isInteger(number) && Math.abs(number) <= 999;
    input.classList.toggle("wrong", keep && !fits);
    if (keep && text !== before) tell(fits ? "" : `A cell takes a whole number from −999 to 999, not ${text || "nothing"}.`);
    if (keep && !fits && stay) return input.select();
    open = false;
    input.remove();
    close();
    if (keep && fits && text !== before) accept(number);
    if (!keep) tell("");
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") end(true, true);
    if (event.key === "Escape") end(false);
  });
  input.addEventListener("blur", () => end(true));
  host.addEventListener("scroll", () => end(true), { capture: true, once: true }); // the cell moves on without it
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
