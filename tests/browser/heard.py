"""What a screen reader is told of a page: the accessibility tree as lines, and what live regions say over time."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Locator, Page

STATES = ("pressed", "expanded", "disabled", "focused")
# From now on, what a live region comes to hold is noted in `said`.
LISTEN = """root => {
  root.said = [];
  const live = "[aria-live=polite],[aria-live=assertive],[role=status],[role=alert],output";
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) => (target.closest ? target : target.parentNode).closest(live)));
    for (const region of regions) if (region) root.said.push(region.textContent);
  }).observe(root, { childList: true, characterData: true, subtree: true });
}"""


def tree(page: Page) -> list[str]:
    """``role "name" = value (description) [state]`` of everything that is told, in order, indented as it is nested."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    for slider in (node for node in nodes if node.get("role", {}).get("value") == "slider"):
        element = session.send("DOM.describeNode", {"backendNodeId": slider["backendDOMNodeId"]})["node"]
        texts = dict(zip(element["attributes"][::2], element["attributes"][1::2], strict=True))
        slider["value"]["value"] = texts.get("aria-valuetext", slider["value"]["value"])  # the tree has the number
    session.detach()
    by_id, lines = {node["nodeId"]: node for node in nodes}, []

    def walk(node: dict, depth: int) -> None:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        shown = not node["ignored"] and role not in ("none", "generic", "InlineTextBox", "RootWebArea", "MenuListPopup")
        if shown:
            lines.append("  " * depth + _line(node, role, name))
        for child in node.get("childIds", ()):
            walk(by_id[child], depth + shown)

    walk(nodes[0], 0)
    return lines


def _line(node: dict, role: str, name: str) -> str:
    """One node, with a role's description in the place of the role."""
    properties = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
    value, description = (node.get(key, {}).get("value", "") for key in ("value", "description"))
    words = [properties.get("roledescription") or role, f'"{name}"' * bool(name), f"= {value}" * (value != "")]
    states = [f"[{state}]" for state in STATES if properties.get(state) in (True, "true")]
    return " ".join(filter(None, [*words, f"({description})" * bool(description), *states]))


def violations(root: Locator) -> list[str]:
    """What axe-core finds wrong in an element: ``rule: where it is and what is wrong with it``."""
    root.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = root.evaluate("root => axe.run(root, { resultTypes: ['violations'] })")["violations"]
    return [f"{rule['id']}: {node['html']}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]
