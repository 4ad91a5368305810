// Building elements of a page.

export const byId = (id) => document.getElementById(id);

/** Creates an element. Children are elements or text; text never becomes markup. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const PLUS = "M8 3v10M3 8h10";
export const CHECK = "M3 8.5l3.2 3.2L13 5";
export const CROSS = "M4 4l8 8M12 4l-8 8";

/** Capitals throughout are set a little smaller; the text itself stays the shop's. */
export function isCapitals(text) {
  return text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase();
}
