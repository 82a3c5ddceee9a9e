// Sorts the table of results by the column whose head is pressed; a second press turns the order round.
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
})();
