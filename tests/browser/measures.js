/* What the tests measure on a page. Evaluated as an expression: (…).tooWide(), and so on. */
({
  TARGETS:
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])",

  // What makes the page scroll sideways, and what scrolls sideways by itself.
  tooWide() {
    const root = document.documentElement;
    const beyond = (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5;
    const all = [...document.querySelectorAll("body *")].filter((element) => this.isShown(element));
    const scrolls = (element) =>
      element.scrollWidth > element.clientWidth + 1 && /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const inside = (element) => element.parentElement.closest(".scroll");
    return [
      ...(root.scrollWidth > root.clientWidth ? all.filter((element) => beyond(element) && !inside(element)) : []).map(
        (element) => `${this.describe(element)} ends at ${element.getBoundingClientRect().right.toFixed(1)}`,
      ),
      ...all
        .filter((element) => scrolls(element) && !element.matches("input, select, svg *, .visually-hidden"))
        .map((element) => `${this.describe(element)} holds ${element.scrollWidth} in ${element.clientWidth}`),
    ];
  },

  // Targets that a finger may miss. Links in running text may be small, and so may segments: see below.
  smallTargets() {
    return this.targets()
      .filter((element) => !element.closest(".way") && !this.isInText(element))
      .map((element) => [element, this.box(element)])
      .filter(([, box]) => box.width < 43.5 || box.height < 43.5)
      .map(([element, box]) => `${this.describe(element)}: ${box.width.toFixed(1)} × ${box.height.toFixed(1)}`);
  },

  // WCAG 2.5.8: 24 × 24, or so far from others that circles of that size around them keep apart.
  crowdedSegments() {
    const boxes = this.targets().filter((element) => element.closest(".way")).map((element) => this.box(element));
    const centre = (box) => [box.x + box.width / 2, box.y + box.height / 2];
    const crowded = (box) =>
      boxes.some((other) => {
        const [x, y] = centre(box), [otherX, otherY] = centre(other);
        return other !== box && Math.hypot(x - otherX, y - otherY) < 24;
      });
    return boxes
      .filter((box) => (box.width < 23.9 || box.height < 23.9) && crowded(box))
      .map((box) => `${box.width.toFixed(1)} × ${box.height.toFixed(1)}`);
  },

  // What the Tab key has to reach: places in the document; of a group of radio buttons one will do.
  reachable() {
    const groups = new Map();
    for (const element of this.targets()) {
      const group = element.type === "radio" ? `radio ${element.name}` : element;
      groups.set(group, [...(groups.get(group) ?? []), element]);
    }
    return [...groups.values()].map((group) => ({
      what: this.describe(group[0]),
      places: group.map((element) => this.place(element)),
    }));
  },

  // Where the focus is, and what is wrong with how that shows. Null: nowhere on the page.
  focused() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const faults = [];
    const ringed = [element, element.parentElement, element.parentElement.parentElement].find((each) => this.hasRing(each));
    if (!ringed) faults.push("no ring");
    else {
      const colour = this.colour(getComputedStyle(ringed).outlineColor);
      const contrast = this.contrast(colour, this.background(ringed.parentElement));
      if (contrast < 3) faults.push(`a ring of contrast ${contrast.toFixed(2)}`);
    }
    const box = element.getClientRects()[0];
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (!top) faults.push(`out of view at ${x.toFixed()}, ${y.toFixed()}`);
    else if (!element.contains(top) && !top.contains(element)) faults.push(`hidden behind ${this.describe(top)}`);
    return { place: this.place(element), what: this.describe(element), y: y + scrollY, isInMain: !!element.closest("main"), faults };
  },

  targets() {
    const within = document.querySelector("dialog[open]") ?? document;
    return [...within.querySelectorAll(this.TARGETS)].filter((element) => !element.matches(":disabled") && this.isShown(element));
  },
  isShown(element) {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
  },
  isInText(element) {
    if (element.matches(".skip")) return true; // it shows for the keyboard alone
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (/^(inline|contents)/.test(getComputedStyle(block).display)) block = block.parentElement;
    return [...this.texts(block)].some((text) => text.data.trim() && !element.contains(text));
  },
  *texts(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) yield walker.currentNode;
  },
  box(element) {
    const label = element.matches("input[type=radio], input[type=checkbox]") && element.closest("label");
    const own = element.getBoundingClientRect();
    const around = label ? label.getBoundingClientRect() : own;
    return around.width * around.height > own.width * own.height ? around : own;
  },
  place(element) {
    return [...document.querySelectorAll("*")].indexOf(element);
  },
  describe(element) {
    const words = (element.innerText || element.getAttribute("aria-label") || element.name || "").trim().split("\n")[0];
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    return `<${element.localName}${classes}> ${words.slice(0, 40)}`.trim();
  },
  hasRing(element) {
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return false;
    for (let each = element; each; each = each.parentElement) if (getComputedStyle(each).opacity === "0") return false;
    return true;
  },
  contrastOf(element) {
    return this.contrast(this.colour(getComputedStyle(element).color), this.background(element));
  },
  background(element) {
    for (let each = element; each; each = each.parentElement) {
      const colour = this.colour(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0.9) return colour;
    }
    return [255, 255, 255, 1];
  },
  colour(text) {
    const numbers = text.match(/-?[\d.]+/g).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map((number) => number * scale), numbers[3] ?? 1];
  },
  contrast(one, other) {
    const light = (colour) => {
      const [red, green, blue] = colour.slice(0, 3).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  },
})
