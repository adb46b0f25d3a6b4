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
  const sort = (head, column) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
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
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = head.querySelector("button");
    if (button) button.addEventListener("click", () => sort(head, column));
  });
  search.addEventListener("input", filter);
  selects.forEach((select) => select.addEventListener("change", filter));
  document.getElementById("clear").addEventListener("click", () => {
    search.value = "";
    selects.forEach((select) => { select.value = ""; });
    filter();
    search.focus();
  });
  const named = new URLSearchParams(location.hash.slice(1)).get("find");
  if (named) search.value = named;
  document.querySelectorAll(".filters").forEach((part) => { part.hidden = false; });
  filter();
})();
