// Filters and opening of details. The report says everything without it.
"use strict";
(function () {
    var tools = document.querySelector(".tools");
    var search = document.getElementById("search");
    var filters = document.getElementById("filters");
    var rows = Array.prototype.slice.call(document.querySelectorAll(".suite tbody tr, details.case"));
    var cases = Array.prototype.slice.call(document.querySelectorAll("details.case"));
    var off = {};
    var family = document.getElementById("family");
    var claim = document.getElementById("claim");
    var count = document.getElementById("count");
    var body = document.body.dataset;

    function name_of(row) { return row.querySelector("code").textContent; }
    function family_of(row) { return name_of(row).split(".")[0]; }
    var claims = {};
    rows.forEach(function (row) { if (row.tagName === "TR") { claims[name_of(row)] = (row.dataset.claims || "").split(" "); } });

    function fill(select, all, words) {
        select.append(new Option(words, ""));
        Array.from(new Set(all)).filter(Boolean).sort().forEach(function (one) { select.append(new Option(one, one)); });
        select.addEventListener("change", apply);
    }

    // The frames of the case, as its evidence names them, for a display filter of Wireshark's.
    function filter_of(text) {
        var numbers = text.match(/#\d+(-\d+)?/g) || [];
        return "frame.number in {" + numbers.map(function (one) { return one.slice(1).replace("-", ".."); }).join(", ") + "}";
    }

    function copier(label, text) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "copy";
        button.textContent = label;
        button.title = text;
        button.addEventListener("click", function () {
            var area = document.createElement("textarea");
            area.value = text;
            document.body.append(area);
            area.select();
            document.execCommand("copy");
            area.remove();
            button.textContent = label + " \u2713";
            button.focus();
        });
        return button;
    }

    // Made when a case is opened: a page of 5,000 cases has none before.
    function add_copiers(one) {
        if (one.querySelector(".copy")) { return; }
        var place = one.querySelector(".body");
        var evidence = one.querySelector("[data-evidence]");
        var quoted = "'" + name_of(one).replace(/'/g, "'\\''") + "'";
        var line = document.createElement("p");
        if (evidence) { line.append(copier(body.copyTshark, "tshark -r " + body.capture + " -Y '" + filter_of(evidence.textContent) + "'")); }
        line.append(copier(body.copyRun, body.run + " --only " + quoted));
        place.prepend(line);
    }

    function apply() {
        var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        rows.forEach(function (row) {
            var head = row.querySelector("summary") || row;
            var text = head.textContent.toLowerCase();
            var wanted = !off[row.dataset.verdict];
            if (family.value) { wanted = family_of(row) === family.value ? wanted : false; }
            if (claim.value) { wanted = (claims[name_of(row)] || []).includes(claim.value) ? wanted : false; }
            wanted = words.every(function (word) { return text.includes(word); }) ? wanted : false;
            if (wanted) { row.removeAttribute("data-hidden"); } else { row.setAttribute("data-hidden", ""); }
        });
        document.querySelectorAll(".suite").forEach(function (table) {
            var left = table.querySelector("tbody tr:not([data-hidden])");
            if (left) { table.removeAttribute("data-hidden"); } else { table.setAttribute("data-hidden", ""); }
        });
        var shown = document.querySelectorAll(".suite tbody tr:not([data-hidden])").length;
        count.textContent = shown === rows.length - cases.length ? "" : shown + " / " + (rows.length - cases.length);
    }

    function open_target() {
        var target = document.getElementById(location.hash.slice(1));
        var fold = target ? target.closest("details") : null;
        if (fold) { fold.open = true; target.scrollIntoView(); }
    }

    document.querySelectorAll(".total:not(.none)").forEach(function (total) {
        var label = document.createElement("label");
        var box = document.createElement("input");
        box.type = "checkbox";
        box.checked = true;
        box.addEventListener("change", function () { off[total.dataset.verdict] = !box.checked; apply(); });
        label.append(box, " ", total.querySelector(".badge").textContent);
        filters.append(label);
    });
    search.addEventListener("input", apply);
    fill(family, rows.map(family_of), family.getAttribute("aria-label"));
    fill(claim, [].concat.apply([], Object.values(claims)), claim.getAttribute("aria-label"));
    cases.forEach(function (one) {
        if (one.open) { add_copiers(one); }
        one.addEventListener("toggle", function () { if (one.open) { add_copiers(one); } });
    });
    document.getElementById("open-all").addEventListener("click", function () { cases.forEach(function (one) { one.open = true; }); });
    document.getElementById("close-all").addEventListener("click", function () { cases.forEach(function (one) { one.open = false; }); });
    window.addEventListener("hashchange", open_target);
    tools.hidden = false;
    open_target();
})();
