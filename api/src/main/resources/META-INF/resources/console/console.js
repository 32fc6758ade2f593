// Draws the page's charts from the JSON each figure names. The table beside a chart holds the same
// figures, so without this file nothing is lost but the pictures.
"use strict";
(() => {
  const drawn = [];
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clear = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
  const dollars = (value) => (value < 0 ? "−$" : "$") + Math.abs(value).toFixed(Math.abs(value) < 20 ? 3 : 2);

  const looks = () => ({
    layout: {
      background: { color: "transparent" },
      textColor: colour("--dim"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      attributionLogo: false, // it brings a style of its own; the footer names and links the makers
    },
    grid: { vertLines: { visible: false }, horzLines: { color: clear(colour("--strong"), 0.35) } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderColor: colour("--strong") },
    crosshair: {
      vertLine: { color: colour("--dim"), labelBackgroundColor: colour("--accent") },
      horzLine: { color: colour("--dim"), labelBackgroundColor: colour("--accent") },
    },
  });

  const line = () => ({ color: colour("--accent"), lineWidth: 2, priceLineVisible: false });
  const edge = () => ({
    color: clear(colour("--sand"), 0.75), lineWidth: 1, lineStyle: 2,
    priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false,
  });

  const LONG_GAP_DAYS = 14;
  const SHOWN_DAYS = 200;

  // The stretches without a gap, each [first, last].
  function stretches(data) {
    const found = [];
    data.forEach((point, i) => {
      if (point.value === null) return;
      const last = found[found.length - 1];
      if (last && last[1] === i - 1) last[1] = i;
      else found.push([i, i]);
    });
    return found;
  }

  // Where to begin: after the last long gap, or so many days back.
  function beginning(data, parts) {
    let first = parts.length ? parts[parts.length - 1][0] : 0;
    for (let i = parts.length - 1; i > 0 && parts[i][0] - parts[i - 1][1] <= LONG_GAP_DAYS; i--) first = parts[i - 1][0];
    return Math.max(first, end(data, parts) - SHOWN_DAYS);
  }

  // One past the last day with a value.
  function end(data, parts) {
    return parts.length ? parts[parts.length - 1][1] + 1 : data.length;
  }

  // An index: its fixings, and the band around them. A series a stretch, as a series has no holes.
  function index(place, data) {
    const chart = LightweightCharts.createChart(place, {
      autoSize: true, ...looks(), localization: { priceFormatter: dollars, locale: "en-GB" },
    });
    const parts = stretches(data);
    const repaint = [];
    const add = (look, all) => {
      const series = chart.addSeries(LightweightCharts.LineSeries, look());
      series.setData(all);
      repaint.push(() => series.applyOptions(look()));
    };
    parts.forEach(([first, last], i) => {
      const some = data.slice(first, last + 1);
      const latest = i === parts.length - 1;
      [1, -1].forEach((side) => add(edge, some.map((p) => ({ time: p.day, value: p.value + side * p.band }))));
      // the first series also holds the days without a value, so that they keep their place
      const days = i === 0 ? data.map((p, d) => (d >= first && d <= last ? { time: p.day, value: p.value } : { time: p.day })) : some.map((p) => ({ time: p.day, value: p.value }));
      add(() => ({ ...line(), lastValueVisible: latest }), days);
    });
    chart.timeScale().setVisibleLogicalRange({ from: beginning(data, parts), to: end(data, parts) + 1 });
    return () => {
      chart.applyOptions(looks());
      repaint.forEach((again) => again());
    };
  }

  // A forward curve: months ahead on the x axis; listed futures as points of their own.
  function curve(place, data) {
    const chart = LightweightCharts.createYieldCurveChart(place, {
      autoSize: true, ...looks(),
      yieldCurve: { baseResolution: 1, minimumTimeRange: data.length, startTimeRange: 1 },
      localization: { priceFormatter: dollars },
    });
    const steps = () => ({ ...line(), lineType: 1 });
    const forwards = chart.addSeries(LightweightCharts.LineSeries, steps());
    forwards.setData(data.map((p) => ({ time: p.ahead, value: p.price })));
    const marks = data.filter((p) => p.settlement !== null);
    const dots = () => ({ color: colour("--sand"), lineVisible: false, pointMarkersVisible: true, pointMarkersRadius: 4, priceLineVisible: false, lastValueVisible: false });
    const futures = chart.addSeries(LightweightCharts.LineSeries, dots());
    futures.setData(marks.map((p) => ({ time: p.ahead, value: p.settlement })));
    chart.timeScale().fitContent();
    return () => {
      chart.applyOptions(looks());
      forwards.applyOptions(steps());
      futures.applyOptions(dots());
    };
  }

  // Lines over days, each with a colour and a dash of its own, named at its end; marks where something
  // changed. A stretch without values is a gap.
  function lines(place, data) {
    const points = (value) => value.toFixed(2);
    const chart = LightweightCharts.createChart(place, {
      autoSize: true, ...looks(),
      localization: { priceFormatter: place.dataset.unit === "dollars" ? dollars : points, locale: "en-GB" },
    });
    const names = [...new Set(data.flatMap((p) => Object.keys(p.values)))];
    const looksOf = (i) => ({ ...line(), color: colour(["--accent", "--sand", "--good", "--bad"][i % 4]), lineStyle: i % 4 });
    const repaint = [];
    const marked = () => data.filter((p) => p.mark).map((p) => ({ time: p.day, position: "aboveBar", shape: "circle", color: colour("--sand"), text: p.mark }));
    names.forEach((name, i) => {
      const values = data.map((p) => ({ day: p.day, value: p.values[name] ?? null }));
      const parts = stretches(values);
      parts.forEach(([first, last], n) => {
        const latest = n === parts.length - 1;
        const series = chart.addSeries(LightweightCharts.LineSeries, { ...looksOf(i), lastValueVisible: latest, title: latest ? name : "" });
        // the first series also holds the days without a value, so that they keep their place
        const days = i === 0 && n === 0 ? values : values.slice(first, last + 1);
        series.setData(days.map((p, d) => (i + n > 0 || (d >= first && d <= last) ? { time: p.day, value: p.value } : { time: p.day })));
        repaint.push(() => series.applyOptions(looksOf(i)));
        if (i === 0 && n === 0) {
          const marks = LightweightCharts.createSeriesMarkers(series, marked());
          repaint.push(() => marks.setMarkers(marked()));
        }
      });
    });
    // a day of room on each side, for what is written at a mark
    chart.timeScale().setVisibleLogicalRange({ from: -1, to: data.length });
    return () => {
      chart.applyOptions(looks());
      repaint.forEach((again) => again());
    };
  }

  const kinds = { index, curve, lines };

  async function draw(place) {
    const said = place.textContent;
    try {
      const answer = await fetch(place.dataset.source);
      if (!answer.ok) throw new Error("status " + answer.status);
      const data = await answer.json();
      place.textContent = "";
      drawn.push(kinds[place.dataset.chart](place, data));
      place.dataset.drawn = String(data.length);
    } catch (failure) {
      place.textContent = said.trim() || "The chart cannot be drawn now; the table has its figures.";
      place.dataset.drawn = "failed";
    }
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
  dark.addEventListener("change", () => drawn.forEach((recolour) => recolour()));
})();
