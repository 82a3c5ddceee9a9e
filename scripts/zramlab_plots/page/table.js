// The table of results: a press on a heading sorts by its column, a second one turns the order round; the fields above it hide rows.
(() => {
  const table = document.getElementById("results");
  const body = table.tBodies[0];
  const value = (row, column) => row.cells[column].dataset.value;
  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? a.localeCompare(b) : difference;
  };
  table.querySelectorAll("thead button").forEach((button) => button.addEventListener("click", () => {
    const head = button.closest("th");
    const sign = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
    table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const rows = [...body.rows];
    rows.sort((a, b) => {
      const [left, right] = [value(a, head.cellIndex), value(b, head.cellIndex)];
      return left === "" || right === "" ? compare(left, right) : sign * compare(left, right);
    });
    body.append(...rows);
  }));

  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const filter = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const choices = [...form.querySelectorAll("select")].filter((select) => select.value !== "");
    const baselines = form.elements.baselines.checked;
    let count = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(words.every((word) => text.includes(word)) &&
        choices.every((select) => value(row, Number(select.dataset.column)) === select.value) &&
        (baselines || !row.classList.contains("baseline")));
      count += !row.hidden;
    }
    shown.textContent = `${count} of ${body.rows.length} rows`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
