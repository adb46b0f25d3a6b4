(() => {
  "use strict";
  const table = document.getElementById("ranked");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const said = document.getElementById("shown");
  const search = document.getElementById("search");
  const selects = Array.from(document.querySelectorAll("select[data-column]"));
  const text = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent;
  let words;
  const heads = Array.from(table.tHead.rows[0].cells);
  const other = document.querySelector("nav a[hreflang]");
  const elsewhere = other && other.getAttribute("href");
  // What was chosen stands in the address, so that it is there again after Back and in the other language.
  const keep = () => {
    const kept = new URLSearchParams();
    if (search.value) kept.set("find", search.value);
    selects.forEach((select) => { if (select.value) kept.set(select.dataset.column, select.value); });
    const sorted = heads.findIndex((head) => head.hasAttribute("aria-sort"));
    const order = sorted < 0 ? "" : heads[sorted].getAttribute("aria-sort");
    if (sorted > 0 || order === "descending") kept.set("sort", `${sorted} ${order}`);
    const hash = kept.size ? `#${kept}` : "";
    if (other) other.setAttribute("href", elsewhere + hash);
    try {
      history.replaceState(history.state, "", location.pathname + location.search + hash);
    } catch { /* a browser may refuse it, or refuse too many in a row: the page still does what it says */ }
  };
  const filter = () => {
    const asked = search.value.trim().toLocaleLowerCase();
    if (asked) words ??= rows.map((row) => row.textContent.toLocaleLowerCase());
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = (!asked || words[place].includes(asked)) && selects.every((select) =>
        !select.value || text(row, Number(select.dataset.column)) === select.value.slice(1));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    said.textContent = said.dataset.words.replace("{shown}", String(shown)).replace("{all}", String(rows.length));
  };
  // Amounts of two currencies are never compared: what is written before a number goes first.
  const number = (value) => {
    const found = value.match(/-?\d[\d,]*(\.\d+)?/);
    return found && [value.slice(0, found.index).trim(), Number(found[0].replaceAll(",", ""))];
  };
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sort = (head, column, up) => {
    const numeric = head.dataset.sort === "number";
    const key = (row) => {
      const value = text(row, column);
      return numeric ? number(value) : value;
    };
    const keyed = rows.map((row, place) => [key(row), place, row]);
    keyed.sort((a, b) => {
      const [x, y] = [a[0], b[0]];
      const missing = (x === null || x === "") - (y === null || y === "");
      if (missing) return missing;
      const unit = numeric && x !== null ? order.compare(x[0], y[0]) : 0;
      const by = numeric && x !== null ? x[1] - y[1] : order.compare(x, y);
      return unit || (up ? by : -by) || a[1] - b[1];
    });
    body.append(...keyed.map((entry) => entry[2]));
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  };
  const again = () => {
    const kept = new URLSearchParams(location.hash.slice(1));
    const sorted = /^(\d+) (ascending|descending)$/.exec(kept.get("sort") ?? "");
    const columns = selects.map((select) => select.dataset.column);
    if (sorted || ["find", ...columns].some((name) => kept.has(name))) {
      search.value = kept.get("find") ?? "";
      selects.forEach((select, place) => {
        select.value = kept.get(columns[place]) ?? "";
        if (select.selectedIndex < 0) select.value = "";
      });
    }
    if (sorted && heads[sorted[1]]?.querySelector("button") && heads[sorted[1]].getAttribute("aria-sort") !== sorted[2])
      sort(heads[sorted[1]], Number(sorted[1]), sorted[2] === "ascending");
    filter();
  };
  const chosen = () => { filter(); keep(); };
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (button) button.addEventListener("click", () => {
      sort(head, column, head.getAttribute("aria-sort") !== "ascending");
      keep();
    });
  });
  search.addEventListener("input", chosen);
  selects.forEach((select) => select.addEventListener("change", chosen));
  document.getElementById("clear").addEventListener("click", () => {
    search.value = "";
    selects.forEach((select) => { select.value = ""; });
    chosen();
    search.focus();
  });
  document.querySelectorAll(".filters").forEach((part) => { part.hidden = false; });
  again();
  // A browser puts back what was chosen in its own time, after this has run and before it shows the page.
  addEventListener("pageshow", () => { again(); keep(); });
})();
