// Put behind the page's own script by the test: uses it as a reader would, and writes down what came of it.
(function () {
    var found = { contrast: [] };
    function say(name, value) { found[name] = value; }
    function shown() { return document.querySelectorAll(".suite tbody tr:not([data-hidden])").length; }
    function set(id, value, kind) { var one = document.getElementById(id); one.value = value; one.dispatchEvent(new Event(kind)); }

    say("all", shown());
    set("search", "esp.single.inbound", "input"); say("searched", shown());
    set("search", "no such case", "input"); say("nothing", shown());
    set("search", "", "input");
    set("family", "esp", "change"); say("family", shown());
    say("family_names", Array.from(document.querySelectorAll(".suite tbody tr:not([data-hidden]) a code")).map(function (one) { return one.textContent; }));
    set("family", "", "change");
    set("claim", "passthrough.ipsec", "change"); say("claim", shown());
    set("claim", "", "change");
    var box = document.querySelector("#filters input"); box.click(); say("without", shown()); box.click(); say("again", shown());
    document.getElementById("open-all").click();
    say("closed", document.querySelectorAll("details.case:not([open])").length);

    // Links within the page lead to something, and that opens its fold.
    var dead = Array.from(document.querySelectorAll('a[href^="#"]')).filter(function (one) { return !document.getElementById(decodeURIComponent(one.getAttribute("href").slice(1))); });
    say("dead", dead.map(function (one) { return one.getAttribute("href"); }));

    // Everything that can be used can be reached by keyboard, and has a name.
    var usable = Array.from(document.querySelectorAll("a[href], button, input, select, summary"));
    say("unreachable", usable.filter(function (one) { return one.tabIndex < 0 || one.closest("[hidden]"); }).length);
    say("nameless", usable.filter(function (one) { return !(one.textContent.trim() || one.getAttribute("aria-label") || one.closest("label")); }).length);
    say("first", usable[0].className);

    function channel(value) { value = value / 255; return value > 0.03928 ? Math.pow((value + 0.055) / 1.055, 2.4) : value / 12.92; }
    function parts(text) { var all = text.match(/[\d.]+/g).map(Number); return { r: all[0], g: all[1], b: all[2], a: all.length > 3 ? all[3] : 1 }; }
    function luminance(one) { return 0.2126 * channel(one.r) + 0.7152 * channel(one.g) + 0.0722 * channel(one.b); }
    function behind(node) {
        for (var at = node; at; at = at.parentElement) { var one = parts(getComputedStyle(at).backgroundColor); if (one.a > 0.99) { return one; } }
        return { r: 255, g: 255, b: 255, a: 1 };
    }
    // WCAG 2.1, 1.4.3: 4.5 to 1, large text 3 to 1.
    var seen = {};
    document.querySelectorAll("body *").forEach(function (one) {
        var own = Array.from(one.childNodes).some(function (node) { return node.nodeType === 3 ? node.textContent.trim() : false; });
        if (!own || one.closest("svg, script, style, option")) { return; }
        var style = getComputedStyle(one);
        for (var at = one; at; at = at.parentElement) {
            if (1 > Number(getComputedStyle(at).opacity)) { found.contrast.push(one.tagName + "." + one.className + " is see-through"); break; }
        }
        var key = style.color + getComputedStyle(one).fontSize + style.fontWeight + JSON.stringify(behind(one));
        if (seen[key]) { return; }
        seen[key] = true;
        var a = luminance(parts(style.color)), b = luminance(behind(one));
        var ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        var size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 ? Number(style.fontWeight) >= 700 : false);
        if (large ? 3 > ratio : 4.5 > ratio) { found.contrast.push(one.tagName + "." + one.className + " " + ratio.toFixed(2)); }
    });
    say("colours", Object.keys(seen).length);
    say("ground", luminance(behind(document.body)));
    var out = document.createElement("pre");
    out.id = "found";
    out.textContent = JSON.stringify(found);
    document.body.append(out);
})();
