// The way to Python. Every choice is asked for at once, and Python answers the last; who waits is told for what.
const CONVLIB_WORDS = {
  waiting: "Waiting for Python: it is busy, or it has stopped.",
  silent: "Python does not answer, so picture and numbers stay as they were. If a cell is running, wait for its end; " +
    "if not, run this cell again.",
  unmet: "Python has not answered yet, and the page holds the pictures near to this one only. If a cell is running, " +
    "wait for its end; if not, run this cell.",
  ended: "Python has let go of this picture. Run this cell again to move on.",
  alone: "The page holds the pictures near to this one only. Run this cell to move freely.",
};

// `tell` gets a key of the words, and `giveUp` when nobody will answer; the rest gets what Python says.
function convlibLink(model, { receive, remember, follow, tell, giveUp }) {
  const SOON = 1000, LONG = 10000;
  const id = Math.random().toString(36).slice(2); // this view's own: an answer to another view is not for us
  let asks = 0, open = null, timer = null, silent = false, pings = 0, met = false;

  const send = (content) => {
    try { model.send(content); } catch { lost(); } // there is no line any more
  };
  const lost = () => {
    heard();
    silent = true;
    open = null;
    giveUp(met ? "silent" : "unmet"); // such a model may have come from a file
  };
  const heard = () => { clearTimeout(timer); timer = null; silent = false; };
  const patience = () => {
    timer = setTimeout(() => {
      tell("waiting");
      timer = setTimeout(lost, silent || !met ? 0 : LONG - SOON);
    }, SOON);
  };
  const ask = (choice) => {
    asks += 1;
    open = `${id}-${asks}`;
    if (timer === null) patience();
    send({ ask: { request: open, ...choice } });
  };
  const answered = () => {
    met = true;
    const answer = JSON.parse(model.get("answer")), ours = answer.request.startsWith(id);
    if (ours) heard();
    if (answer.request === open) open = null;
    else if (open !== null) patience();
    if (ours || open === null) receive(answer);
  };
  const said = ({ known, last, frame, by, here }) => {
    if (known) remember(JSON.parse(known), last);
    if (frame !== undefined && by !== id) follow(frame);
    met ||= here !== undefined;
    if (here === pings) heard();
  };
  const hello = () => {
    pings += 1;
    send({ here: pings });
  };
  // A kernel that has stopped, or starts again, is heard of in this way; whether it still knows us, it must say.
  const wonder = () => {
    hello();
    clearTimeout(timer);
    timer = setTimeout(lost, SOON);
  };
  const on = [["change:answer", answered], ["msg:custom", said], ["comm_live_update", wonder]];
  for (const [event, action] of on) model.on(event, action);
  hello();
  return {
    ask,
    waits: () => open !== null,
    ahead: (choices) => send({ ahead: choices }),
    frame: (frame, of, first) => send({ frame, of, first, by: id }),
    keep: () => send({ keep: true }),
    close: () => {
      clearTimeout(timer);
      for (const [event, action] of on) model.off(event, action);
    },
  };
}
