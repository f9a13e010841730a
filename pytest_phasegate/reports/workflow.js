"use strict";
// Everything from documents reaches the page as text nodes: nothing here reads or writes HTML.
(() => {
  const CHUNK = 200;
  const ANSWERS = ["held", "failed", "unknown", "pending", "waived"];
  const WORST = ["failed", "unknown", "waived", "pending", "held"];
  const MARKS = { held: "✓", failed: "✗", unknown: "?", pending: "·", waived: "~", none: "" };
  const WORDS = { held: "held", failed: "false", unknown: "unknown", pending: "pending", waived: "waived" };
  const units = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("units");
  const more = document.getElementById("more");
  const search = document.getElementById("search");
  const only = document.getElementById("document");
  const buttons = [...document.querySelectorAll("button[data-answer]")];
  let shown = [];
  let drawn = 0;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const link = (page, line, text) => {
    if (!page) return make("span", "", text);
    const anchor = make("a", "", text);
    anchor.href = page + "#t" + line;
    return anchor;
  };

  for (const unit of units) {
    const answers = new Set(unit.checks.map((check) => check.answer));
    unit.answer = WORST.find((answer) => answers.has(answer)) || "none";
    unit.answers = answers;
    const words = [unit.path, unit.name, unit.title, unit.status];
    for (const check of unit.checks) {
      words.push(check.gate, check.reason, check.commit || "");
      for (const finding of check.findings) words.push(finding.number, finding.code, finding.claim, finding.found);
    }
    unit.words = words.join("\n").toLowerCase();
  }

  const drawFinding = (unit, finding) => {
    const box = make("div", "finding");
    const head = make("p");
    head.append(make("b", "", finding.number), " ", link(unit.page, finding.line, `${finding.code}, line ${finding.line}`));
    box.append(head);
    for (const [label, text] of [["claimed", finding.claim], ["found", finding.found], ["to mend", finding.remedy]]) {
      const [first, ...rest] = text.split("\n");
      const row = make("p");
      row.append(make("b", "", label), " ", first);
      box.append(row);
      if (rest.length) box.append(make("pre", "", rest.join("\n")));
    }
    return box;
  };
  const drawCheck = (unit, check) => {
    const box = make("div", `check ${check.answer}-check`);
    const head = make("p");
    head.append(make("strong", `c-${check.answer}`, `${MARKS[check.answer]} ${WORDS[check.answer]}`), ` ${check.gate}, `,
      link(unit.page, check.line, `line ${check.line}`));
    box.append(head);
    const evidence = [];
    if (check.looked_at) evidence.push(`looked at ${check.looked_at}`);
    if (check.commit) evidence.push(`commit ${check.commit.slice(0, 10)}`);
    if (!check.findings.length || check.answer === "waived") head.append(`: ${check.reason} `);
    if (evidence.length) head.append(make("span", "dim", ` (${evidence.join("; ")})`));
    for (const finding of check.findings) box.append(drawFinding(unit, finding));
    for (const note of check.notes) box.append(make("p", "dim", note));
    return box;
  };
  const fill = (details, unit) => {
    if (details.dataset.filled) return;
    details.dataset.filled = "yes";
    const worstFirst = [...unit.checks].sort((one, other) => WORST.indexOf(one.answer) - WORST.indexOf(other.answer));
    for (const check of worstFirst) details.append(drawCheck(unit, check));
    if (!unit.checks.length) details.append(make("p", "check dim", "no check looks at this unit itself"));
    const times = [["begun", unit.begun], ["done", unit.done], ["proven", unit.proven]].filter((pair) => pair[1]);
    if (times.length) details.append(make("p", "check dim", times.map((pair) => pair.join(" ")).join("; ")));
  };
  const isOpen = units.filter((unit) => unit.answer === "failed" || unit.answer === "unknown").length <= 10;
  const drawUnit = ([unit, isContext]) => {
    const item = make("li", `d${Math.min(unit.depth, 4)}${isContext ? " context" : ""}`);
    const details = make("details");
    const summary = make("summary");
    const mark = make("span", `mark c-${unit.answer}`, MARKS[unit.answer]);
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", WORDS[unit.answer] || "no check");
    summary.append(mark, make("span", "name", unit.depth ? unit.name : unit.path), make("span", "title", unit.title),
      make("span", "status", unit.depth ? unit.status.replace("_", " ") : ""));
    details.append(summary);
    details.addEventListener("toggle", () => fill(details, unit));
    if (isOpen && !isContext && (unit.answer === "failed" || unit.answer === "unknown")) details.open = true;
    item.append(details);
    return item;
  };

  const drawMore = () => {
    const chunk = document.createDocumentFragment();
    for (const pair of shown.slice(drawn, drawn + CHUNK)) chunk.append(drawUnit(pair));
    drawn = Math.min(drawn + CHUNK, shown.length);
    list.append(chunk);
    more.hidden = drawn >= shown.length;
    more.textContent = `Show more (${shown.length - drawn} left)`;
  };
  const choose = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(buttons.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.dataset.answer));
    const isAll = wanted.size === ANSWERS.length;
    const fits = (unit) => (!only.value || unit.path === only.value)
      && (isAll || [...unit.answers].some((answer) => wanted.has(answer)))
      && words.every((word) => unit.words.includes(word));
    const kept = new Map(); // index of a unit: whether it is there only because of a unit below it
    units.forEach((unit, index) => {
      if (!fits(unit)) return;
      kept.set(index, false);
      for (let above = unit.parent; above >= 0 && !kept.has(above); above = units[above].parent) kept.set(above, true);
    });
    shown = [...kept].sort((one, other) => one[0] - other[0]).map(([index, isContext]) => [units[index], isContext]);
    const found = shown.filter((pair) => !pair[1] && pair[0].depth).length;
    document.getElementById("count").textContent = `${found} of ${units.filter((unit) => unit.depth).length} units`;
    document.getElementById("none").hidden = shown.length > 0;
    list.replaceChildren();
    drawn = 0;
    drawMore();
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 80);
  });
  only.addEventListener("change", choose);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      choose();
    });
  }
  more.addEventListener("click", () => {
    const next = drawn;
    drawMore();
    list.children[next]?.querySelector("summary").focus();
  });
  for (const anchor of document.querySelectorAll("a[data-document]")) {
    anchor.addEventListener("click", () => {
      only.value = anchor.dataset.document;
      choose();
    });
  }
  document.addEventListener("keydown", (event) => {
    const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName);
    if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      choose();
    }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      search.focus();
    }
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const summaries = [...list.querySelectorAll("summary")];
    const place = summaries.indexOf(document.activeElement);
    if (step && (place >= 0 || event.key === "j")) {
      event.preventDefault();
      summaries[Math.max(0, Math.min(summaries.length - 1, place + step))]?.focus();
    }
  });
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && drawn < shown.length) drawMore();
    }, { rootMargin: "400px" }).observe(more);
  }
  choose();
  document.body.dataset.ready = "yes";
})();
