// Comforts only: every page works without. Asks the server nothing.
"use strict";

// After a page that answers something, the answer is where reading goes on.
document.querySelector("[data-focus]")?.focus();

// The list shrinks while one types, and says so. After a search that was sent, the page has no other rows: an emptied field asks for them.
for (const form of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const count = document.querySelector("[data-count]");
  form.elements.q.addEventListener("input", () => {
    if (form.elements.q.defaultValue) {
      if (!form.elements.q.value) form.requestSubmit();
      return;
    }
    const words = form.elements.q.value.toLowerCase().split(" ").filter(word => word);
    let shown = 0;
    for (const row of rows) {
      const text = row.dataset.row.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${count.dataset.count} flags`;
  });
}

// The sum of shares.
for (const group of document.querySelectorAll("[data-shares]")) {
  const sum = group.querySelector("[data-sum]");
  group.addEventListener("input", () => {
    const total = [...group.querySelectorAll("input")].reduce((all, input) => all + Number(input.value || 0), 0);
    sum.textContent = `Now: ${Math.round(total * 1000) / 1000}.`;
  });
}

// One more condition.
for (const group of document.querySelectorAll("[data-clauses]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Another condition";
  button.addEventListener("click", () => {
    const conditions = group.querySelectorAll("fieldset");
    const next = conditions[conditions.length - 1].cloneNode(true);
    next.querySelector("legend").textContent = `Condition ${conditions.length + 1}`;
    for (const field of next.querySelectorAll("input, select, textarea")) {
      field.name = field.name.replace(/\d+$/, String(conditions.length));
      if (field.type === "checkbox") field.checked = false;
      else if (field.tagName !== "SELECT" && !field.name.startsWith("clause-kind")) field.value = "";
    }
    conditions[conditions.length - 1].after(next);
    next.querySelector("[name^=clause-attribute]").focus();
  });
  group.after(button);
}
