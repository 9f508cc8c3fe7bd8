// Sorting, paging and filters of the table by DataTables, plots by Chart.js; this ties them together.
"use strict";

(() => {
  const filters = document.getElementById("filters");
  const plotted = document.getElementById("plotted");
  const table = new DataTable("#catalogue", {
    autoWidth: false,
    deferRender: true,
    order: [],
    pageLength: 25,
    lengthMenu: [25, 100, 500],
    layout: { topStart: "info", topEnd: "pageLength", bottomStart: null, bottomEnd: "paging" },
    language: {
      info: "_START_ to _END_ of _TOTAL_ models",
      infoEmpty: "No model",
      infoFiltered: "(out of _MAX_)",
      lengthMenu: "Show _MENU_ at a time",
      emptyTable: "The listing has no models.",
      zeroRecords: "No model matches.",
    },
  });

  document.documentElement.classList.add("ready");

  const has = (words, word) => !word || ` ${words} `.includes(` ${word} `);
  table.search.fixed("filters", (text, cells, index) => {
    const model = table.row(index).node().dataset;
    const { author, input, output, supports, price, context, free, reasoning } = filters.elements;
    return (
      (!author.value || model.author === author.value) &&
      has(model.input, input.value) &&
      has(model.output, output.value) &&
      has(model.supports, supports.value) &&
      (price.value === "" || (model.prompt !== undefined && Number(model.prompt) <= Number(price.value))) &&
      (context.value === "" || Number(model.context) >= Number(context.value)) &&
      (!free.checked || model.free === "yes") &&
      (!reasoning.checked || model.reasoning === "yes")
    );
  });
  const filter = () => table.search(filters.elements.search.value).draw();
  filters.addEventListener("input", filter);
  filters.addEventListener("reset", () => setTimeout(filter));
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = plotted.hidden = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const plots = [...document.querySelectorAll("canvas")].map((canvas) => {
    const told = document.querySelector(`output[for="${canvas.id}"]`);
    const names = { context: "Context length, tokens", intelligence: "Intelligence index" };
    const chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [{ data: [], clip: false }] },
      options: {
        animation: false,
        maintainAspectRatio: false,
        normalized: true,
        pointRadius: 4,
        pointHoverRadius: 7,
        scales: {
          x: { type: canvas.dataset.scale === "log" ? "logarithmic" : "linear", title: { display: true, text: names[canvas.dataset.axis] } },
          y: { type: "logarithmic", title: { display: true, text: "" } },
        },
        plugins: {
          legend: { display: false },
          tooltip: { displayColors: false, callbacks: { label: ({ raw }) => raw.told } },
        },
        onHover: (event, [active]) => {
          if (active) told.textContent = chart.data.datasets[0].data[active.index].told;
        },
      },
    });
    let at = -1;
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      const points = chart.data.datasets[0].data;
      if (!step || !points.length) return;
      event.preventDefault();
      at = (Math.max(at, step < 0 ? 0 : -1) + step + points.length) % points.length;
      const active = [{ datasetIndex: 0, index: at }];
      chart.setActiveElements(active);
      chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
      chart.update();
      told.textContent = points[at].told;
    });
    return chart;
  });

  const paint = () => {
    for (const chart of plots) {
      chart.options.color = colour("--text");
      chart.data.datasets[0].backgroundColor = `${colour("--point")}99`;
      chart.data.datasets[0].borderColor = colour("--point");
      for (const scale of Object.values(chart.options.scales)) {
        scale.grid = { color: colour("--line") };
        scale.border = { color: colour("--soft") };
        scale.ticks = { color: colour("--soft"), maxTicksLimit: 8 };
        scale.title.color = colour("--soft");
      }
      chart.update();
    }
  };

  const plot = () => {
    const price = plotted.elements.price.value;
    const models = table.rows({ search: "applied" }).nodes().toArray().map((row) => row.dataset);
    for (const chart of plots) {
      const { axis } = chart.canvas.dataset;
      const points = models
        .filter((model) => Number(model[price]) > 0 && Number(model[axis]) > 0)
        .map((model) => ({
          x: Number(model[axis]),
          y: Number(model[price]),
          told: `${model.id}: ${Number(model[axis]).toLocaleString("en")} · ${model[price]} USD`,
        }));
      chart.data.datasets[0].data = points.sort((one, other) => one.x - other.x);
      chart.options.scales.y.title.text = `USD per million ${price} tokens`;
      chart.canvas.closest("figure").querySelector("output").textContent =
        `${points.length.toLocaleString("en")} of ${models.length.toLocaleString("en")} models have both values.`;
      chart.update();
    }
  };
  plotted.addEventListener("input", plot);
  table.on("draw", plot);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  plot();
  paint();
})();
