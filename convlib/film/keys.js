// Which keys a film or an explorer takes from the notebook around it.

// JupyterLab takes no key of an element with this attribute. What has the focus gets it just before JupyterLab looks, and
// only for a key that `owns(event)` or that a control needs: every other key does what it does anywhere else.
function convlibKeys(root, owns = () => false) {
  const LEFT_ALONE = "data-lm-suppress-shortcuts";
  const listen = (owners, last) => {
    addEventListener("keydown", (event) => {
      last?.removeAttribute(LEFT_ALONE);
      const found = event.composedPath().filter((node) => owners.has(node));
      if (!found[0] || !(convlibNeeds(event) || found.some((node) => owners.get(node)(event)))) return;
      last = event.target;
      last.setAttribute(LEFT_ALONE, "");
    }, true);
    return owners;
  };
  window.convlibOwners ??= listen(new WeakMap()); // one listener, however many films a page has
  window.convlibOwners.set(root, owns);
}

// Whether a control needs a key for itself: a button to be pressed, a slider to be moved, a field to be typed in.
function convlibNeeds({ target, key, ctrlKey, metaKey, altKey, shiftKey }) {
  const command = ctrlKey || metaKey, plain = !command && !altKey && !shiftKey, is = (tags) => target.matches(tags);
  if (is("button,a,summary,[type=checkbox]")) return plain && [" ", "Enter"].includes(key);
  if (is("[type=range]")) return plain && /^(Arrow|Page|Home|End)/.test(key);
  if (is("select")) return plain && key !== "Escape";
  if (!is("input,textarea")) return false;
  return command ? /^([acvxyz]|Arrow.*|Backspace|Delete|Home|End)$/i.test(key) : key !== "Enter" || plain;
}
