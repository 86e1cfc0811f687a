// Reads what Python made small: deflated, in letters that an attribute can hold.
const convlibInflated = (letters) => new Response(new Blob([Uint8Array.from(atob(letters), (one) => one.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream("deflate"))).json();
