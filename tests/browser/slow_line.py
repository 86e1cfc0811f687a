"""A line to the kernel that takes its time, and a hand that does not wait for it; for a test and a benchmark."""

LAG = 100  # milliseconds there, and as many back

# JavaScript: what a page says and hears is `window.lag` milliseconds under way.
SLOW = """const Plain = WebSocket;
window.WebSocket = class extends Plain {
  send(data) { setTimeout(() => super.send(data), window.lag || 0); }
  set onmessage(listen) { super.onmessage = (event) => setTimeout(() => listen(event), window.lag || 0); }
};"""

# JavaScript: another stride, then 40 moves of `size` and a last one; the milliseconds from that to its picture.
BURST = """async (root, [stride, last]) => {
  const stage = root.querySelector(".convlib-stage");
  const move = (name, value) => {
    const input = root.querySelector(`[name="${name}"]`);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  move("dilation", 2);
  move("stride", stride);
  for (let n = 0; n < 40; n += 1) {
    move("size", 5 + (n % 5));
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  move("size", last);
  const from = performance.now(), wanted = `${last}×${last} input, 3×3 kernel, stride ${stride}, dilation 2`;
  while (!stage.getAttribute("aria-label").startsWith(wanted))
    await new Promise(requestAnimationFrame);
  return performance.now() - from;
}"""
