// What a page tells those who do not see it: the rules of WCAG 2.1 level A that a program can ask about. Returns what is wrong, in words.
(function () {
    var wrong = [];
    function all(what) { return Array.from(document.querySelectorAll(what)); }
    function where(one) { return one.tagName.toLowerCase() + (one.id ? "#" + one.id : "") + (one.getAttribute("class") ? "." + one.getAttribute("class") : ""); }
    function ask(rule, list) { if (list.length > 0) { wrong.push(rule + ": " + Array.from(new Set(list.map(where))).slice(0, 5).join(" ")); } }
    function named(one) {
        var by = one.getAttribute("aria-labelledby");
        var own = one.closest("label") || (one.id ? document.querySelector('label[for="' + CSS.escape(one.id) + '"]') : null);
        return (one.getAttribute("aria-label") || one.getAttribute("title") || "").trim() || (by ? document.getElementById(by) : own) || one.textContent.trim();
    }

    if (!document.documentElement.lang) { wrong.push("3.1.1 no language"); }
    if (!document.title.trim()) { wrong.push("2.4.2 no title"); }
    // One main part, one banner, one first heading, and no heading that leaves a level out.
    if (all("main").length !== 1) { wrong.push("1.3.1 main: " + all("main").length); }
    if (all("body > header").length !== 1) { wrong.push("1.3.1 header: " + all("body > header").length); }
    ask("1.3.1 outside of every landmark", Array.from(document.body.children).filter(function (one) {
        return !one.matches("header, main, nav, footer, aside, script, style, a.skip, svg[aria-hidden], pre#found, [hidden], .paper");
    }));
    if (all("h1").length !== 1) { wrong.push("1.3.1 h1: " + all("h1").length); }
    var level = 0;
    ask("1.3.1 a heading leaves a level out", all("h1, h2, h3, h4, h5, h6").filter(function (one) {
        var own = Number(one.tagName[1]), skips = own > level + 1;
        level = own;
        return skips;
    }));
    ask("2.4.6 empty heading", all("h1, h2, h3, h4").filter(function (one) { return !one.textContent.trim(); }));
    // Names of what can be used, and of what is drawn.
    ask("4.1.2 no name", all("a[href], button, input, select, summary, [role=region], [role=img], nav ~ nav").filter(function (one) { return !named(one); }));
    ask("1.1.1 a drawing that is neither named nor hidden", all("svg").filter(function (one) {
        return one.parentElement.closest("svg") ? false : !(one.getAttribute("aria-hidden") === "true" || (one.getAttribute("role") === "img" ? named(one) : false));
    }));
    ask("2.1.1 scrolls, and no key reaches it", all("*").filter(function (one) {
        var style = getComputedStyle(one), scrolls = /auto|scroll/.test(style.overflowX) ? one.scrollWidth > one.clientWidth + 1 : false;
        return scrolls ? one.tabIndex < 0 && !one.querySelector("a[href], button, input, select, [tabindex]") : false;
    }));
    ask("2.4.3 order of its own", all("[tabindex]").filter(function (one) { return one.tabIndex > 0; }));
    ask("4.1.2 inside of a name that is used", all("a a, button a, a button, button button"));
    // Tables, lists and folds are what they look like.
    ask("1.3.1 a head without scope", all("th").filter(function (one) { return !one.getAttribute("scope"); }));
    ask("1.3.1 a table without heads", all("table").filter(function (one) { return !one.querySelector("th") && !one.matches(".legend, [role=presentation]"); }));
    ask("1.3.1 stray item", all("li").filter(function (one) { return !one.parentElement.matches("ul, ol"); })
        .concat(all("dt, dd").filter(function (one) { return !one.parentElement.closest("dl"); }))
        .concat(all("dl > *").filter(function (one) { return !one.matches("dt, dd, div, script"); })));
    ask("4.1.2 a fold without a summary", all("details").filter(function (one) { return !one.firstElementChild || one.firstElementChild.tagName !== "SUMMARY"; }));
    // References lead somewhere, and ids are said once.
    var ids = {};
    ask("4.1.1 said twice", all("[id]").filter(function (one) { var twice = ids[one.id]; ids[one.id] = true; return twice; }));
    ask("4.1.2 leads nowhere", all("[aria-labelledby], [aria-describedby], label[for]").filter(function (one) {
        return (one.getAttribute("aria-labelledby") || one.getAttribute("aria-describedby") || one.htmlFor).split(" ").some(function (id) { return !ids[id]; });
    }));
    ask("4.1.2 a role that there is not", all("[role]").filter(function (one) { return !/^(img|region|status|note|presentation|group|search|list|listitem)$/.test(one.getAttribute("role")); }));
    return wrong;
})();
