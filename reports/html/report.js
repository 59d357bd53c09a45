// Filters and opening of details. The report says everything without it.
"use strict";
(function () {
    var tools = document.querySelector(".tools");
    var search = document.getElementById("search");
    var filters = document.getElementById("filters");
    var rows = Array.prototype.slice.call(document.querySelectorAll(".suite tbody tr, details.case"));
    var cases = Array.prototype.slice.call(document.querySelectorAll("details.case"));
    var off = {};

    function apply() {
        var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        rows.forEach(function (row) {
            var head = row.querySelector("summary") || row;
            var text = head.textContent.toLowerCase();
            var wanted = !off[row.dataset.verdict];
            wanted = words.every(function (word) { return text.includes(word); }) ? wanted : false;
            if (wanted) { row.removeAttribute("data-hidden"); } else { row.setAttribute("data-hidden", ""); }
        });
        document.querySelectorAll(".suite").forEach(function (table) {
            var left = table.querySelector("tbody tr:not([data-hidden])");
            if (left) { table.removeAttribute("data-hidden"); } else { table.setAttribute("data-hidden", ""); }
        });
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
    document.getElementById("open-all").addEventListener("click", function () { cases.forEach(function (one) { one.open = true; }); });
    document.getElementById("close-all").addEventListener("click", function () { cases.forEach(function (one) { one.open = false; }); });
    window.addEventListener("hashchange", open_target);
    tools.hidden = false;
    open_target();
})();
